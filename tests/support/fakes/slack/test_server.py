"""The loopback Slack itself: it must refuse what Slack refuses, or the bot's tests prove nothing."""

import json
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from fakes.slack.limits import BLOCKS_CHARACTERS, blocks_error, mentions_and_links, view_error, visible_text
from fakes.slack.page import page
from fakes.slack.samples import Block, actions, button, client_of, listening, plain, rich, section
from fakes.slack.server import APP_TOKEN, BOT_TOKEN, CHANNEL, GUEST, MEMBER, STRANGER, Refusal, SlackServer
from fakes.slack.workspace import BOT_USER, TEAM


@pytest.mark.parametrize(
    "blocks",
    [
        [section("x" * 3_000)],
        [{"type": "section", "fields": [plain("x")] * 10}],
        [{"type": "header", "text": plain("x" * 150)}],
        [{"type": "divider"}] * 50,
        [{"type": "context", "elements": [plain("x")] * 10}],
        [actions(*[button("x" * 75, value="v" * 100, action_id=f"show{n}") for n in range(25)])],
        [actions(button(value="v" * 2_000))],
        [actions(button(url="https://" + "u" * 2_992))],
        [{"type": "markdown", "text": "x" * 12_000}],
        [rich("x" * 1_500, "x" * 1_500)],
        [rich("x", kind="rich_text_quote")],
    ],
)
def test_takes_blocks_at_their_limits(blocks: list[Block]) -> None:
    """As much as Slack allows."""
    assert blocks_error(blocks) is None


@pytest.mark.parametrize(
    "blocks",
    [
        [section("x" * 3_001)],
        [section("")],
        [{"type": "section"}],
        [{"type": "section", "fields": [plain("x")] * 11}],
        [{"type": "header", "text": plain("x" * 151)}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        [{"type": "divider"}] * 51,
        [{"type": "divider", "text": "x"}],
        [{"type": "context", "elements": [plain("x")] * 11}],
        [{"type": "context", "elements": []}],
        [actions(*[button()] * 26)],
        [actions(button("x" * 76))],
        [actions(button(value="v" * 2_001))],
        [actions(button(url="https://" + "u" * 2_993))],
        [actions({"type": "carousel"})],
        [{"type": "markdown", "text": "x" * 12_001}],
        [rich("x" * 3_001)],
        [rich("x" * 1_500, "x" * 1_501)],
        [rich("")],
        [rich()],
        [rich("x", kind="rich_text_table")],
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "markdown"}]}]}],
        [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [rich("x")["elements"][0]]}]}],
        [{"type": "poll"}],
        [{}],
    ],
)
def test_refuses_blocks_beyond_their_limits(blocks: list[Block]) -> None:
    """One more than Slack allows, or what Slack does not know."""
    assert blocks_error(blocks) == "invalid_blocks"


def test_refuses_what_is_not_blocks() -> None:
    """A string, a list of strings."""
    assert blocks_error("[]") == "invalid_blocks_format"
    assert blocks_error(["divider"]) == "invalid_blocks_format"


def test_counts_all_blocks_together() -> None:
    """To the character."""
    blocks = [section("x" * 2_500) for _ in range(5)]
    room = BLOCKS_CHARACTERS - len(json.dumps([*blocks, section("x")]))
    assert blocks_error([*blocks, section("x" * (1 + room))]) is None
    assert blocks_error([*blocks, section("x" * (2 + room))]) == "msg_blocks_too_long"
    assert blocks_error([{"type": "markdown", "text": "x" * 6_001}] * 2) == "msg_blocks_too_long"


def test_checks_views() -> None:
    """Title 24, private metadata 3,000, blocks 100."""
    view = {"type": "modal", "title": plain("x" * 24), "blocks": [{"type": "divider"}] * 100}
    assert view_error({**view, "private_metadata": "x" * 3_000}) is None
    assert view_error({**view, "private_metadata": "x" * 3_001}) == "invalid_arguments"
    assert view_error({**view, "title": plain("x" * 25)}) == "invalid_arguments"
    assert view_error({**view, "blocks": [{"type": "divider"}] * 101}) == "invalid_arguments"
    assert view_error({**view, "blocks": [section("x" * 3_000)] * 90}) == "view_too_large"


