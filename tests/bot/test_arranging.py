"""The order in which what was picked is said."""

from dataclasses import replace

from bot.arranging import arranged
from bot.drafting import DraftQuote
from bot.units import Unit
from builders.answers import sample_passage
from knowledge.domain import Passage


def unit(passage: Passage, text: str) -> Unit:
    return Unit(text, (DraftQuote(passage, text),))


def under(heading: str, text: str, ordinal: int) -> Passage:
    return replace(sample_passage(text, ordinal), headings=(heading,))


def said(*picked: Unit) -> list[str]:
    return [draft.text for draft in arranged(picked)]


def test_a_section_s_units_stand_together_as_the_document_has_them() -> None:
    first, second = under("Seeing the child", "See the child. Then ring.", 1), under("Afterwards", "Write it down.", 2)
    third = under("Seeing the child", "Ask the parents.", 3)
    assert ["Then ring.", "Ask the parents.", "Write it down."] == said(
        unit(third, "Ask the parents."), unit(second, "Write it down."), unit(first, "Then ring.")
    )


def test_the_section_of_the_best_unit_comes_first() -> None:
    early, late = under("Early", "An early rule.", 1), under("Late", "A late rule.", 9)
    assert ["A late rule.", "An early rule."] == said(unit(late, "A late rule."), unit(early, "An early rule."))


def test_sentences_that_follow_each_other_are_one_statement_with_one_quote() -> None:
    passage = sample_passage("See the child. Then ring. Then write.")
    (draft,) = arranged([unit(passage, "Then ring."), unit(passage, "See the child.")])
    assert ("See the child. Then ring.", ["See the child. Then ring."]) == (
        draft.text,
        [quote.quote for quote in draft.quotes],
    )


def test_units_that_overlap_say_their_sentence_once() -> None:
    passage = sample_passage("See the child. Then ring. Then write.")
    assert [passage.text] == said(unit(passage, "See the child. Then ring."), unit(passage, "Then ring. Then write."))


def test_a_unit_inside_another_is_not_said_again() -> None:
    passage = sample_passage("See the child. Then ring. Then write.")
    assert [passage.text] == said(unit(passage, passage.text), unit(passage, "Then ring."))


def test_paragraphs_stay_apart() -> None:
    passage = sample_passage("See the child.\nThen ring.")
    assert ["See the child.", "Then ring."] == said(unit(passage, "Then ring."), unit(passage, "See the child."))


def test_what_goes_on_after_a_page_break_is_joined_to_the_sentence_before_it() -> None:
    before, after = sample_passage("The order was made", 1), sample_passage("in 2005. Keep it for 75 years.", 2)
    over = Unit("The order was made in 2005.", (DraftQuote(before, before.text), DraftQuote(after, "in 2005.")))
    (draft,) = arranged([over, unit(after, "in 2005. Keep it for 75 years.")])
    assert "The order was made in 2005. Keep it for 75 years." == draft.text
    assert [before.text, after.text] == [quote.quote for quote in draft.quotes]


def test_nothing_picked_is_nothing_to_say() -> None:
    assert [] == arranged([])
