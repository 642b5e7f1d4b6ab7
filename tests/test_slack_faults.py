"""What goes wrong while the real bot answers: a process dies, Slack falls silent or refuses, the ledger is shut.

However it ends, each question has exactly one whole message, and nobody waits for nothing.
"""

import asyncio
import random
import resource
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.wording import own_wording
from builders.bot_process import BotProcess, ingested, running_bots
from builders.load import Crowd, is_whole
from fakes.slack.server import CHANNEL, MEMBER, Post, SlackServer
from fakes.slack.web import When
from knowledge.ledger.ledger import Ledger

pytestmark = pytest.mark.slow

CITED = "How soon must a paediatrician see a baby with a bruise?"
NOT_HELD = "What weekly allowance do foster carers get for a ten year old?"
DANGER = "a child told me today her dad hurts her. what do i do"
SETTINGS = {"SIGNPOST_SLACK_LEASE_SECONDS": "2", "SIGNPOST_SLACK_PERSON_PER_MINUTE": "1000"}
WORDING = own_wording()
APOLOGY = WORDING.failed.partition(".")[0]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an edition of the demonstration corpus."""
    return ingested(tmp_path_factory.mktemp("data"))


@asynccontextmanager
async def one_bot(data: Path) -> AsyncIterator[tuple[SlackServer, BotProcess]]:
    """A Slack with one bot."""
    async with SlackServer(ack_seconds=1.0) as slack, running_bots(slack, data, SETTINGS) as [bot]:
        yield slack, bot


class Dying:
    """Kills the bot; `is_lost`: what it was just asking of Slack does not arrive."""

    def __init__(self, slack: SlackServer, bot: BotProcess, method: str, *, is_lost: bool) -> None:
        self._slack = slack
        self._bot = bot
        self._method = method
        self._is_lost = is_lost

    def __call__(self) -> None:
        self._bot.kill_at_once()
        if self._is_lost:
            self._slack.fail(self._method, "internal_error")


@pytest.mark.parametrize(
    ("text", "method", "when", "is_lost"),
    [
        (CITED, "users.info", "before", True),  # claimed
        (DANGER, "users.info", "before", True),
        (NOT_HELD, "chat.postMessage", "before", True),  # recorded
        (NOT_HELD, "chat.postMessage", "after", False),  # posted
        (CITED, "chat.startStream", "before", True),
        (CITED, "chat.startStream", "after", False),
        (CITED, "chat.appendStream", "after", False),
        (CITED, "chat.stopStream", "before", True),
        (CITED, "chat.stopStream", "after", False),
        (CITED, "chat.update", "before", True),
        (CITED, "chat.update", "after", False),
    ],
)
async def test_another_process_ends_what_a_killed_one_began(
    data: Path, text: str, method: str, when: When, is_lost: bool
) -> None:
    async with one_bot(data) as (slack, bot):
        slack.on_call(method, when, Dying(slack, bot, method, is_lost=is_lost))
        ts = slack.dm(MEMBER, text)
        assert await bot.ended() < 0
        async with running_bots(slack, data, SETTINGS):
            reply = await only_reply(slack, data, slack.dm_channel(MEMBER), ts)
    expected = {CITED: "within four hours", DANGER: "999", NOT_HELD: "did not find"}
    assert expected[text].lower() in (reply.text + reply.visible).lower()


async def test_whoever_sent_a_command_is_told_that_it_was_lost(data: Path) -> None:
    async with one_bot(data) as (slack, bot):
        slack.on_call("users.info", "before", Dying(slack, bot, "users.info", is_lost=True))
        slack.command(MEMBER, CHANNEL, CITED)
        await bot.ended()
        async with running_bots(slack, data, SETTINGS):
            told = WORDING.slack.interrupted
            await slack.until(lambda: any(told in each.text for each in slack.ephemerals), 30)
            await all_ended(slack, data)
        assert slack.posts == []


async def test_an_answer_is_finished_before_the_process_ends(data: Path) -> None:
    async with one_bot(data) as (slack, bot):
        slack.on_call("users.info", "before", bot.terminate)
        ts = slack.dm(MEMBER, CITED)
        assert await bot.ended() == 0
        await only_reply(slack, data, slack.dm_channel(MEMBER), ts)


async def test_what_cannot_be_finished_is_handed_back(data: Path) -> None:
    async with one_bot(data) as (slack, bot):
        slack.limit("chat.postMessage", times=1, retry_after_seconds=120)
        ts = slack.dm(MEMBER, NOT_HELD)
        await slack.until(lambda: slack.api.calls["chat.postMessage"] == 1, 30)
        bot.terminate()
        assert await bot.ended() == 0
        async with running_bots(slack, data, {**SETTINGS, "SIGNPOST_SLACK_LEASE_SECONDS": "3600"}):
            await only_reply(slack, data, slack.dm_channel(MEMBER), ts)


async def test_a_socket_may_drop_or_be_refused(data: Path) -> None:
    """One after the other; what was said meanwhile is answered."""
    async with one_bot(data) as (slack, _):
        dm = slack.dm_channel(MEMBER)
        for times, at in ((0, "open"), (3, "open"), (2, "handshake")):
            slack.refuse_connections(times, "open" if at == "open" else "handshake")
            await slack.sockets.cut()
            await only_reply(slack, data, dm, slack.dm(MEMBER, NOT_HELD), seconds=90)


async def test_a_socket_may_fall_silent(data: Path) -> None:
    """Slack goes on trying both the old one and the one that the bot opens instead."""
    redelivery_seconds = (2.0,) * 30
    async with (
        SlackServer(ack_seconds=1.0, redelivery_seconds=redelivery_seconds) as slack,
        running_bots(slack, data, SETTINGS),
    ):
        slack.silence()
        await only_reply(slack, data, slack.dm_channel(MEMBER), slack.dm(MEMBER, NOT_HELD), seconds=90)


async def test_slack_may_refuse_to_take_an_answer_for_a_while(data: Path) -> None:
    """Limits and faults of its own, fewer and more of them than the bot is patient with at once."""
    async with one_bot(data) as (slack, _):
        for times in (2, 8):
            slack.limit("chat.postMessage", times=times, retry_after_seconds=1)
            await only_reply(slack, data, CHANNEL, slack.mention(MEMBER, CHANNEL, NOT_HELD), seconds=90)
        for times in (1, 6):
            slack.fail("chat.postMessage", "internal_error", times=times, status=500)
            await only_reply(slack, data, CHANNEL, slack.mention(MEMBER, CHANNEL, NOT_HELD), seconds=90)
        slack.fail("chat.startStream", "internal_error", times=1, status=500)
        await only_reply(slack, data, CHANNEL, slack.mention(MEMBER, CHANNEL, CITED), seconds=90)
        slack.fail("chat.update", "internal_error", times=6, status=503)
        await only_reply(slack, data, CHANNEL, slack.mention(MEMBER, CHANNEL, CITED), seconds=90)


@pytest.mark.parametrize(("text", "method"), [(NOT_HELD, "chat.postMessage"), (CITED, "chat.startStream")])
async def test_what_slack_took_and_did_not_confirm_is_not_sent_twice(data: Path, text: str, method: str) -> None:
    def break_off() -> None:
        raise ConnectionResetError

    async with one_bot(data) as (slack, _):
        slack.on_call(method, "after", break_off)
        await only_reply(slack, data, CHANNEL, slack.mention(MEMBER, CHANNEL, text), seconds=60)


async def test_a_stream_may_end_before_the_answer_does(data: Path) -> None:
    async with one_bot(data) as (slack, _):
        ts = ""

        def expire() -> None:
            slack.expire_stream(CHANNEL, slack.replies(CHANNEL, ts)[0].ts)

        moments: list[tuple[str, When]] = [
            ("chat.startStream", "after"),
            ("chat.appendStream", "before"),
            ("chat.stopStream", "before"),
        ]
        for method, when in moments:
            slack.on_call(method, when, expire)
            ts = slack.mention(MEMBER, CHANNEL, CITED)
            reply = await only_reply(slack, data, CHANNEL, ts)
            assert "within four hours" in reply.text


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_one_of_two_processes_dies_under_load(data: Path, seed: int) -> None:
    """At a moment that nobody chose, while Slack sends much of it twice."""
    chance = random.Random(seed)
    async with SlackServer(ack_seconds=1.0) as slack, running_bots(slack, data, SETTINGS, count=2) as bots:
        crowd = Crowd(slack, people=60, channels=20, seed=seed)
        asking = asyncio.create_task(crowd.ask_at(rate=8.0, seconds=10.0))
        await asyncio.sleep(chance.uniform(2.0, 9.0))
        bots[chance.randrange(2)].kill_at_once()
        await asking
        for asked in chance.sample(crowd.asked, 20):
            slack.redeliver(asked.channel, asked.ts)
        await crowd.all_answered(60)
        await all_ended(slack, data)
        assert crowd.lost == []
        assert crowd.doubled == []
        assert not any(APOLOGY in post.text for post in slack.posts)


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Somebody else writes in the ledger and does not come to an end."""
    connection = sqlite3.connect(data / "ledger.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def full_disk(bot: BotProcess) -> Iterator[None]:
    """The bot can write nothing more in any file."""
    fill_disk(bot)
    try:
        yield
    finally:
        clear_disk(bot)


def fill_disk(bot: BotProcess) -> None:
    """No file of the bot's may grow, and what it writes is refused."""
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def clear_disk(bot: BotProcess) -> None:
    """There is room again."""
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.mark.parametrize("is_locked", [True, False])
async def test_people_are_told_when_the_ledger_cannot_be_written(data: Path, is_locked: bool) -> None:
    """Danger gets its card all the same; afterwards questions are answered again, and those that were told are not."""
    async with one_bot(data) as (slack, bot):
        dm = slack.dm_channel(MEMBER)
        with locked(data) if is_locked else full_disk(bot):
            asked, danger = slack.mention(MEMBER, CHANNEL, CITED), slack.dm(MEMBER, DANGER)
            card = await slack.reply_to(dm, danger, seconds=40)
            told = await slack.reply_to(CHANNEL, asked, seconds=40)
        assert "999" in card.text
        assert APOLOGY not in card.text
        assert APOLOGY in told.text
        again = await only_reply(slack, data, CHANNEL, slack.mention(MEMBER, CHANNEL, CITED))
        assert "within four hours" in again.text
        slack.redeliver(CHANNEL, asked)
        slack.redeliver(dm, danger)
        await slack.settled(60, 3.0)
        assert len(slack.posts) == 3


@pytest.mark.parametrize(
    ("text", "method"),
    [
        (CITED, "users.info"),
        (CITED, "chat.startStream"),
        (CITED, "chat.update"),
        (NOT_HELD, "users.info"),
        (NOT_HELD, "chat.postMessage"),
        (DANGER, "users.info"),
        (DANGER, "chat.postMessage"),
    ],
)
async def test_the_ledger_may_shut_in_the_middle_of_an_answer(data: Path, text: str, method: str) -> None:
    """After the claim, after the record, after the post: there is one whole message, and danger has its card."""
    async with one_bot(data) as (slack, bot):
        slack.on_call(method, "before", lambda: fill_disk(bot))
        dm, ts = slack.dm_channel(MEMBER), slack.dm(MEMBER, text)
        await slack.until(lambda: any(map(is_whole, slack.replies(dm, ts))), 60)
        clear_disk(bot)
        reply = await only_reply(slack, data, dm, ts)
        assert text != DANGER or "999" in reply.text


async def only_reply(slack: SlackServer, data: Path, channel: str, ts: str, seconds: float = 45.0) -> Post:
    """The reply to a question, once it is whole and nothing is left to be done; there is no other."""
    await slack.until(lambda: any(map(is_whole, slack.replies(channel, ts))), seconds)
    await all_ended(slack, data)
    [reply] = slack.replies(channel, ts)
    return reply


async def all_ended(slack: SlackServer, data: Path) -> None:
    """Wait until no claim is open."""
    later = datetime.now(UTC) + timedelta(days=1)
    with Ledger.open(f"sqlite:///{data / 'ledger.db'}") as ledger:
        claims = ledger.claims("")
        await slack.until(lambda: not claims.abandoned(later), 30)
