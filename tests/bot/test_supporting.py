"""What a statement says stands in its quotes, or it has a gap."""

import pytest

from bot.supporting import GapKind, unsupported
from builders.corrupting import Good, good
from measure_support import measured

# What was measured when the check was made, less one in a hundred. The goals (99% of quotes and figures, 90% of the
# rest, 98% kept) are not all met: the README of tests/data/support says which and why.
FLOORS = {"altered quote": 1.0, "altered figure": 0.99, "altered date": 0.99, "neighbour's figure": 0.97}
RULE = "Staff must not share the record with parents unless the DSL agrees, within 24 hours."


def kinds(text: str, *quotes: str, known: str = "") -> list[GapKind]:
    return [gap.kind for gap in unsupported(text, quotes, known)]


def test_the_words_of_the_quotes_have_no_gap() -> None:
    assert [] == kinds(RULE, RULE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Staff must not share the record with parents unless the DSL agrees, within 48 hours.", GapKind.NUMBER),
        ("Staff must not share the record with parents unless the DSL agrees, within 24 days.", GapKind.NUMBER),
        ("From May 2024 staff must not share the record with parents unless the DSL agrees.", GapKind.DATE),
        ("Staff must not share the record with parents unless the LADO agrees.", GapKind.NAME),
        ("Staff must share the record with parents unless the DSL agrees.", GapKind.NEGATION),
        ("Staff must not share the record with parents.", GapKind.NEGATION),
        ("Staff should not share the record with parents unless the DSL agrees.", GapKind.MODAL),
        ("Foster carers get a weekly allowance for clothes.", GapKind.WORDING),
    ],
)
def test_what_is_not_in_the_quote_is_a_gap(text: str, kind: GapKind) -> None:
    assert kind in kinds(text, RULE)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Tell the council within 14 days.", "The council must be told within a fortnight.".replace("must be", "is")),
        ("The plan is reviewed every year.", "The plan is reviewed annually."),
        ("17 young people took part.", "Seventeen young people took part."),
        ("You may not share it.", "You must not share it."),
        ("Only the head may search.", "Only the headteacher may search."),
    ],
)
def test_the_same_in_other_words_has_no_gap(text: str, quote: str) -> None:
    assert [] == kinds(text, quote)


def test_a_name_and_a_year_may_come_from_the_title() -> None:
    quote = "The board met five times."
    text = "In 2018-19 the Hartsea board met 5 times."
    assert [] == kinds(text, quote, known="Hartsea Safeguarding Children Board: Annual Report 2018-19")
    assert [GapKind.DATE, GapKind.NAME] == kinds(text, quote)


@pytest.mark.slow
@pytest.mark.parametrize("is_held_out", [False, True])
def test_corrupted_statements_are_caught_and_good_ones_kept(is_held_out: bool) -> None:
    kept, table = measured([each for each in good() if each.held_out == is_held_out])
    assert kept >= KEPT
    assert {} == {kind: found for kind, found in table.items() if found[0] / found[1] < FLOORS.get(kind, 0.8)}
