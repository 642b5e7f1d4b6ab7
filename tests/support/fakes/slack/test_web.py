"""The rest of the Web API: reading, ephemeral messages, views, scopes and rates."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError

from fakes.slack.samples import Block, call, client_of, listening, modal, plain, section
from fakes.slack.server import CHANNEL, GUEST, MEMBER, SlackServer
from fakes.slack.web import SCOPES
from fakes.slack.workspace import User

METADATA = {"event_type": "answer", "event_payload": {"id": "1"}}
HOME = {"type": "home", "blocks": [section("x")]}


async def test_shows_a_message_to_one_person(slack: SlackServer) -> None:
    """Who is in the channel; it is no part of the thread."""
    root = slack.say(MEMBER, CHANNEL, "hello")
    await call(slack, "chat.postEphemeral", channel=CHANNEL, user=GUEST, text="psst", thread_ts=root)
    assert [(each.reader, each.visible, each.thread_ts) for each in slack.ephemerals] == [(GUEST, "psst", root)]
    assert len((await call(slack, "conversations.replies", channel=CHANNEL, ts=root))["messages"]) == 1
    slack.workspace.add_user(User("U0OUTSIDE"))
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        await call(slack, "chat.postEphemeral", channel=CHANNEL, user="U0OUTSIDE", text="psst")


async def test_finds_where_somebody_is_written_to(slack: SlackServer) -> None:
    """By opening it, or by their id."""
    opened = await client_of(slack).conversations_open(users=MEMBER)
    posted = await client_of(slack).chat_postMessage(channel=MEMBER, text="hello")
    assert opened["channel"]["id"] == posted["channel"] == slack.dm_channel(MEMBER)
    with pytest.raises(SlackApiError, match="user_not_found"):
        await client_of(slack).conversations_open(users="U0NOBODY")


async def test_deletes_only_the_apps_own(slack: SlackServer) -> None:
    """And links to what is there."""
    theirs = slack.say(MEMBER, CHANNEL, "hello")
    own = (await call(slack, "chat.postMessage", channel=CHANNEL, text="x", thread_ts=theirs))["ts"]
    link = await call(slack, "chat.getPermalink", channel=CHANNEL, message_ts=own)
    assert link["permalink"].endswith(f"/{CHANNEL}/p{own.replace('.', '')}")
    await call(slack, "chat.delete", channel=CHANNEL, ts=own)
    assert not slack.replies(CHANNEL, theirs)
    for method, name, ts, error in (
        ("chat.delete", "ts", theirs, "cant_delete_message"),
        ("chat.delete", "ts", own, "message_not_found"),
        ("chat.getPermalink", "message_ts", own, "message_not_found"),
    ):
        with pytest.raises(SlackApiError, match=error):
            await call(slack, method, channel=CHANNEL, **{name: ts})


async def test_pages_through_a_thread(slack: SlackServer) -> None:
    """Limit, cursor, oldest, inclusive; metadata only on request."""
    root = slack.say(MEMBER, CHANNEL, "0")
    told = [
        (await call(slack, "chat.postMessage", channel=CHANNEL, text=f"{n}", thread_ts=root, metadata=METADATA))["ts"]
        for n in range(1, 5)
    ]

    async def read(**more: object) -> tuple[list[str], str]:
        found = await call(slack, "conversations.replies", channel=CHANNEL, ts=root, **more)
        return [each["text"] for each in found["messages"]], found["response_metadata"]["next_cursor"]

    first, cursor = await read(limit=2)
    second, _ = await read(limit=2, cursor=cursor)
    assert (first, second) == (["0", "1"], ["2", "3"])
    assert await read(limit=5) == (["0", "1", "2", "3", "4"], "")
    assert (await read(oldest=told[1]))[0] == ["3", "4"]
    assert (await read(oldest=told[1], latest=told[2], inclusive=True))[0] == ["2", "3"]
    with_metadata = await call(slack, "conversations.replies", channel=CHANNEL, ts=root, include_all_metadata=True)
    assert [each.get("metadata") for each in with_metadata["messages"]] == [None, *[METADATA] * 4]
    assert "metadata" not in (await call(slack, "conversations.replies", channel=CHANNEL, ts=root))["messages"][1]
    for limit in (0, 1_001):
        with pytest.raises(SlackApiError, match="invalid_limit"):
            await read(limit=str(limit))


async def test_pages_through_a_channel(slack: SlackServer) -> None:
    """The last first, without the replies in threads."""
    root = slack.say(MEMBER, CHANNEL, "one")
    slack.say(MEMBER, CHANNEL, "reply", thread_ts=root)
    slack.say(MEMBER, CHANNEL, "two")
    page = await client_of(slack).conversations_history(channel=CHANNEL, limit=1)
    rest = await client_of(slack).conversations_history(
        channel=CHANNEL, cursor=page["response_metadata"]["next_cursor"]
    )
    assert [each["text"] for each in [*page["messages"], *rest["messages"]]] == ["two", "one"]
    assert page["has_more"]


async def test_knows_which_channels_it_is_in(slack: SlackServer) -> None:
    """It writes and reads in no other, and does not see a private one at all."""
    public, private = (
        slack.add_channel("C0PUBLIC", MEMBER, name="news"),
        slack.add_channel("C0PRIVATE", is_private=True),
    )
    info = (await client_of(slack).conversations_info(channel=private))["channel"]
    assert (info["is_member"], info["is_private"], info["is_im"]) == (True, True, False)
    slack.leave(public)
    slack.leave(private)
    info = (await client_of(slack).conversations_info(channel=public))["channel"]
    assert (info["name"], info["is_member"]) == ("news", False)
    for channel, error in ((public, "not_in_channel"), (private, "channel_not_found")):
        with pytest.raises(SlackApiError, match=error):
            await call(slack, "chat.postMessage", channel=channel, text="x")
    slack.join(public)
    await call(slack, "chat.postMessage", channel=public, text="x")


async def test_hears_what_it_asked_for_by_kind_of_channel() -> None:
    """And nothing where it is not."""
    async with SlackServer(subscriptions=["message.groups", "message.channels"]) as slack:
        for channel, is_private in (("C0A", False), ("C0B", True), ("C0C", False)):
            slack.add_channel(channel, is_private=is_private)
        slack.leave("C0C")
        async with listening(slack) as (_, heard):
            for channel in ("C0A", "C0B", "C0C"):
                slack.say(MEMBER, channel, "hello")
            slack.dm(MEMBER, "hello")
            await slack.settled()
        assert sorted(request.payload["event"]["channel"] for request in heard) == ["C0A", "C0B"]


async def test_lists_groups_of_people(slack: SlackServer) -> None:
    """With or without who is in them."""
    slack.usergroup("S0LEADS", MEMBER, GUEST)
    (group,) = (await client_of(slack).usergroups_list(include_users=True))["usergroups"]
    assert (group["id"], group["users"]) == ("S0LEADS", [MEMBER, GUEST])
    assert (await client_of(slack).usergroups_users_list(usergroup="S0LEADS"))["users"] == [MEMBER, GUEST]
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        await client_of(slack).usergroups_users_list(usergroup="S0NONE")


async def test_changes_a_view_that_has_not_changed(slack: SlackServer) -> None:
    """By its hash."""
    client = client_of(slack)
    view = (await client.views_open(trigger_id=slack.api.new_trigger(3.0, MEMBER), view=modal()))["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("x")))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id="V0NONE", view=modal())
    shown = slack.modal(MEMBER)
    assert shown
    assert shown.content["blocks"] == [section("x")]


async def test_publishes_a_home_for_each_person(slack: SlackServer) -> None:
    """And refuses a modal there."""
    first = (await client_of(slack).views_publish(user_id=MEMBER, view=HOME))["view"]
    await client_of(slack).views_publish(user_id=MEMBER, view=HOME, hash=first["hash"])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client_of(slack).views_publish(user_id=MEMBER, view=HOME, hash=first["hash"])
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client_of(slack).views_publish(user_id=MEMBER, view=modal())
    shown = slack.home(MEMBER)
    assert shown
    assert shown.content == HOME
    assert slack.home(GUEST) is None


async def test_suggests_prompts(slack: SlackServer) -> None:
    """At most four; those for one thread are taken, and not shown."""
    channel, ts = slack.dm_channel(MEMBER), slack.dm(MEMBER, "hello")
    prompt = {"title": "LADO", "message": "Who is the LADO?"}
    await call(slack, "assistant.threads.setSuggestedPrompts", channel_id=channel, prompts=[prompt] * 4)
    await call(slack, "assistant.threads.setSuggestedPrompts", channel_id=channel, prompts=[prompt], thread_ts=ts)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await call(slack, "assistant.threads.setSuggestedPrompts", channel_id=channel, prompts=[prompt] * 5)
    assert slack.assistant.prompts == {channel: [prompt] * 4}


@pytest.mark.parametrize(
    ("scope", "method", "arguments"),
    [
        ("chat:write", "chat.postMessage", {"channel": CHANNEL, "text": "x"}),
        ("chat:write", "chat.startStream", {"channel": CHANNEL}),
        ("channels:history", "conversations.history", {"channel": CHANNEL}),
        ("im:history", "conversations.replies", {"channel": "D0MEMBER", "ts": "1.0"}),
        ("im:write", "conversations.open", {"users": MEMBER}),
        ("users:read", "users.info", {"user": MEMBER}),
        ("usergroups:read", "usergroups.list", {}),
        ("assistant:write", "assistant.threads.setStatus", {"channel_id": CHANNEL}),
    ],
)
async def test_asks_for_scopes(scope: str, method: str, arguments: Block) -> None:
    """And says which is missing; which there are stands in every answer's header."""
    granted = [each for each in SCOPES if each != scope]
    async with SlackServer(scopes=granted) as slack:
        with pytest.raises(SlackApiError) as caught:
            await call(slack, method, **arguments)
        answer = caught.value.response
        assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
        assert answer["provided"] == ",".join(granted)
        identity = await client_of(slack).auth_test()
        assert identity.headers["x-oauth-scopes"] == ",".join(granted)


