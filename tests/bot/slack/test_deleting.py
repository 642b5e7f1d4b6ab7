"""A question that is changed, taken back or stopped."""

import threading
from collections.abc import Iterator

import pytest

from bot.slack.rules import Rules
from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.answers import short_answer
from fakes.slack.server import CHANNEL, MEMBER, Refusal, SlackServer
from fakes.slack.workspace import BOT_USER, TEAM, User
from knowledge.domain import Answer, MarkKind, Question
from knowledge.ledger.claims import Ending
from knowledge.ledger.ledger import Ledger

OTHER = "U0OTHER"
STREAMING = Rules(streams_per_minute=15)


class SlowDesk(Desk):
    """Answers when it is let go."""

    def __init__(self, ledger: Ledger) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        super().__init__(ledger, self._wait)

    def _wait(self, question: Question) -> Answer:
        self.begun.set()
        assert self.go.wait(10)
        return short_answer()


@pytest.fixture
def slow(ledger: Ledger) -> Iterator[SlowDesk]:
    """Let go at the end, whatever happens."""
    desk = SlowDesk(ledger)
    yield desk
    desk.go.set()


def marks(ledger: Ledger) -> list[tuple[MarkKind, str]]:
    """Of the one answer that is recorded."""
    recorded = ledger.answers()
    return [(mark.kind, mark.marked_by) for each in recorded for mark in ledger.aftermath.marks_of(each.id)]


async def begin(slack: SlackServer, slow: SlowDesk) -> str:
    """A question that is being answered."""
    ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
    await slack.until(slow.begun.is_set)
    return ts


def session(slack: SlackServer, ts: str) -> str | None:
    """The state of a thread: "processing" is a Stop button."""
    return slack.assistant.sessions.get((CHANNEL, ts))


