"""Letters and digits in one form, and where words begin."""

import pytest

from review.page_images.letters import Letters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﬁnd the oﬀer", "find the offer"),
        ("safe-\r\nguarding", "safeguarding"),
        ("• An item", "An  item"),
        ("“It’s” – so", '"It\'s" - so'),
        ("within 24² hours", "within 242 hours"),
        ("Café", "Cafe\u0301"),
        ("SOFT\u00adHYPHEN", "softhyphen"),
    ],
)
def test_what_extractors_write_differently_is_one(one: str, other: str) -> None:
    assert Letters.of(one).text == Letters.of(other).text


def test_each_letter_knows_its_character() -> None:
    letters = Letters.of("a ﬁ-b")
    assert ("afib", (0, 2, 2, 4)) == (letters.text, letters.characters)


def test_words_begin_at_spaces_marks_figures_and_capitals() -> None:
    assert frozenset({0, 4, 6, 7, 11, 14, 16}) == Letters.of("lead31 I-then sayNo").breaks
    assert frozenset({0, 3}) == Letters.of("one").breaks


def test_whole_words_go_before_pieces_of_words() -> None:
    page = Letters.of("Within 16 weeks, or 6 weeks")
    assert [page.text.rindex("6weeks")] == page.occurrences(Letters.of("6 weeks"))
    assert [6] == Letters.of("Within weeks").occurrences(Letters.of("week"))
    assert [] == page.occurrences(Letters.of("…"))
