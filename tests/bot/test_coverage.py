"""How much of a question's telling words a text has, in its own words or in the field's."""

import pytest

from bot.coverage import Coverage
from bot.glossary import Glossary, Term
from knowledge.keywords import stems

GLOSSARY = Glossary(
    (Term(acronym="LADO", expansion="Local Authority Designated Officer"),), {"foster kid": ("looked-after child",)}
)


def share(question: str, text: str, rarity: float = 1.0) -> float:
    return Coverage.of_question(question, GLOSSARY, lambda stem: rarity).share(stems(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("bruise baby", 1.0), ("A bruised baby.", 1.0), ("a bruise", 0.5), ("nothing", 0.0), ("", 0.0)],
)
def test_the_share_of_telling_words(text: str, expected: float) -> None:
    assert expected == share("a bruise on a baby", text)


def test_another_name_stands_for_a_word() -> None:
    assert 1.0 == share("tell the LADO", "tell the local authority designated officer")
    assert 1.0 == share("foster kids", "A looked-after child.")
    assert 0.0 == share("foster kids", "A child.")


def test_rare_words_weigh_more() -> None:
    coverage = Coverage.of_question("bruise report", GLOSSARY, {"bruis": 0.9, "report": 0.1}.__getitem__)
    assert pytest.approx(0.9) == coverage.share(stems("bruise"))


@pytest.mark.parametrize(("question", "rarity"), [("", 1.0), ("what is it", 1.0), ("bruise", 0.0)])
def test_a_question_without_a_telling_word_is_covered_by_nothing(question: str, rarity: float) -> None:
    assert 0.0 == share(question, "bruise", rarity)