@pytest.mark.parametrize(
    ("method", "arguments", "a_minute"),
    [
        ("usergroups.list", {}, 20),
        ("conversations.history", {"channel": CHANNEL}, 50),
        ("users.info", {"user": MEMBER}, 100),
    ],
)
async def test_holds_methods_to_their_rates(method: str, arguments: Block, a_minute: int) -> None:
    """The last of a minute is taken, the next is not."""
    async with SlackServer(enforce_rates=True) as slack:
        await asyncio.gather(*(call(slack, method, **arguments) for _ in range(a_minute)))
        with pytest.raises(SlackApiError) as caught:
            await call(slack, method, **arguments)
        assert caught.value.response.status_code == 429
        assert 1 <= int(caught.value.response.headers["Retry-After"]) <= 60


async def test_holds_channels_to_a_post_a_second() -> None:
    """Each for itself."""
    async with SlackServer(enforce_rates=True) as slack:
        await call(slack, "chat.postMessage", channel=CHANNEL, text="x")
        await call(slack, "chat.postMessage", channel=MEMBER, text="x")
        with pytest.raises(SlackApiError, match="ratelimited"):
            await call(slack, "chat.postMessage", channel=CHANNEL, text="x")


async def test_keeps_markdown_apart_from_blocks(slack: SlackServer) -> None:
    """12,000 characters, and metadata that is well formed."""
    await call(slack, "chat.postMessage", channel=CHANNEL, markdown_text="x" * 12_000)
    for arguments, error in (
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"markdown_text": "x", "text": "x"}, "markdown_text_conflict"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
    ):
        with pytest.raises(SlackApiError, match=error):
            await call(slack, "chat.postMessage", channel=CHANNEL, **arguments)
    assert len(slack.posts) == 1


async def test_stacks_at_most_three_modals(slack: SlackServer) -> None:
    """And only on one that is open."""
    client = client_of(slack)
    view = (await client.views_open(trigger_id=slack.api.new_trigger(3.0, MEMBER), view=modal()))["view"]

    async def push() -> None:
        await client.views_push(
            trigger_id=slack.api.new_trigger(3.0, MEMBER, view["id"]), view=modal(title=plain("More"))
        )

    await push()
    await push()
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await push()
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_push(trigger_id=slack.api.new_trigger(3.0, MEMBER), view=modal())
