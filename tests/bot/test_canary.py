"""Canaries: what points to a person is found nowhere afterwards, wherever a message with it went."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answering import Answerer
from bot.chat_models import open_chat_model
from bot.composing import LanguageModel, Limits
from bot.following import LiveEdition
from bot.slack.blocks import answer_blocks, answer_text
from bot.slack.buttons import Buttons
from builders.corpora import ingested, write_corpus
from fakes.chat_server import ChatServer, chat_server, statements
from fakes.embedder import WordEmbedder
from knowledge.domain import Outcome, Question, Turn
from knowledge.editions import Editions
from knowledge.errors import LedgerError
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.rows import answer_row

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RULE = "A bruise on a baby who cannot move must be referred to the front door within two working days."
# Invented; each message with the part of it that must not be found again.
CANARIES = (
    ("How soon must a bruise be referred? It is about Branoc Marwood, dob 03/05/2015.", "Marwood"),
    ("NHS number 999 000 0018: how soon must the bruise be referred?", "999 000 0018"),
    ("UPN A123456789012, when is a bruise referred?", "A123456789012"),
    ("case ref 20417733: how soon must a bruise be referred?", "20417733"),
    ("Family at 12 Acacia Avenue, ZZ99 3VZ. How soon must a bruise be referred?", "Acacia"),
    ("mum drives AB12 CDE, how soon is a bruise referred", "AB12 CDE"),
    ("ring mum on 07700 900123 about the bruise? when is it referred", "900123"),
    ("write to branoc.marwood@example.org when a bruise is referred?", "branoc"),
    ("Branoc Marwood told me today that his dad hits him, what do i do", "Marwood"),
)


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    with chat_server() as server:
        yield server


@pytest.fixture
def answerer(tmp_path: Path, chat: ChatServer) -> Iterator[Answerer]:
    """An answerer with a real edition, a real ledger and a language model that would answer anything."""
    ingested(write_corpus(tmp_path / "corpus", {"rule.md": f"# Bruises\n\n{RULE}"}), tmp_path / "data")
    live = LiveEdition(Editions(tmp_path / "data"), "words")
    chat_model = open_chat_model("openai:scripted", chat.address, 5.0, 300)
    language_model = LanguageModel("openai:scripted", chat_model, PROMPTS, Limits(5.0, 8000, None, None))
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        yield Answerer(live, WordEmbedder(), ledger, max_passages=8, language_model=language_model, clock=lambda: NOW)
    live.close()


def written(folder: Path) -> bytes:
    """Everything that stands in any file below a folder."""
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("message", "canary"), CANARIES)
@pytest.mark.parametrize("place", ["question", "history"])
def test_a_canary_is_found_nowhere(
    message: str,
    canary: str,
    place: str,
    answerer: Answerer,
    chat: ChatServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    question = (
        Question(message, "U1", "T1", "E1", NOW)
        if place == "question"
        else Question("and how soon must it be referred?", "U1", "T1", "E1", NOW, (Turn(message, "Two days."),))
    )
    answer = answerer.reply(question)
    assert answer
    assert answer.outcome in (Outcome.IDENTIFIERS, Outcome.URGENT)
    wording = answerer.notices.wording
    shown = (
        f"{answer}{answer_blocks(answer, wording, Buttons())}{answer_text(answer, wording)}{answer_row(answer, NOW)}"
    )
    for where in (shown, caplog.text, written(tmp_path).decode("utf-8", "replace"), str(chat.asked)):
        assert canary.lower() not in where.lower()
    assert [] == chat.asked


def test_a_message_without_one_does_reach_the_ledger_and_the_language_model(
    answerer: Answerer, chat: ChatServer, tmp_path: Path
) -> None:
    """Otherwise the canaries would be missing because nothing is ever written."""
    chat.says(statements(("Refer it within two working days.", [("P1", "within two working days")])))
    answerer.reply(Question("How soon must a bruise on a baby be referred to the front door?", "U1", "T1", "E1", NOW))
    assert b"on a baby be referred to the front door" in written(tmp_path)
    assert 1 == len(chat.asked)


def test_an_error_on_the_way_holds_no_canary(answerer: Answerer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answerer.ledger.close()
    for message, canary in CANARIES:
        told = ""
        try:
            answerer.reply(Question(message, "U1", "T1", "E1", NOW))
        except LedgerError as error:
            told = str(error)
        assert canary.lower() not in f"{told}{caplog.text}".lower()
