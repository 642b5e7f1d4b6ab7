"""Streams, with the limits and the endings that Slack gives them."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError

from fakes.slack.limits import MESSAGE_BLOCKS
from fakes.slack.samples import Block, actions, button, call, client_of, listening, section
from fakes.slack.server import CHANNEL, MEMBER, SlackServer
from fakes.slack.workspace import TEAM

METADATA = {"event_type": "answer", "event_payload": {"id": "1"}}
DIVIDER = {"type": "divider"}


async def started(slack: SlackServer, **more: object) -> dict[str, str]:
    """A stream in a direct message: its channel and ts."""
    channel, root = slack.dm_channel(MEMBER), slack.dm(MEMBER, "hello")
    begun = await call(slack, "chat.startStream", channel=channel, thread_ts=root, **more)
    return {"channel": channel, "ts": begun["ts"]}


async def test_grows_a_message(slack: SlackServer) -> None:
    """Through the SDK's own helper; the blocks of the end stand below."""
    client, root = client_of(slack), slack.mention(MEMBER, CHANNEL, "hello")
    waiting = asyncio.create_task(slack.reply_to(CHANNEL, root))
    stream = await client.chat_stream(
        channel=CHANNEL, thread_ts=root, recipient_team_id=TEAM, recipient_user_id=MEMBER, buffer_size=1
    )
    await stream.append(markdown_text="A **word**")
    await stream.append(markdown_text=" more.")
    await stream.stop(blocks=[actions(button(action_id="show"))], metadata=METADATA)
    post = await waiting
    assert [block["type"] for block in post.blocks] == ["markdown", "actions"]
    assert (post.text, post.metadata) == ("A **word** more.", METADATA)


@pytest.mark.parametrize(
    ("missing", "error"),
    [
        ("recipient_team_id", "missing_recipient_team_id"),
        ("recipient_user_id", "missing_recipient_user_id"),
        ("thread_ts", "invalid_arguments"),
    ],
)
async def test_must_know_for_whom_a_stream_in_a_channel_is(slack: SlackServer, missing: str, error: str) -> None:
    """In a direct message it is known."""
    given = {"channel": CHANNEL, "thread_ts": slack.say(MEMBER, CHANNEL, "hello")}
    given |= {"recipient_team_id": TEAM, "recipient_user_id": MEMBER}
    await call(slack, "chat.startStream", **given)
    del given[missing]
    with pytest.raises(SlackApiError, match=error):
        await call(slack, "chat.startStream", **given)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"chunks": [{"type": "markdown_text", "text": "x" * 12_001}]}, "msg_too_long"),
        ({"chunks": [{"type": "poll"}]}, "invalid_chunks"),
        ({"chunks": [{"type": "task_update", "id": "1"}]}, "invalid_chunks"),
        ({"markdown_text": "x", "chunks": [{"type": "markdown_text", "text": "x"}]}, "invalid_arguments"),
        ({"chunks": [{"type": "blocks", "blocks": [{"type": "poll"}]}]}, "invalid_blocks"),
        ({"chunks": [{"type": "blocks", "blocks": [DIVIDER] * (MESSAGE_BLOCKS + 1)}]}, "invalid_blocks"),
        ({}, "no_text"),
    ],
)
async def test_refuses_what_it_cannot_append(slack: SlackServer, content: Block, error: str) -> None:
    """And the message stays as it was."""
    stream = await started(slack, markdown_text="x" * 12_000)
    with pytest.raises(SlackApiError, match=error):
        await call(slack, "chat.appendStream", **stream, **content)
    (post,) = slack.posts
    assert post.text == "x" * 12_000


async def test_shows_tasks_and_plans_once(slack: SlackServer) -> None:
    """Each in its place, as it stands now."""
    task = {"type": "task_update", "id": "1", "title": "Search", "status": "in_progress"}
    stream = await started(slack, chunks=[task, {"type": "plan_update", "title": "Plan"}])
    later = [{**task, "status": "complete"}, {"type": "plan_update", "title": "Done"}]
    await call(slack, "chat.appendStream", **stream, chunks=later)
    (post,) = slack.posts
    assert [block["title"] for block in post.blocks] == ["Search", "Done"]
    assert post.blocks[0]["status"] == "complete"


async def test_holds_the_sum_of_blocks_to_the_limit(slack: SlackServer) -> None:
    """What was streamed and what the end brings."""
    for count in (MESSAGE_BLOCKS - 1, MESSAGE_BLOCKS):
        stream = await started(slack, markdown_text="x")
        if count < MESSAGE_BLOCKS:
            await call(slack, "chat.stopStream", **stream, blocks=[DIVIDER] * count)
        else:
            with pytest.raises(SlackApiError, match="invalid_blocks"):
                await call(slack, "chat.stopStream", **stream, blocks=[DIVIDER] * count)
            await call(slack, "chat.stopStream", **stream)


async def test_takes_nothing_after_the_end_but_an_update(slack: SlackServer) -> None:
    """And no update before."""
    stream = await started(slack, markdown_text="x")
    with pytest.raises(SlackApiError, match="streaming_state_conflict"):
        await call(slack, "chat.update", **stream, text="y")
    await call(slack, "chat.stopStream", **stream, blocks=[section("z")])
    for method in ("chat.appendStream", "chat.stopStream"):
        with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
            await call(slack, method, **stream, markdown_text="y")
    await call(slack, "chat.update", **stream, text="y")
    (post,) = slack.posts
    assert (post.visible, post.blocks) == ("y", ())


@pytest.mark.parametrize("lives", [{"stream_idle_seconds": 0.0}, {"stream_seconds": 0.0}])
async def test_ends_a_stream_in_time(lives: dict[str, float]) -> None:
    """After an idle while, and after a while at all."""
    async with SlackServer(**lives) as slack:  # type: ignore[arg-type]
        stream = await started(slack)
        with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
            await call(slack, "chat.appendStream", **stream, markdown_text="y")
        await call(slack, "chat.update", **stream, text="y")


async def test_expires_on_request(slack: SlackServer) -> None:
    """As Slack does after five minutes."""
    stream = await started(slack)
    slack.expire_stream(**stream)
    with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
        await call(slack, "chat.stopStream", **stream)


async def test_lets_a_person_stop_it() -> None:
    """The app is told which messages, and no further word is taken."""
    async with SlackServer(subscriptions=["agent_session_stopped"]) as slack, listening(slack) as (_, heard):
        stream = await started(slack)
        root = slack.workspace.posts[stream["channel"], stream["ts"]].thread_ts
        slack.stop(MEMBER, stream["channel"], root)
        for method in ("chat.appendStream", "chat.stopStream"):
            with pytest.raises(SlackApiError, match="stopped_by_user"):
                await call(slack, method, **stream, markdown_text="y")
        await slack.settled()
        (event,) = (request.payload["event"] for request in heard)
        assert (event["streaming_message_ts"], event["thread_ts"], event["user"]) == ([stream["ts"]], root, MEMBER)
