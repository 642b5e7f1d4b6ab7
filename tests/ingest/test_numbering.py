"""The numbers that word processors count."""

import pytest

from ingest.numbering import ListCounter, ListLevel, numeral

LEVELS = {1: ListLevel("%1.", "1"), 2: ListLevel("%1.%2", "1"), 3: ListLevel("(%3)", "a"), 4: ListLevel("•", "")}


@pytest.mark.parametrize(
    ("number", "kind", "shown"),
    [(4, "1", "4"), (4, "01", "04"), (2, "a", "b"), (28, "A", "BB"), (1994, "i", "mcmxciv"), (3, "I", "III")],
)
def test_numerals(number: int, kind: str, shown: str) -> None:
    assert shown == numeral(number, kind)


@pytest.mark.parametrize(("number", "kind"), [(1, ""), (1, "first"), (0, "a"), (10**9, "i")])
def test_what_has_no_numeral_shows_none(number: int, kind: str) -> None:
    assert "" == numeral(number, kind)


def test_levels_count_below_those_above_them() -> None:
    counter = ListCounter(LEVELS)
    assert ["1.", "1.1", "(a)", "(b)", "1.2", "(a)", "2.", "2.1", "", ""] == [
        counter.mark(level) for level in (1, 2, 3, 3, 2, 3, 1, 2, 4, 9)
    ]


def test_a_list_may_begin_again_and_elsewhere() -> None:
    counter = ListCounter({1: ListLevel("%1)", "1", start=5)})
    first = [counter.mark(1), counter.mark(1)]
    counter.restart(1)
    again = counter.mark(1)
    counter.restart(1, 30)
    assert (["5)", "6)"], "5)", "30)") == (first, again, counter.mark(1))
