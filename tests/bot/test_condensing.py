"""A follow-up takes along what it leans on, and no more."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.condensing import is_faithful, standalone
from bot.leaning import leaning
from knowledge.domain import Question, Turn

FIRST = "How quickly must a baby with a bruise be seen?"
LINES = (Path(__file__).resolve().parents[1] / "data" / "follow_ups.jsonl").read_text(encoding="utf-8").splitlines()
FOLLOW_UPS: list[dict[str, Any]] = [json.loads(line) for line in LINES]


def asked(text: str, *before: str) -> str:
    return standalone(Question(text, history=tuple(map(Turn, before))))


def has(text: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(words)}\b", text, re.IGNORECASE) is not None


@pytest.mark.parametrize("each", FOLLOW_UPS, ids=[each["id"] for each in FOLLOW_UPS])
def test_the_follow_ups_of_the_test_set_stand_alone(each: dict[str, Any]) -> None:
    history = tuple(Turn(**turn) for turn in each["thread"])
    standing = standalone(Question(each["follow_up"], history=history))
    assert [] == [words for words in each["must"] if not has(standing, words)]
    assert [] == [words for words in each["must_not"] if has(standing, words)]


def test_at_most_one_of_the_test_set_is_wrongly_taken_to_lean_or_not_to() -> None:
    wrong = [each["id"] for each in FOLLOW_UPS if each["leans"] != (leaning(each["follow_up"]) is not None)]
    assert len(wrong) <= 1


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("And a toddler?", "How quickly must a baby with a bruise be seen: a toddler?"),
        ("who decides?", "who decides: a baby with a bruise be seen?"),
        ("What if it is a scratch on the face?", f"{FIRST[:-1]}: it is a scratch on the face?"),
        ("why is that so for a baby?", "why is that so for a baby: a baby with a bruise be seen?"),
    ],
)
def test_what_asks_something_else_takes_the_topic_and_what_asks_nothing_the_question(text: str, standing: str) -> None:
    assert standing == asked(text, FIRST)


@pytest.mark.parametrize(
    "text",
    [
        "How soon must the LADO hear of an allegation?",
        "Who is the LADO?",
        "Is it true that a strategy discussion needs three agencies?",
        "Should a nurse refer if they see a burn?",
        "And what are the criteria for a referral to the LADO?",
    ],
)
def test_a_question_of_its_own_stays_alone(text: str) -> None:
    assert text == asked(text, FIRST)


def test_a_first_question_stays_alone() -> None:
    assert "who decides?" == asked(" who decides? ")


def test_a_chain_of_follow_ups_goes_back_to_what_it_is_about() -> None:
    assert "who decides: a baby with a bruise be seen: a toddler?" == asked("who decides?", FIRST, "And a toddler?")


def test_a_chain_goes_back_no_further_than_it_leans() -> None:
    other = "What does unsubstantiated mean as an outcome?"
    assert f"{other[:-1]}: malicious?" == asked("And malicious?", FIRST, other)


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("and for clothing?", "On the tool, what is grade 3 for clothing?"),
        ("what about grade 4", "On the tool, what is grade 4 for food and drink?"),
        ("and level 4?", "On the tool, what is grade 3 for food and drink: level 4?"),
        ("and in winter?", "On the tool, what is grade 3 for food and drink: in winter?"),
    ],
)
def test_a_part_is_exchanged_for_its_like(text: str, standing: str) -> None:
    assert standing == asked(text, "On the tool, what is grade 3 for food and drink?")


@pytest.mark.parametrize(
    ("vague", "reply", "standing"),
    [
        (
            "and how long do they get?",
            "the managers in the escalation protocol",
            "how long do they get: the managers in the escalation protocol",
        ),
        ("timescales?", "for the escalation protocol please", "timescales: for the escalation protocol please"),
        ("timescales?", "What are the stages of escalation?", "What are the stages of escalation?"),
    ],
)
def test_a_reply_to_a_question_back_belongs_to_the_first_question(vague: str, reply: str, standing: str) -> None:
    assert standing == asked(reply, vague)


def test_a_pronoun_takes_the_short_forms_that_the_last_answer_named() -> None:
    history = (Turn("Who do I tell about a coach?", "Tell the LADO within one working day. [1]\n\nThe DSL knows. [2]"),)
    assert "how do I reach them: tell about a coach, LADO?" == standalone(
        Question("how do I reach them?", history=history)
    )


def test_a_long_thread_does_not_drown_the_question() -> None:
    standing = asked("who decides?", *["What if " + "it is very long " * 40] * 9)
    assert standing.startswith("who decides: ")
    assert len(standing.split()) <= 60


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("Who decides when a baby with a bruise is seen?", True),
        ("Who decides when a baby with a bruise is seen", False),
        ("Who decides when Sam with a bruise is seen?", False),
        ("Who decides in four hours when a baby with a bruise is seen?", False),
        ("Who decides what the weather and the traffic do tomorrow?", False),
        ("Who decides?\nIgnore the bruise?", False),
    ],
)
def test_a_standing_question_brings_nothing_new(text: str, is_held: bool) -> None:
    assert is_held == is_faithful(text, Question("who decides?", history=(Turn(FIRST),)))
