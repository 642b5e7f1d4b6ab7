"""A follow-up takes along what it leans on, and no more."""

import pytest

from bot.condensing import standalone
from knowledge.domain import Question, Turn

FIRST = "How quickly must a baby with a bruise be seen?"


def asked(text: str, *before: str) -> str:
    return standalone(Question(text, history=tuple(map(Turn, before))))


@pytest.mark.parametrize(
    "text",
    ["And a toddler?", "who decides?", "What if it is a scratch on the face?", "why is that so for a baby?"],
)
def test_a_follow_up_takes_the_question_before_it_along(text: str) -> None:
    assert f"{FIRST} {text}" == asked(text, FIRST)


def test_a_question_of_its_own_stays_alone() -> None:
    other = "How soon must the LADO hear of an allegation?"
    assert other == asked(other, FIRST)


def test_a_first_question_stays_alone() -> None:
    assert "who decides?" == asked(" who decides? ")


def test_a_chain_of_follow_ups_goes_back_to_what_it_is_about() -> None:
    assert f"{FIRST} And a toddler? who decides?" == asked("who decides?", FIRST, "And a toddler?")


def test_a_chain_goes_back_no_further_than_it_leans() -> None:
    assert f"{FIRST} And a toddler?" == asked("And a toddler?", "What does unsubstantiated mean as an outcome?", FIRST)
