"""Corrections that reviewers made, told in the conversations of their answers: by the running bot, and never twice."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.slack.app import Wires
from bot.slack.bot import Limits
from bot.slack.connection import slack_client, who_am_i
from bot.slack.correcting import Corrections
from bot.slack.means import Means
from bot.slack.notifying import tell_corrections
from bot.slack.poster import Poster
from bot.slack.rules import Rules
from bot.slack.workers import Workers
from builders.answers import sample_answer, sample_citation, sample_passage
from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.server import BOT_TOKEN, CHANNEL, MEMBER, SlackServer
from knowledge.domain import MarkKind
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import Action, ActionKind

TEXT = "The protocol says four hours, not a day. <!channel> Ask your lead."
NOW = datetime.now(UTC)


def record(ledger: Ledger, id: str, thread: str, *, event_id: str = "", asker: str = MEMBER, open: bool = True) -> None:
    """Record an answer that was asked for in a thread; its document has an audience unless it is `open`."""
    passage = sample_passage()
    if open:
        document = replace(passage.version.document, audience=())
        passage = replace(passage, version=replace(passage.version, document=document))
    answer = sample_answer(id, citations=(sample_citation(passage),))
    question = replace(answer.question, thread=thread, asker=asker, event_id=event_id or f"event-{id}")
    ledger.record(replace(answer, question=question))


def correct(ledger: Ledger, id: str, text: str = TEXT) -> Action:
    return ledger.actions.record(ActionKind.CORRECT, "Lead", answer_id=id, text=text)


def kinds_of(ledger: Ledger, id: str) -> list[tuple[MarkKind, str]]:
    return [(mark.kind, mark.detail) for mark in ledger.aftermath.marks_of(id)]


class Process:
    """The corrections of one bot among others, with a clock that can be put forward."""

    def __init__(self, means: Means, identifies: Callable[[str], bool] = lambda text: False) -> None:
        self.now = NOW
        self.corrections = Corrections(means, Poster(means.client, WORDING, means.rules), identifies, lambda: self.now)

    async def tell(self) -> list[bool | None]:
        return [told async for _, told in self.corrections.told()]


async def process(
    slack: SlackServer, ledger: Ledger, identifies: Callable[[str], bool] = lambda text: False
) -> Process:
    client = slack_client(BOT_TOKEN, slack.url)
    claims = ledger.claims(uuid.uuid4().hex)
    return Process(
        Means(client, await who_am_i(client), ledger, claims, Workers(answers=1), WORDING, Rules()), identifies
    )


async def test_the_running_bot_tells_by_itself_and_once(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    root = content_slack.say(MEMBER, CHANNEL, "how soon?")
    record(ledger, "a1", f"{CHANNEL}:{root}")
    async with running_bot(content_slack, desk, ledger, limits=Limits(answer_seconds=20.0, lease_seconds=1.2)):
        action = correct(ledger, "a1")
        post = await content_slack.reply_to(CHANNEL, root)
        await asyncio.sleep(0.6)
    assert "four hours, not a day. <!channel> Ask your lead." in post.visible
    assert "corrected answer a1" in post.visible
    assert "&lt;!channel&gt;" in post.text
    assert len(content_slack.posts) == 1
    assert kinds_of(ledger, "a1") == [(MarkKind.TOLD, f"correction {action.id}")]


async def test_two_bots_tell_once(content_slack: SlackServer, ledger: Ledger) -> None:
    root = content_slack.say(MEMBER, CHANNEL, "how soon?")
    record(ledger, "a1", f"{CHANNEL}:{root}")
    correct(ledger, "a1")
    bots = [await process(content_slack, ledger) for _ in range(2)]
    first = await asyncio.gather(*(bot.tell() for bot in bots))
    for bot in bots:
        bot.now += timedelta(minutes=2)
    assert [await bot.tell() for bot in bots] == [[], []]
    assert [True] in first
    assert len(content_slack.posts) == 1


async def test_each_correction_of_an_answer_is_told(content_slack: SlackServer, ledger: Ledger) -> None:
    root = content_slack.say(MEMBER, CHANNEL, "how soon?")
    record(ledger, "a1", f"{CHANNEL}:{root}")
    bot = await process(content_slack, ledger)
    for text in ("First.", "Second."):
        correct(ledger, "a1", text)
        assert await bot.tell() == [True]
    assert [post.visible.splitlines()[-1] for post in content_slack.posts] == ["First.", "Second."]


@pytest.mark.parametrize("kind", [MarkKind.QUESTION_DELETED, MarkKind.STOPPED])
async def test_what_was_taken_back_is_not_spoken_of(content_slack: SlackServer, ledger: Ledger, kind: MarkKind) -> None:
    root = content_slack.say(MEMBER, CHANNEL, "how soon?")
    record(ledger, "a1", f"{CHANNEL}:{root}")
    correct(ledger, "a1")
    ledger.aftermath.mark("a1", kind, MEMBER)
    assert await (await process(content_slack, ledger)).tell() == []
    assert content_slack.posts == []


async def test_a_question_deleted_while_no_bot_ran_is_not_spoken_of(slack: SlackServer, ledger: Ledger) -> None:
    """No mark says so, but Slack does."""
    root = slack.mention(MEMBER, CHANNEL, "how soon?")
    slack.say(MEMBER, CHANNEL, "thanks", thread_ts=root)
    team = (await who_am_i(slack_client(BOT_TOKEN, slack.url))).team
    record(ledger, "a1", f"{CHANNEL}:{root}", event_id=f"{team}:{CHANNEL}:{root}")
    slack.delete(CHANNEL, root)
    action = correct(ledger, "a1")
    assert await (await process(slack, ledger)).tell() == [False]
    assert slack.posts == []
    assert kinds_of(ledger, "a1") == [(MarkKind.NOT_TOLD, f"correction {action.id}")]


async def test_where_it_was_shared_it_is_told_as_well(content_slack: SlackServer, ledger: Ledger) -> None:
    shared = content_slack.say(MEMBER, CHANNEL, "shared")
    record(ledger, "a1", "")
    ledger.aftermath.mark("a1", MarkKind.SHARED, MEMBER, f"{CHANNEL}:{shared}")
    correct(ledger, "a1")
    assert await (await process(content_slack, ledger)).tell() == [True]
    assert {(post.channel, post.thread_ts) for post in content_slack.posts} == {
        (content_slack.dm_channel(MEMBER), ""),
        (CHANNEL, shared),
    }


async def test_what_not_everyone_may_read_is_told_privately(content_slack: SlackServer, ledger: Ledger) -> None:
    root = content_slack.say(MEMBER, CHANNEL, "how soon?")
    record(ledger, "a1", f"{CHANNEL}:{root}", open=False)
    ledger.aftermath.mark("a1", MarkKind.SHARED, MEMBER, f"{CHANNEL}:{root}")
    correct(ledger, "a1")
    assert await (await process(content_slack, ledger)).tell() == [True]
    assert [(post.channel, post.thread_ts) for post in content_slack.posts] == [(content_slack.dm_channel(MEMBER), "")]


async def test_what_slack_took_without_saying_so_is_found_and_not_said_again(
    slack: SlackServer, ledger: Ledger
) -> None:
    root = slack.say(MEMBER, CHANNEL, "how soon?")
    record(ledger, "a1", f"{CHANNEL}:{root}")
    correct(ledger, "a1")
    bot = await process(slack, ledger)

    def lose_the_word() -> None:
        """The claim is given back as after a failure, though the message stands."""
        with_posts = [post for post in slack.posts if post.thread_ts == root]
        assert len(with_posts) == 1
        raise ConnectionResetError

    slack.on_call("chat.postMessage", "after", lose_the_word)
    first = await bot.tell()
    bot.now += timedelta(minutes=2)
    second = await bot.tell()
    assert (first, second, len(slack.posts)) == ([None], [True], 1)


async def test_trouble_is_waited_out(slack: SlackServer, ledger: Ledger) -> None:
    root = slack.say(MEMBER, CHANNEL, "how soon?")
    record(ledger, "a1", f"{CHANNEL}:{root}")
    correct(ledger, "a1")
    bot = await process(slack, ledger)
    slack.fail("conversations.replies", "team_access_not_granted")
    assert await bot.tell() == [None]
    assert await bot.tell() == []  # not again within the minute
    bot.now += timedelta(minutes=1)
    assert await bot.tell() == [True]


async def test_a_conversation_that_is_gone_is_given_up(slack: SlackServer, ledger: Ledger) -> None:
    record(ledger, "gone", "C0NOWHERE:1.1")
    action = correct(ledger, "gone")
    bot = await process(slack, ledger)
    assert await bot.tell() == [False]
    bot.now += timedelta(minutes=5)
    assert await bot.tell() == []
    assert kinds_of(ledger, "gone") == [(MarkKind.NOT_TOLD, f"correction {action.id}")]


async def test_a_correction_that_points_to_a_person_is_told_to_nobody(slack: SlackServer, ledger: Ledger) -> None:
    root = slack.say(MEMBER, CHANNEL, "how soon?")
    record(ledger, "a1", f"{CHANNEL}:{root}")
    correct(ledger, "a1", "NHS number 999 000 0018 is wrong")
    assert await (await process(slack, ledger, lambda text: "NHS" in text)).tell() == [False]
    assert slack.posts == []
    assert [kind for kind, _ in kinds_of(ledger, "a1")] == [MarkKind.NOT_TOLD]


async def test_what_was_asked_on_a_terminal_has_nobody_to_be_told(slack: SlackServer, ledger: Ledger) -> None:
    record(ledger, "a1", "", asker="")
    correct(ledger, "a1")
    assert await (await process(slack, ledger)).tell() == []


async def test_the_command_tells_what_waits(content_slack: SlackServer, ledger: Ledger) -> None:
    root = content_slack.say(MEMBER, CHANNEL, "how soon?")
    record(ledger, "a1", f"{CHANNEL}:{root}")
    correct(ledger, "a1")
    wires = Wires(BOT_TOKEN, api_url=content_slack.url)
    for expected in ([True], []):
        told = [each async for _, each in tell_corrections(wires, ledger, WORDING, lambda text: False)]
        assert told == expected
    assert len(content_slack.posts) == 1
