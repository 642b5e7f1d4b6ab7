"""An answer that is written out as it is shown; in the end it is exactly what is posted in one piece."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.slack.blocks import answer_blocks, answer_text
from bot.slack.buttons import Buttons
from bot.slack.rules import Rules
from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.answers import answer_of, citation_of, short_answer
from fakes.slack.server import CHANNEL, MEMBER, Post, Refusal, SlackServer
from fakes.slack.workspace import TEAM
from knowledge.domain import Answer, MarkKind, Outcome, Question, Statement
from knowledge.ledger.ledger import Ledger

RULES = Rules(streams_per_minute=15)
START, APPEND, STOP = "chat.startStream", "chat.appendStream", "chat.stopStream"


def long_answer(question: Question) -> Answer:
    """It takes several parts."""
    return answer_of(*(Statement(f"Rule {number} holds.", (citation_of(number),)) for number in range(1, 7)))


def is_whole(post: Post, ledger: Ledger) -> bool:
    """Whether a message is exactly the recorded answer, in blocks and text; the first block names the event."""
    (summary,) = ledger.answers()
    answer = ledger.answer(summary.id)
    assert answer
    blocks = answer_blocks(answer, WORDING, Buttons())
    event = f"{TEAM}:{CHANNEL}:{post.thread_ts}"
    expected = ({**blocks[0], "block_id": event}, *blocks[1:])
    return (post.blocks, post.text) == (expected, answer_text(answer, WORDING))


async def asked(slack: SlackServer, words: str = "what of a bruise?") -> Post:
    """The reply, once the bot does nothing more about it."""
    ts = slack.mention(MEMBER, CHANNEL, words)
    await slack.reply_to(CHANNEL, ts)
    await slack.settled()
    (reply,) = slack.replies(CHANNEL, ts)
    return reply


@pytest.mark.parametrize("answer", [long_answer, lambda question: short_answer()])
async def test_a_streamed_answer_ends_as_one_that_is_posted(
    content_slack: SlackServer, ledger: Ledger, answer: Callable[[Question], Answer]
) -> None:
    """With its text for screen readers, which a stream has none of."""
    async with running_bot(content_slack, Desk(ledger, answer), ledger, rules=RULES):
        reply = await asked(content_slack)
    assert is_whole(reply, ledger)
    calls = content_slack.api.calls
    assert (calls[START], calls[STOP], calls["chat.update"], calls["chat.postMessage"]) == (1, 1, 1, 0)
    assert 1 <= calls[APPEND] <= 4
    assert reply.metadata["event_payload"]["event"] == f"{TEAM}:{CHANNEL}:{reply.thread_ts}"


async def test_over_the_allowance_it_is_posted_once(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Slack takes twenty streams a minute."""
    async with running_bot(content_slack, desk, ledger, rules=replace(RULES, streams_per_minute=1)):
        await asked(content_slack)
        reply = await asked(content_slack)
    assert "[1] Bruising protocol" in reply.text
    assert (content_slack.api.calls[START], content_slack.api.calls["chat.postMessage"]) == (1, 1)
    assert len(content_slack.posts) == 2


async def test_where_slack_allows_no_stream_it_is_posted_once(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Nobody waits for Slack to allow one."""
    slack.limit(START, times=3, retry_after_seconds=60)
    async with running_bot(slack, desk, ledger, rules=RULES):
        reply = await asked(slack)
    assert is_whole(reply, ledger)
    assert slack.refused == [Refusal(START, "ratelimited")]
    assert slack.unacknowledged == []


@pytest.mark.parametrize("method", [APPEND, STOP])
async def test_a_stream_that_slack_ends_is_completed(slack: SlackServer, ledger: Ledger, method: str) -> None:
    """In the same message."""

    def expire() -> None:
        (post,) = slack.posts
        slack.expire_stream(post.channel, post.ts)

    slack.on_call(method, "before", expire)
    async with running_bot(slack, Desk(ledger, long_answer), ledger, rules=RULES):
        reply = await asked(slack)
    assert is_whole(reply, ledger)
    assert slack.refused == [Refusal(method, "message_not_in_streaming_state")]
    assert slack.unacknowledged == []


async def test_a_stream_that_is_stopped_stays_as_it_is(slack: SlackServer, ledger: Ledger) -> None:
    """Whoever asked saw enough; the record says so."""
    seen: list[Post] = []

    def stop() -> None:
        (post,) = slack.posts
        seen.append(post)
        slack.stop(MEMBER, post.channel, post.thread_ts)

    slack.on_call(APPEND, "before", stop)
    async with running_bot(slack, Desk(ledger, long_answer), ledger, rules=RULES):
        reply = await asked(slack)
    assert [reply] == seen
    (summary,) = ledger.answers()
    assert [mark.kind for mark in ledger.aftermath.marks_of(summary.id)] == [MarkKind.STOPPED]
    assert set(slack.refused) <= {Refusal(APPEND, "stopped_by_user")}
    assert slack.unacknowledged == []


async def test_a_safety_card_is_not_streamed(content_slack: SlackServer, ledger: Ledger) -> None:
    """It is there at once and whole."""
    card = replace(long_answer(Question("")), outcome=Outcome.URGENT, notice="Ring 999 now.")
    async with running_bot(content_slack, Desk(ledger, lambda question: card), ledger, rules=RULES):
        reply = await asked(content_slack, "a child is in danger")
    assert is_whole(reply, ledger)
    assert content_slack.api.calls[START] == 0


async def test_an_answer_without_statements_is_not_streamed(content_slack: SlackServer, ledger: Ledger) -> None:
    """There is nothing to watch growing."""
    nothing = answer_of(notice="The documents do not say.", outcome=Outcome.NOT_FOUND)
    async with running_bot(content_slack, Desk(ledger, lambda question: nothing), ledger, rules=RULES):
        reply = await asked(content_slack)
    assert is_whole(reply, ledger)
    assert content_slack.api.calls[START] == 0
