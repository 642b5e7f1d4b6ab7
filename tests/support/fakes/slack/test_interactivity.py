"""What people press, fill in and call up, and what the app may answer."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from fakes.slack.forms import REQUIRED, TOO_LONG
from fakes.slack.samples import (
    Block,
    actions,
    asked,
    button,
    call,
    choice,
    client_of,
    context_actions,
    feedback,
    listening,
    modal,
    option,
    plain,
    section,
    text_input,
)
from fakes.slack.server import CHANNEL, GUEST, MEMBER, Post, Refusal, SlackServer, View
from fakes.slack.workspace import TEAM

KINDS = asked(choice("radio_buttons", option("Wrong", "wrong"), option("Old", "old")), "kind")
WORDS = asked(text_input(max_length=5), "words", optional=True)


async def posted(slack: SlackServer, *blocks: Block, **more: Any) -> Post:
    """A message of the app."""
    answer = await call(slack, "chat.postMessage", channel=CHANNEL, text="x", blocks=list(blocks), **more)
    return slack.workspace.posts[CHANNEL, answer["ts"]]


async def opened(slack: SlackServer, content: Block) -> View:
    """A modal that the member sees."""
    await client_of(slack).views_open(trigger_id=slack.api.new_trigger(3.0, MEMBER), view=content)
    view = slack.modal(MEMBER)
    assert view
    return view


async def test_sends_a_click_once(slack: SlackServer) -> None:
    """With what the app needs to answer it."""
    post = await posted(slack, section("x"), actions(button(action_id="show", value="a:1")))
    async with listening(slack) as (_, heard):
        delivery = slack.click(MEMBER, post, "show")
        await slack.settled()
    (request,) = heard
    payload = request.payload
    assert (request.type, request.accepts_response_payload) == ("interactive", True)
    assert payload["type"] == "block_actions"
    assert payload["user"]["id"] == MEMBER
    assert (payload["user"]["team_id"], payload["channel"]["id"]) == (TEAM, CHANNEL)
    assert (payload["container"]["message_ts"], payload["message"]["ts"]) == (post.ts, post.ts)
    (action,) = payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("show", "b1", "a:1")
    assert (delivery.attempts, delivery.response) == (1, {})
    view = await client_of(slack).views_open(trigger_id=payload["trigger_id"], view=modal())
    shown = slack.modal(MEMBER)
    assert shown
    assert shown.id == view["view"]["id"]


async def test_chooses_what_is_offered(slack: SlackServer) -> None:
    """Feedback and selects by their values."""
    select = choice("static_select", option("One", "one"), option("Two", "two"))
    post = await posted(slack, context_actions(feedback()), actions(select))
    async with listening(slack) as (_, heard):
        slack.click(MEMBER, post, "feedback", "no")
        slack.click(MEMBER, post, "choice", "two")
        await slack.settled()
    by_type = {request.payload["actions"][0]["type"]: request.payload["actions"][0] for request in heard}
    assert by_type["feedback_buttons"]["value"] == "no"
    assert by_type["static_select"]["selected_option"] == option("Two", "two")


async def test_presses_only_what_is_there(slack: SlackServer) -> None:
    """Not what never was, not what is gone, and not one of two."""
    post = await posted(
        slack, actions(button(action_id="show", value="1")), actions(button(action_id="show", value="2"))
    )
    for action_id, value in (("hide", None), ("show", "3"), ("show", None)):
        with pytest.raises(AssertionError, match="to press"):
            slack.click(MEMBER, post, action_id, value)
    await call(slack, "chat.update", channel=CHANNEL, ts=post.ts, text="gone")
    with pytest.raises(AssertionError, match="nothing to press"):
        slack.click(MEMBER, post, "show", "1")
    await call(slack, "chat.delete", channel=CHANNEL, ts=post.ts)
    with pytest.raises(AssertionError, match="not shown"):
        slack.click(MEMBER, post, "show", "1")


async def test_lists_what_was_not_acknowledged() -> None:
    """It is not sent again, and there need be no socket."""
    async with SlackServer(ack_seconds=0.1) as slack:
        post = await posted(slack, actions(button(action_id="show")))
        unheard = slack.click(MEMBER, post, "show")
        await slack.settled()
        async with listening(slack, acknowledges=False) as (_, heard):
            late = slack.click(MEMBER, post, "show")
            await slack.settled()
            assert len(heard) == 1
        assert slack.unacknowledged == [unheard, late]
        assert (unheard.attempts, late.attempts, late.response) == (0, 1, None)


async def test_clicks_in_what_only_one_person_sees(slack: SlackServer) -> None:
    """That person alone; the message itself is not sent along."""
    blocks = [actions(button(action_id="show"))]
    await call(slack, "chat.postEphemeral", channel=CHANNEL, user=GUEST, text="x", blocks=blocks)
    (shown,) = slack.ephemerals
    with pytest.raises(AssertionError, match="not shown"):
        slack.click(MEMBER, shown, "show")
    async with listening(slack) as (_, heard):
        slack.click(GUEST, shown, "show")
        await slack.settled()
    assert heard[0].payload["container"]["is_ephemeral"]
    assert "message" not in heard[0].payload


async def test_clicks_in_views(slack: SlackServer) -> None:
    """In a modal and in the Home tab, where they are seen."""
    await client_of(slack).views_publish(
        user_id=MEMBER, view={"type": "home", "blocks": [actions(button(action_id="a"))]}
    )
    view, home = await opened(slack, modal(actions(button(action_id="b")))), slack.home(MEMBER)
    assert home
    async with listening(slack) as (_, heard):
        slack.click(MEMBER, home, "a")
        slack.click(MEMBER, view, "b")
        await slack.settled()
    assert sorted(request.payload["container"]["view_id"] for request in heard) == sorted([home.id, view.id])
    slack.close(MEMBER, view)
    with pytest.raises(AssertionError, match="not shown"):
        slack.click(MEMBER, view, "b")


async def test_submits_what_was_filled_in(slack: SlackServer) -> None:
    """With the state of every input; then the modal is closed."""
    view = await opened(slack, modal(KINDS, WORDS, private_metadata="a:1"))
    async with listening(slack) as (_, heard):
        assert await slack.submit(MEMBER, view, {"kind": {"choice": "old"}, "words": {"words": "hello"}}) == {}
    payload = heard[0].payload
    values = payload["view"]["state"]["values"]
    assert values["kind"]["choice"]["selected_option"] == option("Old", "old")
    assert values["words"]["words"]["value"] == "hello"
    assert (payload["type"], payload["view"]["private_metadata"]) == ("view_submission", "a:1")
    assert slack.modal(MEMBER) is None


async def test_refuses_a_form_that_is_not_filled_in(slack: SlackServer) -> None:
    """The app hears nothing of it."""
    view = await opened(slack, modal(KINDS, WORDS))
    async with listening(slack) as (_, heard):
        answer = await slack.submit(MEMBER, view, {"words": {"words": "x" * 6}})
    assert answer == {"response_action": "errors", "errors": {"kind": REQUIRED, "words": TOO_LONG}}
    assert not heard
    with pytest.raises(AssertionError, match="no such option"):
        await slack.submit(MEMBER, view, {"kind": {"choice": "none"}})
    with pytest.raises(AssertionError, match="no such inputs"):
        await slack.submit(MEMBER, view, {"elsewhere": {"choice": "old"}})


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "errors", "errors": {"words": "No."}}, ["Report"]),
        ({"response_action": "update", "view": modal(title=plain("Thanks"))}, ["Thanks"]),
        ({"response_action": "push", "view": modal(title=plain("Sure?"))}, ["Sure?", "Report"]),
        ({"response_action": "clear"}, []),
    ],
)
async def test_does_what_the_app_answers(slack: SlackServer, answer: Block, titles: list[str]) -> None:
    """With the modal that was submitted; `titles` are those seen from the top down."""
    view = await opened(slack, modal(WORDS))
    async with listening(slack, payload=answer):
        assert await slack.submit(MEMBER, view, {}) == answer
    seen = []
    while shown := slack.modal(MEMBER):
        seen.append(shown.content["title"]["text"])
        slack.close(MEMBER, shown)
    assert seen == titles


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response_action": "errors", "errors": {"elsewhere": "No."}}, "invalid_errors"),
        ({"response_action": "update", "view": modal(title=plain("x" * 25))}, "invalid_arguments"),
        ({"response_action": "vanish"}, "invalid_response_action"),
    ],
)
async def test_lists_answers_that_it_cannot_do(slack: SlackServer, answer: Block, error: str) -> None:
    """The modal stays."""
    view = await opened(slack, modal(WORDS))
    async with listening(slack, payload=answer):
        await slack.submit(MEMBER, view, {})
    assert slack.refused == [Refusal("view_submission", error)]
    assert slack.modal(MEMBER) == view


async def test_keeps_a_modal_whose_submission_nobody_took() -> None:
    """As on the real Slack, where the person sees an error."""
    async with SlackServer(ack_seconds=0.05) as slack:
        view = await opened(slack, modal(WORDS))
        assert await slack.submit(MEMBER, view, {}) is None
        assert slack.modal(MEMBER) == view
        assert len(slack.unacknowledged) == 1


async def test_says_when_a_modal_was_closed(slack: SlackServer) -> None:
    """Only where the app asked for it."""
    async with listening(slack) as (_, heard):
        assert slack.close(MEMBER, await opened(slack, modal())) is None
        slack.close(MEMBER, await opened(slack, modal(notify_on_close=True)))
        await slack.settled()
    assert [request.payload["type"] for request in heard] == ["view_closed"]


async def test_calls_a_command(slack: SlackServer) -> None:
    """And shows what is answered at once."""
    async with listening(slack, payload={"text": "Looking."}) as (_, heard):
        slack.command(MEMBER, CHANNEL, "who is the LADO?")
        await slack.settled()
    (request,) = heard
    assert request.type == "slash_commands"
    assert (request.payload["command"], request.payload["text"]) == ("/ask", "who is the LADO?")
    assert (request.payload["channel_name"], request.payload["user_id"]) == ("safeguarding", MEMBER)
    assert [(each.reader, each.text) for each in slack.ephemerals] == [(MEMBER, "Looking.")]


async def test_picks_a_shortcut(slack: SlackServer) -> None:
    """Of one message."""
    ts = slack.say(MEMBER, CHANNEL, "hello")
    async with listening(slack) as (_, heard):
        slack.shortcut(MEMBER, CHANNEL, ts, "ask")
        await slack.settled()
    payload = heard[0].payload
    assert (payload["type"], payload["callback_id"]) == ("message_action", "ask")
    assert (payload["message_ts"], payload["message"]["text"]) == (ts, "hello")


async def test_opens_tabs() -> None:
    """The Home tab brings its view once there is one."""
    async with SlackServer(subscriptions=["app_home_opened"]) as slack, listening(slack) as (_, heard):
        slack.open_home(MEMBER)
        slack.open_dm(MEMBER)
        await client_of(slack).views_publish(user_id=MEMBER, view={"type": "home", "blocks": []})
        slack.open_home(MEMBER)
        await slack.settled()
        events = sorted((request.payload["event"] for request in heard), key=lambda event: str(event["event_ts"]))
        assert [(event["tab"], "view" in event) for event in events] == [
            ("home", False),
            ("messages", False),
            ("home", True),
        ]


async def hook(slack: SlackServer, post: Post) -> AsyncWebhookClient:
    """Where the app answers a click on `post`."""
    async with listening(slack) as (_, heard):
        slack.click(MEMBER, post, "show")
        await slack.settled(quiet_seconds=0.0)
    return AsyncWebhookClient(heard[0].payload["response_url"])


async def test_takes_answers_at_the_address_of_an_interaction(slack: SlackServer) -> None:
    """To one person or to all, in the place of the message, or to take it away; five, and no more."""
    root = slack.say(MEMBER, CHANNEL, "hello")
    post = await posted(slack, actions(button(action_id="show")), thread_ts=root)
    client = await hook(slack, post)
    assert (await client.send(text="psst")).body == "ok"
    assert [(each.reader, each.text) for each in slack.ephemerals] == [(MEMBER, "psst")]
    await client.send_dict({"text": "all", "response_type": "in_channel", "thread_ts": root})
    await client.send(text="changed", replace_original=True)
    assert [each.text for each in slack.replies(CHANNEL, root)] == ["changed", "all"]
    refused = await client.send(text="x", blocks=[{"type": "poll"}])
    assert (refused.status_code, refused.body) == (400, "invalid_blocks")
    await client.send(delete_original=True)
    assert [each.text for each in slack.replies(CHANNEL, root)] == ["all"]
    assert (await client.send(text="five")).status_code == 200
    used = await client.send(text="six")
    assert (used.status_code, used.body) == (404, "used_url")


async def test_changes_what_one_person_sees(slack: SlackServer) -> None:
    """By the address of the click in it, while that lives."""
    blocks = [actions(button(action_id="show"))]
    await call(slack, "chat.postEphemeral", channel=CHANNEL, user=MEMBER, text="x", blocks=blocks)
    client = await hook(slack, slack.ephemerals[0])
    await client.send(text="changed", replace_original=True)
    assert [each.visible for each in slack.ephemerals] == ["changed"]
    await client.send(delete_original=True)
    assert not slack.ephemerals
    assert (await AsyncWebhookClient(client.url + "x").send(text="x")).body == "no_service"


async def test_waits_only_so_long_for_an_answer() -> None:
    """Neither the address nor the trigger of an interaction lives for ever."""
    async with SlackServer(response_url_seconds=0.0, trigger_seconds=0.0) as slack:
        post = await posted(slack, actions(button(action_id="show")))
        async with listening(slack) as (_, heard):
            slack.click(MEMBER, post, "show")
            await slack.settled()
        late = await AsyncWebhookClient(heard[0].payload["response_url"]).send(text="x")
        assert (late.status_code, late.body) == (404, "expired_url")
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await client_of(slack).views_open(trigger_id=heard[0].payload["trigger_id"], view=modal())


async def test_a_trigger_serves_one_view(slack: SlackServer) -> None:
    """Also that of a click."""
    post = await posted(slack, actions(button(action_id="show")))
    async with listening(slack) as (_, heard):
        slack.click(MEMBER, post, "show")
        await slack.settled()
    trigger = heard[0].payload["trigger_id"]
    await client_of(slack).views_open(trigger_id=trigger, view=modal())
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client_of(slack).views_open(trigger_id=trigger, view=modal())