def test_finds_what_slack_would_make_clickable() -> None:
    """In the text, in mrkdwn and in rich text; escaped markup and plain text are only words."""
    user = {"type": "user", "user_id": MEMBER}
    paragraph = {"type": "rich_text_section", "elements": [user]}
    blocks = [section("<!channel>"), {"type": "rich_text", "elements": [paragraph]}]
    found = mentions_and_links("<@U1> <http://a.example|b> &lt;!here&gt;", blocks)
    assert found == ["<@U1>", "<http://a.example|b>", "<!channel>", json.dumps(user)]
    assert mentions_and_links("a <b> c", [rich("<!channel>"), {"type": "header", "text": plain("<@U1>")}]) == []
    assert visible_text([rich("a", "b"), {"type": "context", "elements": [plain("c")]}]) == "a\nb\nc"


def test_lays_blocks_out_as_a_page() -> None:
    """To look at; nothing in a message can act on the page."""
    shown = page([[{"type": "header", "text": plain("Sources")}, rich("<script>"), {"type": "divider"}]])
    assert "<h2>Sources</h2>" in shown
    assert "&lt;script&gt;" in shown


async def test_checks_tokens(slack: SlackServer) -> None:
    """The right kind for each method, and none other."""
    assert (await client_of(slack).auth_test())["team_id"] == TEAM
    for token, error in (("", "not_authed"), ("xoxb-other", "invalid_auth"), (APP_TOKEN, "not_allowed_token_type")):
        with pytest.raises(SlackApiError, match=error):
            await client_of(slack, token).auth_test()
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client_of(slack).apps_connections_open(app_token=BOT_TOKEN)
    assert [refusal.error for refusal in slack.refused][-1] == "not_allowed_token_type"


async def test_refuses_unknown_methods(slack: SlackServer) -> None:
    """Nothing succeeds by accident."""
    with pytest.raises(SlackApiError, match="unknown_method"):
        await client_of(slack).api_call("chat.teleport")
    assert slack.refused == [Refusal("chat.teleport", "unknown_method")]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": CHANNEL, "text": ""}, "no_text"),
        ({"channel": CHANNEL, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": CHANNEL, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": CHANNEL, "text": "x", "blocks": [{"type": "poll"}]}, "invalid_blocks"),
        ({"text": "x"}, "invalid_arguments"),
    ],
)
async def test_refuses_posts(slack: SlackServer, arguments: Block, error: str) -> None:
    """With Slack's own codes, and nothing is posted."""
    with pytest.raises(SlackApiError, match=error):
        await client_of(slack).api_call("chat.postMessage", json=arguments)
    assert not slack.posts


async def test_updates_only_the_apps_own_messages(slack: SlackServer) -> None:
    """With at most 4,000 characters."""
    client = client_of(slack)
    theirs = slack.say(MEMBER, CHANNEL, "hello")
    own = (await client.chat_postMessage(channel=CHANNEL, text="one", thread_ts=theirs))["ts"]
    await client.chat_update(channel=CHANNEL, ts=own, text="x" * 4_000)
    for ts, text, error in (
        (own, "x" * 4_001, "msg_too_long"),
        (theirs, "x", "cant_update_message"),
        ("1.000009", "x", "message_not_found"),
    ):
        with pytest.raises(SlackApiError, match=error):
            await client.chat_update(channel=CHANNEL, ts=ts, text=text)
    replies = await client.conversations_replies(channel=CHANNEL, ts=theirs)
    assert [message["text"] for message in replies["messages"]] == ["hello", "x" * 4_000]


async def test_knows_its_people(slack: SlackServer) -> None:
    """Members, guests and strangers look as they do on Slack."""
    client = client_of(slack)
    people = [(await client.users_info(user=user))["user"] for user in (MEMBER, GUEST, STRANGER)]
    assert [person["is_restricted"] for person in people] == [False, True, False]
    assert [person["is_stranger"] for person in people] == [False, False, True]
    with pytest.raises(SlackApiError, match="user_not_found"):
        await client.users_info(user="U0NOBODY")


async def test_keeps_statuses(slack: SlackServer) -> None:
    """At most ten loading messages."""
    ts = slack.dm(MEMBER, "hello")
    channel, client = slack.dm_channel(MEMBER), client_of(slack)
    await client.assistant_threads_setStatus(channel_id=channel, thread_ts=ts, status="is looking")
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.assistant_threads_setStatus(
            channel_id=channel, thread_ts=ts, status="x", loading_messages=["x"] * 11
        )
    assert slack.api.statuses == [(channel, ts, "is looking")]


