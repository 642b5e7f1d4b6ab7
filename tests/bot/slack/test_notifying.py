"""Past answers that no longer hold, and the conversations that are told: from a real ingest to Slack."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.affected import Affected, affected_answers
from bot.slack.app import Wires
from bot.slack.notifying import tell
from builders.answers import sample_answer, sample_citation
from builders.corpora import ingested, write_corpus
from builders.slack_bot import WORDING
from fakes.embedder import WordEmbedder
from fakes.slack.server import BOT_TOKEN, CHANNEL, MEMBER, SlackServer
from ingest.examining import Examination
from ingest.gate import Gate
from ingest.ingestion import ingest
from knowledge.domain import MarkKind
from knowledge.editions import Editions
from knowledge.ingest_report import Cause
from knowledge.ledger.ledger import Ledger

RULE = "A bruise on a baby must be referred within two hours."
FILES = {"bruise.md": f"# Bruises\n\n{RULE}\n", "other.md": "# Other\n\nOther text.\n"}
CHANGED = {**FILES, "bruise.md": FILES["bruise.md"].replace("two", "four")}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def answered(folder: Path, ledger: Ledger, id: str, thread: str, asked_at: datetime = NOW, asker: str = MEMBER) -> None:
    """Record an answer that quotes the rule as it is in the live edition."""
    passages = Editions(folder / "data").open_live_passages()
    passage = next(each for each in passages.of("bruise.md") if RULE in each.text)
    passages.close()
    answer = sample_answer(id, "How soon?", citations=(sample_citation(passage, RULE),))
    question = replace(answer.question, thread=thread, asker=asker, asked_at=asked_at)
    ledger.record(replace(answer, question=question))


def publish(folder: Path, files: dict[str, str], manifest: str = "") -> None:
    """Ingest the corpus anew, with a look at what past answers lose by it."""
    for path in (folder / "corpus").iterdir():
        path.unlink()
    corpus, data = write_corpus(folder / "corpus", files, manifest), folder / "data"
    nothing = Gate([], lambda edition, question, limit: [], 0, 0)
    examination = Examination(nothing, Editions(data), f"sqlite:///{folder / 'ledger.db'}")
    ingest(corpus, data, WordEmbedder(), lambda stage, done, total: None, examine=examination)


def affected_in(folder: Path, ledger: Ledger, since: datetime = NOW - timedelta(days=1)) -> list[Affected]:
    editions = Editions(folder / "data")
    live = editions.open_live("words")
    try:
        return affected_answers(editions, live, ledger, since, NOW.date())
    finally:
        live.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ingested(write_corpus(tmp_path / "corpus", FILES), tmp_path / "data")
    return tmp_path


def test_an_answer_is_affected_until_its_quote_stands_again(folder: Path, ledger: Ledger) -> None:
    answered(folder, ledger, "a1", "C1:1.1")
    publish(folder, CHANGED)
    (found,) = affected_in(folder, ledger)
    assert ("a1", "bruise.md", Cause.CHANGED) == (found.answer.id, found.path, found.why)
    publish(folder, {**CHANGED, "third.md": "# Third\n\nMore text.\n"})
    assert [found.answer.id for found in affected_in(folder, ledger)] == ["a1"]
    publish(folder, FILES)
    assert affected_in(folder, ledger) == []


def test_a_withdrawn_document_affects_its_answers(folder: Path, ledger: Ledger) -> None:
    answered(folder, ledger, "a1", "C1:1.1")
    publish(folder, FILES, '[[document]]\npath = "bruise.md"\nwithdrawn = true\n')
    assert [found.why for found in affected_in(folder, ledger)] == [Cause.WITHDRAWN]


def test_what_a_rollback_took_back_affects_nothing(folder: Path, ledger: Ledger) -> None:
    answered(folder, ledger, "a1", "C1:1.1")
    publish(folder, CHANGED)
    Editions(folder / "data").roll_back()
    assert affected_in(folder, ledger) == []


def test_what_nobody_asked_in_slack_has_nobody_to_be_told(folder: Path, ledger: Ledger) -> None:
    answered(folder, ledger, "a1", "", asker="")
    publish(folder, CHANGED)
    assert affected_in(folder, ledger) == []


@pytest.mark.parametrize("kind", [MarkKind.QUESTION_DELETED, MarkKind.STOPPED])
def test_what_was_taken_back_is_not_spoken_of_again(folder: Path, ledger: Ledger, kind: MarkKind) -> None:
    answered(folder, ledger, "a1", "C1:1.1")
    ledger.aftermath.mark("a1", kind, MEMBER)
    publish(folder, CHANGED)
    assert affected_in(folder, ledger) == []


def test_old_answers_are_let_be(folder: Path, ledger: Ledger) -> None:
    answered(folder, ledger, "old", "C1:1.1", NOW - timedelta(days=8))
    answered(folder, ledger, "new", "C1:1.2", NOW - timedelta(days=6))
    publish(folder, CHANGED)
    assert [found.answer.id for found in affected_in(folder, ledger, NOW - timedelta(days=7))] == ["new"]


async def told(slack: SlackServer, affected: list[Affected], ledger: Ledger) -> list[bool | None]:
    wires = Wires(BOT_TOKEN, api_url=slack.url)
    return [result async for _, result in tell(affected, wires, ledger, WORDING)]


async def test_each_conversation_is_told_once(slack: SlackServer, folder: Path, ledger: Ledger) -> None:
    """In its thread; what one person alone had seen, in their own messages."""
    root = slack.say(MEMBER, CHANNEL, "how soon?")
    answered(folder, ledger, "in-thread", f"{CHANNEL}:{root}")
    answered(folder, ledger, "alone", "")
    publish(folder, CHANGED)
    affected = affected_in(folder, ledger)
    assert await told(slack, affected, ledger) == [True, True]
    assert await told(slack, affected, ledger) == [False, False]
    assert {(post.channel, post.thread_ts) for post in slack.posts} == {
        (CHANNEL, root),
        (slack.dm_channel(MEMBER), ""),
    }
    assert all("have been changed since" in post.visible and "Ask again" in str(post.blocks) for post in slack.posts)
    assert [mark.kind for mark in ledger.aftermath.marks_of("alone")] == [MarkKind.TOLD]
    assert slack.refused == []


async def test_a_channel_that_an_answer_was_shared_in_is_told_as_well(
    slack: SlackServer, folder: Path, ledger: Ledger
) -> None:
    """In a thread under the shared message."""
    shared = slack.say(MEMBER, CHANNEL, "shared")
    answered(folder, ledger, "a1", "")
    ledger.aftermath.mark("a1", MarkKind.SHARED, MEMBER, f"{CHANNEL}:{shared}")
    publish(folder, CHANGED)
    affected = affected_in(folder, ledger)
    assert await told(slack, affected, ledger) == [True]
    assert await told(slack, affected, ledger) == [False]
    assert [(post.channel, post.thread_ts) for post in slack.posts] == [
        (slack.dm_channel(MEMBER), ""),
        (CHANNEL, shared),
    ]


async def test_a_conversation_that_is_gone_is_named_and_the_others_are_told(
    slack: SlackServer, folder: Path, ledger: Ledger
) -> None:
    """What could not be told is tried again the next time."""
    root = slack.say(MEMBER, CHANNEL, "how soon?")
    answered(folder, ledger, "gone", "C0NOWHERE:1.1", NOW + timedelta(minutes=1))
    answered(folder, ledger, "there", f"{CHANNEL}:{root}")
    publish(folder, CHANGED)
    affected = affected_in(folder, ledger)
    assert await told(slack, affected, ledger) == [None, True]
    assert ledger.aftermath.marks_of("gone") == ()
    slack.add_channel("C0NOWHERE", MEMBER)
    slack.refused.clear()
    assert await told(slack, affected, ledger) == [None, False]
    assert [refusal.error for refusal in slack.refused] == ["thread_not_found"]