async def test_a_changed_question_is_not_answered_again(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Neither in a channel nor in a direct message."""
    async with running_bot(content_slack, desk, ledger):
        ts = content_slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await content_slack.reply_to(CHANNEL, ts)
        content_slack.edit(CHANNEL, ts, f"<@{BOT_USER}> what of two bruises?")
        await content_slack.settled()
    assert len(desk.asked) == 1
    assert len(content_slack.posts) == 1


async def test_a_question_taken_back_meanwhile_gets_no_reply(
    content_slack: SlackServer, slow: SlowDesk, ledger: Ledger
) -> None:
    """The record of its answer says so, although it came later."""
    async with running_bot(content_slack, slow, ledger):
        ts = await begin(content_slack, slow)
        content_slack.delete(CHANNEL, ts)
        await content_slack.settled()
        slow.go.set()
        await content_slack.until(lambda: bool(marks(ledger)))
        await content_slack.settled()
    assert content_slack.posts == []
    assert marks(ledger) == [(MarkKind.QUESTION_DELETED, MEMBER)]


async def test_a_question_taken_back_later_is_marked(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """What was said to it stays; Slack may send the deletion twice."""
    async with running_bot(content_slack, desk, ledger):
        ts = content_slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await content_slack.reply_to(CHANNEL, ts)
        await content_slack.settled()
        content_slack.delete(CHANNEL, ts)
        await content_slack.until(lambda: bool(marks(ledger)))
        content_slack.send_event(content_slack.outbox.all[-1].payload["event"])
        await content_slack.settled()
    assert marks(ledger) == [(MarkKind.QUESTION_DELETED, MEMBER)]
    assert len(content_slack.posts) == 1


async def test_a_question_is_not_answered_whose_deletion_came_first(
    content_slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """Slack promises no order."""
    ts = content_slack.workspace.new_ts()
    said = {"user": MEMBER, "text": f"<@{BOT_USER}> what of a bruise?", "ts": ts, "channel": CHANNEL, "team": TEAM}
    deleted = {"type": "message", "subtype": "message_deleted", "channel": CHANNEL, "channel_type": "channel"}
    async with running_bot(content_slack, desk, ledger):
        content_slack.send_event({**deleted, "ts": ts, "deleted_ts": ts, "previous_message": said})
        await content_slack.settled()
        content_slack.send_event({**said, "type": "app_mention"})
        await content_slack.settled()
    assert desk.asked == []
    assert content_slack.posts == []


@pytest.mark.parametrize(
    ("method", "rules"),
    [
        ("chat.startStream", STREAMING),
        ("chat.appendStream", STREAMING),
        ("chat.stopStream", STREAMING),
        ("chat.postMessage", Rules(streams_per_minute=0)),
    ],
)
async def test_a_reply_that_is_being_shown_goes_with_its_question(
    slack: SlackServer, desk: Desk, ledger: Ledger, method: str, rules: Rules
) -> None:
    """Half of it would be worse than none, and the whole would be about nothing."""

    claims = ledger.claims("somebody who watches")

    def is_called_off() -> bool:
        claim = claims.find(f"{TEAM}:{CHANNEL}:{ts}")
        return claim is not None and claim.ending == Ending.DELETED

    async def take_back() -> None:
        slack.delete(CHANNEL, ts)
        await slack.until(is_called_off)

    slack.on_call(method, "after", take_back)
    async with running_bot(slack, desk, ledger, rules=rules):
        ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await slack.until(lambda: slack.api.calls[method] >= 1)
        await slack.until(lambda: slack.api.calls["chat.delete"] >= 1)
        await slack.settled()
    assert slack.posts == []
    assert marks(ledger) == [(MarkKind.QUESTION_DELETED, MEMBER)]
    # Two that notice may both take it back, and what has ended cannot be ended again.
    assert set(slack.refused) <= {
        Refusal("chat.delete", "message_not_found"),
        Refusal("chat.stopStream", "message_not_in_streaming_state"),
    }
    assert slack.unacknowledged == []


async def test_an_answer_can_be_stopped(content_slack: SlackServer, slow: SlowDesk, ledger: Ledger) -> None:
    """There is a button after a second; whoever asked is told once that it is over, and the record says so."""
    async with running_bot(content_slack, slow, ledger):
        ts = await begin(content_slack, slow)
        await content_slack.until(lambda: session(content_slack, ts) == "processing")
        content_slack.stop(MEMBER, CHANNEL, ts)
        told = await content_slack.reply_to(CHANNEL, ts)
        content_slack.stop(MEMBER, CHANNEL, ts)
        slow.go.set()
        await content_slack.until(lambda: bool(marks(ledger)))
        await content_slack.settled()
    assert told.text == WORDING.slack.stopped
    assert len(content_slack.posts) == 1
    assert marks(ledger) == [(MarkKind.STOPPED, MEMBER)]
    assert session(content_slack, ts) == "active"


async def test_nobody_else_stops_an_answer(content_slack: SlackServer, slow: SlowDesk, ledger: Ledger) -> None:
    """It is theirs who asked."""
    content_slack.workspace.add_user(User(OTHER))
    async with running_bot(content_slack, slow, ledger):
        ts = await begin(content_slack, slow)
        content_slack.stop(OTHER, CHANNEL, ts)
        await content_slack.settled()
        slow.go.set()
        reply = await content_slack.reply_to(CHANNEL, ts)
    assert "[1]" in reply.text
    assert marks(ledger) == []


async def test_a_slow_answer_takes_its_stop_button_away(
    content_slack: SlackServer, slow: SlowDesk, ledger: Ledger
) -> None:
    """There is nothing more to stop."""
    async with running_bot(content_slack, slow, ledger):
        ts = await begin(content_slack, slow)
        await content_slack.until(lambda: session(content_slack, ts) == "processing")
        slow.go.set()
        await content_slack.reply_to(CHANNEL, ts)
        await content_slack.until(lambda: session(content_slack, ts) == "active")
    assert len(content_slack.posts) == 1