async def test_opens_a_view_once_and_in_time(slack: SlackServer) -> None:
    """A trigger works once, and not for long."""
    client = client_of(slack)
    view = {"type": "modal", "title": plain("Passage"), "blocks": [section("x")]}
    trigger = slack.api.new_trigger(3.0)
    await client.views_open(trigger_id=trigger, view=view)
    late = slack.api.new_trigger(-1.0)
    for used, error in ((trigger, "invalid_trigger_id"), (late, "expired_trigger_id")):
        with pytest.raises(SlackApiError, match=error):
            await client.views_open(trigger_id=used, view=view)
    assert slack.api.views == [view]


async def test_holds_posts_to_a_pace() -> None:
    """429 with a number of seconds, for the channel alone."""
    async with SlackServer(post_interval_seconds=1.0) as slack:
        client = client_of(slack)
        await client.chat_postMessage(channel=CHANNEL, text="one")
        await client.chat_postMessage(channel=slack.dm_channel(MEMBER), text="one")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=CHANNEL, text="two")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "1"
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
        await client.chat_postMessage(channel=CHANNEL, text="two")


async def test_delivers_what_people_do(slack: SlackServer) -> None:
    """Direct messages, mentions, edits and deletions; what is said in a channel besides was not asked for."""
    async with listening(slack) as (_, heard):
        slack.say(MEMBER, CHANNEL, "not for the app")
        ts = slack.mention(MEMBER, CHANNEL, "hello")
        direct = slack.dm(STRANGER, "hello")
        await slack.settled()
        slack.edit(CHANNEL, ts, f"<@{BOT_USER}> hello again")
        slack.delete(slack.dm_channel(STRANGER), direct)
        await slack.settled()
    events = [request.payload["event"] for request in heard]
    assert [(event["type"], event.get("subtype")) for event in events] == [
        ("app_mention", None),
        ("message", None),
        ("app_mention", None),
        ("message", "message_deleted"),
    ]
    assert events[1]["user_team"] == "T0ELSEWHERE"
    assert "edited" in events[2]
    assert all(request.payload["team_id"] == TEAM for request in heard)


async def test_echoes_the_apps_own_posts(slack: SlackServer) -> None:
    """With the bot's id, as an app must be ready for."""
    async with listening(slack) as (_, heard):
        await client_of(slack).chat_postMessage(channel=slack.dm_channel(MEMBER), text="hello")
        await slack.settled()
    (event,) = (request.payload["event"] for request in heard)
    assert (event["text"], event["user"], bool(event["bot_id"])) == ("hello", BOT_USER, True)


async def test_delivers_again_what_is_not_acknowledged() -> None:
    """Three times more, and says why."""
    async with SlackServer(ack_seconds=0.1, redelivery_seconds=(0.0, 0.05, 0.05)) as slack:
        async with listening(slack, acknowledges=False) as (_, heard):
            slack.dm(MEMBER, "hello")
            await slack.settled()
        assert [request.retry_attempt for request in heard] == [0, 1, 2, 3]
        assert heard[1].retry_reason == "timeout"
        assert len({request.envelope_id for request in heard}) == 4
        assert len({request.payload["event_id"] for request in heard}) == 1


async def test_delivers_again_on_request(slack: SlackServer) -> None:
    """Also what was acknowledged."""
    async with listening(slack) as (_, heard):
        ts = slack.mention(MEMBER, CHANNEL, "hello")
        await slack.settled()
        slack.redeliver(CHANNEL, ts)
        await slack.settled()
    assert [request.payload["event"]["ts"] for request in heard] == [ts, ts]


async def test_waits_for_a_socket(slack: SlackServer) -> None:
    """What was said before anybody listened arrives."""
    slack.dm(MEMBER, "hello")
    async with listening(slack) as (_, heard):
        await slack.until(lambda: len(heard) == 1)


async def test_a_socket_address_works_once(slack: SlackServer) -> None:
    """And an invented one never."""
    url = (await client_of(slack).apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
    assert slack.sockets.refused_tickets == 1


async def test_renews_a_socket(slack: SlackServer) -> None:
    """The client is told, and comes back."""
    async with listening(slack) as (_, heard):
        await slack.sockets.refresh()
        await slack.until(lambda: slack.sockets.connections == 2)
        slack.dm(MEMBER, "hello")
        await slack.until(lambda: len(heard) == 1)


async def test_says_what_did_not_come_in_time(slack: SlackServer) -> None:
    """A test that waits in vain ends, and names what was refused."""
    slack.fail("auth.test", "internal_error")
    with pytest.raises(SlackApiError):
        await client_of(slack).auth_test()
    started = time.monotonic()
    with pytest.raises(TimeoutError, match="internal_error"):
        await slack.reply_to(CHANNEL, "1.000001", seconds=0.1)
    assert time.monotonic() - started < 2
