"""The bot on a loopback Slack, in this process: the real flow and a real ledger, with the answers of a desk."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.slack.app import Wires, run_bot
from bot.slack.bot import Limits
from bot.slack.rules import Rules
from bot.slack.shelf import Shelf
from bot.wording import own_wording
from fakes.slack.answers import short_answer
from fakes.slack.server import APP_TOKEN, BOT_TOKEN, SlackServer
from knowledge.domain import Answer, Question
from knowledge.editions import Edition
from knowledge.errors import IndexUnavailableError
from knowledge.ledger.ledger import Ledger

WORDING = own_wording()
TODAY = date(2026, 3, 1)
SUBSCRIPTIONS = (
    "app_mention",
    "message.im",
    "message.channels",
    "message.groups",
    "app_home_opened",
    "agent_session_stopped",
)


class Desk:
    """Stands where answers are made: records each in a real ledger, and keeps what it was asked."""

    def __init__(self, ledger: Ledger, answer: Callable[[Question], Answer] | None = None) -> None:
        self.asked: list[Question] = []
        self._ledger = ledger
        self._answer = answer or (lambda question: short_answer())
        self._lock = threading.Lock()

    def reply(self, question: Question) -> Answer:
        """Blocking, and called from several threads."""
        with self._lock:
            self.asked.append(question)
            number = len(self.asked)
        made = self._answer(question)
        answer = replace(made, id=f"{made.id}{number:04d}", question=question)
        self._ledger.record(answer)
        return answer

    def safety_card(self, question: Question) -> Answer | None:
        """Danger is what says so."""
        return self.reply(question) if "danger" in question.text else None


def no_edition() -> Edition:
    """There is none."""
    raise IndexUnavailableError("Nothing has been ingested yet.")


def ledger_in(folder: Path) -> Ledger:
    """A ledger of its own."""
    return Ledger.open(f"sqlite:///{folder / 'ledger.db'}")


@asynccontextmanager
async def running_bot(
    slack: SlackServer,
    desk: Desk,
    ledger: Ledger,
    *,
    rules: Rules | None = None,
    limits: Limits | None = None,
    ping_seconds: float = 10.0,
    edition: Callable[[], Edition] = no_edition,
) -> AsyncIterator[None]:
    """Connected when the block begins; stopped, as by Ctrl-C, at its end."""
    before = slack.sockets.connections
    wires = Wires(BOT_TOKEN, APP_TOKEN, api_url=slack.url, ping_seconds=ping_seconds)
    bot = start_bot(wires, desk, ledger, rules=rules, limits=limits, edition=edition)
    try:
        await slack.until(lambda: slack.sockets.connections > before or bot.done())
        yield
    finally:
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot


def start_bot(
    wires: Wires,
    desk: Desk,
    ledger: Ledger,
    *,
    rules: Rules | None = None,
    limits: Limits | None = None,
    edition: Callable[[], Edition] = no_edition,
) -> asyncio.Task[None]:
    """The bot on any wires, running until it is cancelled."""
    return asyncio.create_task(
        run_bot(
            wires,
            desk,
            Shelf(edition, lambda: TODAY),
            ledger,
            wording=WORDING,
            identifies=lambda text: "NHS" in text,
            # A test streams nothing unless it is about streams.
            rules=rules or Rules(streams_per_minute=0),
            limits=limits or Limits(answer_seconds=20.0),
        )
    )
