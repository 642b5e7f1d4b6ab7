"""Documents that give different figures for the same thing."""

from bot.asking import Wanted
from bot.disagreement import disagreeing
from builders.answers import sample_passage, sample_version
from knowledge.domain import Authority, Citation, Currency, QuoteCheck, Standing, Statement

SOON = "A baby with a bruise must be seen by a paediatrician within four hours of the referral."
LATER = "A baby with a bruise must be seen by a paediatrician within 24 hours of the referral."


def said(text: str, path: str) -> Statement:
    passage = sample_passage(text, version=sample_version(path))
    standing = Standing(Authority.LOCAL_PROCEDURE, Currency.CURRENT)
    return Statement(text, (Citation(1, passage, text, standing, QuoteCheck.EXACT),))


def test_two_documents_with_two_figures_for_the_same_thing_disagree() -> None:
    one, other = said(SOON, "a.pdf"), said(LATER, "b.pdf")
    assert [one, other] == disagreeing(Wanted.TIMESCALE, [one, other])


def test_a_figure_in_words_and_in_digits_is_the_same() -> None:
    assert [] == disagreeing(Wanted.TIMESCALE, [said(SOON, "a.pdf"), said(SOON.replace("four", "4"), "b.pdf")])


def test_one_document_does_not_disagree_with_itself() -> None:
    assert [] == disagreeing(Wanted.TIMESCALE, [said(SOON, "a.pdf"), said(LATER, "a.pdf")])


def test_different_figures_of_different_things_are_no_disagreement() -> None:
    review = "The strategy discussion is held within one working day, and the police take part in it."
    assert [] == disagreeing(Wanted.TIMESCALE, [said(SOON, "a.pdf"), said(review, "b.pdf")])


def test_figures_of_another_kind_than_asked_for_do_not_count() -> None:
    assert [] == disagreeing(Wanted.MONEY, [said(SOON, "a.pdf"), said(LATER, "b.pdf")])
    assert [] == disagreeing(Wanted.ANYTHING, [said(SOON, "a.pdf"), said(LATER, "b.pdf")])


def test_those_that_agree_with_neither_side_are_not_named() -> None:
    one, other = said(SOON, "a.pdf"), said(LATER, "b.pdf")
    third = said("The parents are told what happens next and why, within one day.", "c.pdf")
    assert [one, other] == disagreeing(Wanted.TIMESCALE, [one, third, other])
