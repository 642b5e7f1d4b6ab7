"""A question back is put where nothing could be searched for, and says nothing by itself."""

import pytest

from bot.clarifying import clarifying_question, is_clarifying, left_open
from bot.wording import own_wording
from knowledge.domain import Question, Turn

KNOWN = ["What about the bruising protocol?", "Babies who are not mobile", "2024"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("and how long do they get?", "What do you mean by “they”?"),
        ("what is it?", "What do you mean by “it”?"),
        ("who decides?", "What is your question about?"),
        ("how soon?", "What is your question about?"),
        ("timescales?", "Which timescales do you mean?"),
        ("The thresholds", "Which thresholds do you mean?"),
        ("time limits", "Which time limits do you mean?"),
    ],
)
def test_a_question_that_could_mean_anything_gets_one_back(text: str, asked: str) -> None:
    back = clarifying_question(Question(text), own_wording())
    assert back is not None
    assert back.startswith(f"{asked} Please ask again")


@pytest.mark.parametrize(
    "text",
    [
        "LADO?",
        "bruises",
        "neglect timescales",
        "How soon must the LADO be told?",
        "And a toddler?",
        "is it a referral?",
        "do they need consent",
        "What must I do if they disclose abuse?",
    ],
)
def test_what_can_be_searched_for_gets_none(text: str) -> None:
    assert left_open(Question(text)) is None


def test_a_follow_up_gets_none() -> None:
    assert left_open(Question("and how long do they get?", history=(Turn("Who are the managers?"),))) is None


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("Which babies do you mean?", True),
        ("Do you mean the 2024 bruising protocol?", True),
        ("Do you mean the 2019 bruising protocol?", False),
        ("Which babies do you mean", False),
        ("Babies are mobile.", False),
        ("Do you mean that bruising is not for the protocol?", False),
        ("Which babies? What bruising?", False),
        ("Which hospital do you mean?", False),
        ("Please mean babies?", False),
        ("", False),
    ],
)
def test_a_language_model_may_ask_and_no_more(text: str, is_held: bool) -> None:
    assert is_held == is_clarifying(text, KNOWN)
