"""Small numbers are kept out of tables, and nothing lets them be worked out."""

from hypothesis import given
from hypothesis import strategies as st

from review.audit.suppression import LEAST, suppressed


def test_large_counts_are_shown_and_small_ones_go_together() -> None:
    shown = suppressed({"a": 9, "b": 4, "c": 3, "d": 5})
    assert ({"a": 9, "d": 5}, 7) == (shown.counts, shown.rest)


def test_one_small_count_takes_the_smallest_large_one_with_it() -> None:
    """Otherwise the total would tell it."""
    shown = suppressed({"a": 9, "b": 4, "d": 5})
    assert ({"a": 9}, 9) == (shown.counts, shown.rest)


def test_counts_of_one_size_go_together_so_that_their_order_tells_nothing() -> None:
    shown = suppressed({"a": 6, "b": 6, "c": 1, "d": 8})
    assert ({"d": 8}, 13) == (shown.counts, shown.rest)


def test_a_table_of_small_counts_alone_shows_no_number() -> None:
    shown = suppressed({"a": 2, "b": 1})
    assert ({}, None) == (shown.counts, shown.rest)


def test_where_nothing_is_small_nothing_is_held_back() -> None:
    assert suppressed({"a": 5, "b": 6}).rest == 0
    assert suppressed({}).rest == 0


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 30), max_size=12))
def test_no_small_count_can_be_told_from_what_is_shown_and_the_total(counts: dict[str, int]) -> None:
    shown = suppressed(counts)
    assert all(count >= LEAST and counts[group] == count for group, count in shown.counts.items())
    held_back = sum(counts.values()) - sum(shown.counts.values())
    assert (shown.rest or held_back) == held_back
    # What the total gives away is nothing, or large, or all there is.
    assert held_back == 0 or held_back >= LEAST or not shown.counts


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 12), max_size=8))
def test_which_groups_are_small_and_which_are_empty_looks_the_same(counts: dict[str, int]) -> None:
    """Another split of what is held back over any groups not shown gives the same table."""
    shown = suppressed(counts)
    hidden = {group: count for group, count in counts.items() if group not in shown.counts}
    if hidden and all(count < LEAST for count in hidden.values()) and shown.counts:
        moved = {f"{group}'": count for group, count in hidden.items()}
        assert suppressed({**shown.counts, **moved}) == shown
