"""The whole flow, over a real edition and a real ledger: a question to a recorded answer."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from bot.answering import Answerer
from bot.composing import LanguageModel
from bot.contacts import Contact
from bot.following import LiveEdition
from bot.notices import WITHHELD_QUESTION, Notices
from builders.corpora import ingested, write_corpus
from fakes.embedder import WordEmbedder
from knowledge.domain import Answer, Outcome, Question, QuoteCheck, Turn
from knowledge.editions import Edition, Editions
from knowledge.errors import IndexUnavailableError, LedgerError, QuestionError
from knowledge.ledger.ledger import Ledger
from knowledge.quoting import check_quote

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RULE = "A bruise on a baby who cannot move must be referred to the front door within two working days."
QUESTION = "How soon must a bruise on a baby be referred to the front door?"
DANGER = "a child told me today her dad hurts her"
IDENTIFIED = "Is NHS number 999 000 0018 known to the front door?"
FRONT_DOOR = Contact(id="front_door", name="Front door", number="01632 960101", verified_on=NOW.date())
NOTICES = Notices(contacts=[FRONT_DOOR])


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}") as opened:
        yield opened


@pytest.fixture
def answerer(tmp_path: Path, ledger: Ledger) -> Iterator[Answerer]:
    """An answerer on an edition of one rule."""
    publish(tmp_path, {"rule.md": f"# Bruises\n\n{RULE}"})
    live = LiveEdition(Editions(tmp_path / "data"), "words")
    yield Answerer(live, WordEmbedder(), ledger, max_passages=8, notices=NOTICES, clock=lambda: NOW)
    live.close()


def publish(folder: Path, files: dict[str, str], manifest: str = "") -> None:
    ingested(write_corpus(folder / "corpus", files, manifest), folder / "data")


def no_edition() -> Edition:
    raise IndexUnavailableError("Nothing has been ingested yet: /secret/path.")


def without_edition(ledger: Ledger) -> Answerer:
    return Answerer(no_edition, WordEmbedder(), ledger, max_passages=8, notices=NOTICES, clock=lambda: NOW)


def replying(answerer: Answerer, reply: str) -> Answerer:
    chat_model = GenericFakeChatModel(messages=iter([AIMessage(reply)]))
    return replace(answerer, language_model=LanguageModel("fake", chat_model, PROMPTS))


def reply_of(text: str, quote: str, token: str = "P1") -> str:
    return json.dumps({"statements": [{"text": text, "quotes": [{"passage": token, "quote": quote}]}]})


def replied(answerer: Answerer, question: str | Question) -> Answer:
    return answerer.reply(question if isinstance(question, Question) else Question(question, asked_at=NOW))


def test_a_question_is_answered_from_the_documents_and_recorded_whole(answerer: Answerer, ledger: Ledger) -> None:
    answer = replied(answerer, Question(QUESTION, "U1", "T1", "E1", NOW, (Turn("What is a bruise?", "A mark."),)))
    assert Outcome.ANSWERED == answer.outcome
    assert f"{RULE} [1]" == answer.text
    assert "extractive" == answer.language_model
    assert answerer.edition().id == answer.edition
    assert answer == ledger.answer(answer.id)


def test_every_quote_stands_in_its_frozen_passage(answerer: Answerer) -> None:
    citations = replied(answerer, QUESTION).citations
    assert citations
    assert all(QuoteCheck.EXACT == check_quote(each.quote, each.passage.text) for each in citations)


def test_a_later_edition_does_not_change_what_was_cited(answerer: Answerer, ledger: Ledger, tmp_path: Path) -> None:
    answer = replied(answerer, QUESTION)
    publish(
        tmp_path, {"rule.md": "# Bruises\n\nA bruise on a baby must be referred to the front door within one hour."}
    )
    assert "within one hour" in replied(answerer, QUESTION).text
    assert answer == ledger.answer(answer.id)


def test_a_new_edition_answers_without_a_restart(answerer: Answerer, tmp_path: Path) -> None:
    first = replied(answerer, QUESTION)
    publish(tmp_path, {"rule.md": RULE, "lado.md": "The LADO hears of an allegation within one working day."})
    second = replied(answerer, "How soon does the LADO hear of an allegation?")
    assert "within one working day" in second.text
    assert first.edition != second.edition


def test_an_edition_that_was_rolled_back_answers_again(answerer: Answerer, tmp_path: Path) -> None:
    publish(
        tmp_path, {"rule.md": "# Bruises\n\nA bruise on a baby must be referred to the front door within one hour."}
    )
    assert "within one hour" in replied(answerer, QUESTION).text
    Editions(tmp_path / "data").roll_back()
    assert "within two working days" in replied(answerer, QUESTION).text


def test_questions_without_an_event_are_all_answered(answerer: Answerer) -> None:
    assert replied(answerer, QUESTION).id != replied(answerer, QUESTION).id


def without_answers(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE answers RENAME TO gone")


def test_says_when_an_answer_cannot_be_recorded(answerer: Answerer, tmp_path: Path) -> None:
    without_answers(tmp_path / "ledger.db")
    with pytest.raises(LedgerError):
        answerer.reply(Question(QUESTION))


def test_a_safety_card_is_given_even_when_nothing_can_be_recorded(answerer: Answerer, tmp_path: Path) -> None:
    without_answers(tmp_path / "ledger.db")
    answer = answerer.reply(Question(DANGER, event_id="E1"))
    assert answer
    assert Outcome.URGENT == answer.outcome


@pytest.mark.parametrize("text", ["", "   ", "?", "x" * 20_000])
def test_a_question_that_cannot_be_asked_leaves_no_record(answerer: Answerer, ledger: Ledger, text: str) -> None:
    with pytest.raises(QuestionError):
        answerer.reply(Question(text))
    assert ledger.answers() == ()


def test_a_long_message_that_tells_of_danger_gets_the_card(ledger: Ledger) -> None:
    """Whatever comes before it; one that tells of none is too long."""
    answer = replied(without_edition(ledger), f"{'We met twice about the plan. ' * 120}{DANGER}")
    assert Outcome.URGENT == answer.outcome
    assert len(answer.question.text) <= 2_000
    with pytest.raises(QuestionError):
        without_edition(ledger).safety_card(Question("We met twice about the plan. " * 120))


@pytest.mark.parametrize("before", range(1_950, 2_010, 10))
def test_danger_that_lies_across_the_limit_is_seen(ledger: Ledger, before: int) -> None:
    plan = "We met twice about the plan. " * 120
    assert Outcome.URGENT == replied(without_edition(ledger), f"{plan[:before]} {DANGER}").outcome


def test_danger_gets_the_safety_card_without_any_edition(ledger: Ledger) -> None:
    answer = replied(without_edition(ledger), DANGER)
    assert (Outcome.URGENT, ()) == (answer.outcome, answer.statements)
    assert NOTICES.safety_card(NOW.date()) == answer.text
    assert answer == ledger.answer(answer.id)


def test_danger_comes_before_identifiers_and_the_text_is_still_withheld(ledger: Ledger) -> None:
    answer = replied(without_edition(ledger), f"{DANGER}, dob 03/05/2015")
    assert (Outcome.URGENT, NOTICES.safety_card(NOW.date(), identifies=True)) == (answer.outcome, answer.text)
    assert WITHHELD_QUESTION == answer.question.text


@pytest.mark.parametrize(
    "question",
    [
        Question(IDENTIFIED, history=(Turn("What is the front door?", "A team."),)),
        Question("And within how many days?", history=(Turn(IDENTIFIED, ""),)),
        Question(IDENTIFIED + " " + DANGER, history=(Turn(IDENTIFIED),)),
    ],
)
def test_what_identifies_a_person_is_stored_nowhere(ledger: Ledger, tmp_path: Path, question: Question) -> None:
    answer = replied(without_edition(ledger), question)
    assert answer.outcome in (Outcome.IDENTIFIERS, Outcome.URGENT)
    assert Question(WITHHELD_QUESTION, asked_at=question.asked_at) == answer.question
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))
    assert b"000 0018" not in stored


def test_what_identifies_a_person_reaches_no_language_model_and_no_embedder(answerer: Answerer) -> None:
    embedder = WordEmbedder()
    answer = replied(replying(replace(answerer, embedder=embedder), "{}"), IDENTIFIED)
    assert Outcome.IDENTIFIERS == answer.outcome
    assert [] == embedder.encoded


def test_without_an_edition_the_answer_is_fixed_words_and_recorded(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    answer = replied(without_edition(ledger), QUESTION)
    assert (Outcome.UNAVAILABLE, "") == (answer.outcome, answer.edition)
    assert "/secret/path" not in answer.text
    assert "/secret/path" in caplog.text
    assert answer == ledger.answer(answer.id)


def test_an_edition_of_another_embedding_model_does_not_answer(answerer: Answerer, tmp_path: Path) -> None:
    live = LiveEdition(Editions(tmp_path / "data"), "other")
    assert Outcome.UNAVAILABLE == replied(replace(answerer, edition=live), QUESTION).outcome


def test_what_the_documents_do_not_hold_is_not_found(answerer: Answerer) -> None:
    answer = replied(answerer, "Which colour has the moon over Jupiter?")
    assert (Outcome.NOT_FOUND, ()) == (answer.outcome, answer.statements)
    assert answer.considered
    assert "That does not mean that there is no rule about it." in answer.text


def test_a_follow_up_is_searched_for_with_the_question_before_it(answerer: Answerer) -> None:
    answer = replied(answerer, Question("And how soon?", history=(Turn(QUESTION),)))
    assert Outcome.ANSWERED == answer.outcome


def test_a_language_model_s_claim_stands_with_its_quote(answerer: Answerer) -> None:
    answer = replied(replying(answerer, reply_of("Within 2 working days.", "within two working days")), QUESTION)
    assert (Outcome.ANSWERED, "Within 2 working days. [1]") == (answer.outcome, answer.text)
    assert ("fake", 64) == (answer.language_model, len(answer.prompt_digest))


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (reply_of("One day.", "within one working day"), Outcome.UNSUPPORTED),
        (reply_of("Two days.", "within two working days", token="P7"), Outcome.UNSUPPORTED),
        ('{"statements": [{"text": "Two days.", "quotes": []}]}', Outcome.UNSUPPORTED),
        ('{"statements": []}', Outcome.NOT_FOUND),
    ],
)
def test_a_reply_that_does_not_hold_is_not_shown(answerer: Answerer, reply: str, outcome: Outcome) -> None:
    answer = replied(replying(answerer, reply), QUESTION)
    assert (outcome, ()) == (answer.outcome, answer.statements)
    assert "days" not in answer.text
    assert "01632 960101" in answer.text


def test_an_answer_from_a_rule_past_its_review_date_says_so(answerer: Answerer, tmp_path: Path) -> None:
    manifest = '[[document]]\npath = "rule.md"\ntitle = "Bruising rule"\nreview_by = 2026-11-19\n'
    publish(tmp_path, {"rule.md": RULE}, manifest)
    assert "not current or past its review date: Bruising rule." in replied(answerer, QUESTION).text


def test_more_speaks_for_an_answer_where_the_documents_have_one(answerer: Answerer) -> None:
    missing = "How much does the front door pay for a bruise on a baby?"
    assert 0 > answerer.strength(Question(QUESTION)) > answerer.strength(Question(missing))


def test_a_part_without_an_answer_is_named(answerer: Answerer) -> None:
    answer = answerer.answer(Question(f"{QUESTION} And what percentage of bruises on a baby were referred?"))
    assert Outcome.PARTIAL == answer.outcome
    assert RULE in answer.text
    assert "this part of your question: “what percentage of bruises on a baby were referred”." in answer.notice


def test_nothing_is_named_where_all_parts_are_answered(answerer: Answerer) -> None:
    answer = answerer.answer(Question(f"{QUESTION} And who must be told of the bruise?"))
    assert (Outcome.ANSWERED, "") == (answer.outcome, answer.notice)


@pytest.mark.parametrize(
    "text",
    [
        "A bruise on a baby who cannot move must be referred to the front door within three working days.",
        "A bruise on a baby who can move must be referred to the front door within two working days.",
        "A bruise on a baby who cannot move should be referred to the front door within two working days.",
        "A bruise on a baby who cannot move must be referred to the police within two working days.",
    ],
)
def test_a_statement_that_its_quote_does_not_carry_is_removed(
    answerer: Answerer, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = replied(replying(answerer, reply_of(text, RULE)), QUESTION)
    assert (Outcome.UNSUPPORTED, ()) == (answer.outcome, answer.statements)
    assert "working days" not in caplog.text


def test_a_statement_that_its_quote_carries_is_kept_beside_one_that_is_removed(answerer: Answerer) -> None:
    kept = "Refer a bruise on a baby who cannot move to the front door within 2 working days."
    quotes = [{"passage": "P1", "quote": RULE}]
    texts = [kept, kept.replace("2", "20")]
    reply = json.dumps({"statements": [{"text": text, "quotes": quotes} for text in texts]})
    answer = replied(replying(answerer, reply), QUESTION)
    assert Outcome.ANSWERED == answer.outcome
    assert [kept] == [statement.text for statement in answer.statements]


RESTRICTED = """[[document]]
path = "secret.md"
title = "Police instruction"
kind = "procedure"
audience = ["police"]
"""


@pytest.mark.parametrize(
    ("audiences", "is_shown"), [((), False), (("health",), False), (("police",), True), (("health", "police"), True)]
)
def test_a_restricted_document_is_for_its_audience_alone(
    answerer: Answerer, tmp_path: Path, audiences: tuple[str, ...], is_shown: bool
) -> None:
    """Neither quoted, nor named among what was looked at, to anybody else; the record says whose it was made for."""
    rule = "Officers must seize the bedding of a baby with a bruise within one hour."
    publish(tmp_path, {"secret.md": f"# Scenes\n\n{rule}", "open.md": "# Cover\n\nA cover sheet."}, RESTRICTED)
    question = Question("How soon must officers seize the bedding of a baby?", asked_at=NOW, audiences=audiences)
    answer = replied(answerer, question)
    assert is_shown == (rule in answer.text)
    assert is_shown == ("secret.md" in {each.passage.version.document.path for each in answer.considered})
    recorded = answerer.ledger.answer(answer.id)
    assert recorded is not None
    assert audiences == recorded.question.audiences
