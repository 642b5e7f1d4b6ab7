"""No quote is shown that does not stand in its passage."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.drafting import Draft, DraftQuote
from bot.verifying import verified
from knowledge.domain import Currency, Passage, QuoteCheck, Statement
from knowledge.editions import Edition

TODAY = date(2026, 11, 20)
RULE = "A bruise on a baby must be referred within 24 hours.\n\nThe front door decides what is done."


def passage_of(edition: Edition, path: str) -> Passage:
    found = edition.passages.at(path, 0)
    assert found
    return found


def statements(edition: Edition, *drafts: Sequence[str]) -> tuple[Statement, ...]:
    passage = passage_of(edition, "rule.md")
    return verified(
        [Draft(text, tuple(DraftQuote(passage, quote) for quote in quotes)) for text, *quotes in drafts],
        edition,
        TODAY,
    )


def test_one_bad_quote_drops_its_statement_and_no_other(edition_with: Callable[..., Edition]) -> None:
    found = statements(
        edition_with({"rule.md": RULE}),
        ("A bruise must be referred.", "must be referred", "must be ignored"),
        ("The front door decides.", "The front door decides"),
    )
    assert ["The front door decides."] == [statement.text for statement in found]
    assert [1] == [citation.marker for citation in found[0].citations]


def test_markers_count_from_1_and_the_same_quote_keeps_its_own(edition_with: Callable[..., Edition]) -> None:
    first, second = "must be referred", "The front door decides"
    found = statements(edition_with({"rule.md": RULE}), (first, first), (second, second, first), (first, first))
    assert [[1], [2, 1], [1]] == [[citation.marker for citation in each.citations] for each in found]


def test_each_quote_says_how_it_was_found(edition_with: Callable[..., Edition]) -> None:
    found = statements(
        edition_with({"rule.md": RULE}),
        ("within 24 hours", "within 24 hours"),
        ("must be referred", "must  be\nreferred"),
    )
    assert [QuoteCheck.EXACT, QuoteCheck.NORMALISED] == [each.citations[0].check for each in found]


def test_half_a_number_another_case_or_nothing_is_no_quote(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with({"rule.md": RULE})
    assert () == statements(edition, ("A.", "within 2"), ("B.", "MUST be referred"), ("C.", ""), ("D.", " "), ("E.",))


def test_a_rule_past_its_review_date_is_marked_in_its_standing(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with({"rule.md": RULE}, '[[document]]\npath = "rule.md"\nreview_by = 2026-11-19\n')
    found = statements(edition, ("It is referred.", "must be referred"))
    assert "It is referred." == found[0].text
    assert Currency.PAST_REVIEW == found[0].citations[0].standing.currency
