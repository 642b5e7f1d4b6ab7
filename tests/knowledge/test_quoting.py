"""A quote stands in its passage or it does not: typography may differ, words and digits may not."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.domain import QuoteCheck
from knowledge.quoting import check_quote, normalised

TEXT = "A referral’s outcome — “strategy discussion” – is due in 16 weeks, at £1,000 or 1.5% of 2022/23 cost."
WORDS = st.lists(st.text("abcdefgh0123456789", min_size=1, max_size=6), min_size=1, max_size=25)
SPACES = st.sampled_from([" ", "\n", "  ", "\t", "\u00a0", "\n• ", " ▪ ", "\u2009"])


@st.composite
def text_and_span(draw: st.DrawFn) -> tuple[list[str], int, int]:
    words = draw(WORDS)
    start = draw(st.integers(0, len(words) - 1))
    return words, start, draw(st.integers(start + 1, len(words)))


@given(text_and_span())
def test_a_quote_cut_at_word_bounds_is_exact(cut: tuple[list[str], int, int]) -> None:
    words, start, end = cut
    assert QuoteCheck.EXACT == check_quote(" ".join(words[start:end]), " ".join(words))


@given(text_and_span(), st.data())
def test_other_white_space_and_bullets_are_normalised(cut: tuple[list[str], int, int], data: st.DataObject) -> None:
    words, start, end = cut
    text = words[0] + "".join(data.draw(SPACES) + word for word in words[1:])
    assert check_quote(" ".join(words[start:end]), text) in (QuoteCheck.EXACT, QuoteCheck.NORMALISED)


@given(text_and_span(), st.data())
def test_one_changed_word_is_missing(cut: tuple[list[str], int, int], data: st.DataObject) -> None:
    words, start, end = cut
    place = data.draw(st.integers(start, end - 1))
    changed = [*words[start:place], "zz", *words[place + 1 : end]]
    assert QuoteCheck.MISSING == check_quote(" ".join(changed), " ".join(words))


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_one_changed_number_is_missing(number: int, other: int) -> None:
    assume(number != other)
    text = f"It must be done within {number} working days of the referral."
    assert QuoteCheck.MISSING == check_quote(text.replace(str(number), str(other), 1), text)


@given(st.text(max_size=60))
def test_any_text_without_a_letter_in_common_is_missing(quote: str) -> None:
    assume(not re.search(r"[\sa-z.]", normalised(quote)))
    assert QuoteCheck.MISSING == check_quote(quote, "all of it in small letters.")


@pytest.mark.parametrize(
    "quote",
    [
        "A referral's outcome",
        'outcome - "strategy discussion" - is due',
        "due\n in  16   weeks",
        "due in\u00a016 weeks",
        "stra\u00adtegy discussion",
        "• A referral’s outcome",
        "A referral’s outcome — ▪ “strategy discussion”",
    ],
)
def test_typography_alone_is_normalised(quote: str) -> None:
    assert QuoteCheck.NORMALISED == check_quote(quote, TEXT)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("6 weeks", "16 weeks"),
        ("16 week", "16 weeks"),
        ("5% of", "1.5% of the cost"),
        ("£1", "£1,000 a year"),
        ("It costs £1", "It costs £1.50 a day"),
        ("000 children", "1,000 children"),
        (".5% of", "1.5% of the cost"),
        ("costs 1.", "costs 1.5 a day"),
        ("within 242 hours", "within 24² hours"),
        ("Child", "child"),
        ("", "anything"),
        ("  \n", "anything"),
        ("•", "• anything"),
        ("must refer", "must not refer"),
        ("refer. Must", "refer Must"),
    ],
)
def test_a_cut_or_changed_one_is_missing(quote: str, text: str) -> None:
    assert QuoteCheck.MISSING == check_quote(quote, text)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("in 2022", "in 2022. Then"),
        ("16 weeks", "It takes 16 weeks."),
        ("by 5", "by 5, or later"),
        ("(a) refer", "either (a) refer"),
        ("1.5%", "about 1.5% of"),
        ("6 weeks", "16 weeks, or 6 weeks"),
        ("[1] (a+b)* \\d", "see [1] (a+b)* \\d here"),
    ],
)
def test_a_whole_one_is_exact(quote: str, text: str) -> None:
    assert QuoteCheck.EXACT == check_quote(quote, text)


def test_a_raised_footnote_mark_may_be_left_out() -> None:
    assert QuoteCheck.NORMALISED == check_quote("within 24 hours", "within 24\u00a0hours²")


def test_ligatures_are_their_letters() -> None:
    assert QuoteCheck.NORMALISED == check_quote("the first office", "the ﬁrst oﬃce")
