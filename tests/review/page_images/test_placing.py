"""Texts placed on pages that have their words in another order."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from review.page_images.letters import Letters
from review.page_images.placing import placed

WORDS = st.lists(st.sampled_from(["no", "yes", "the", "plan", "must", "review", "reviewed", "a", "24"]), max_size=30)


def words_at(text: str, page: str) -> list[str]:
    """What stands on the page at each word of the text; "-" for one that was not placed whole."""
    letters = Letters.of(page)
    at = iter(placed(Letters.of(text), letters))
    found = []
    for word in text.split():
        places = [next(at) for character in word if character.isalnum()]
        whole = [place for place in places if place is not None]
        found.append("".join(letters.text[place] for place in whole) if len(whole) == len(places) else "-")
    return found


def test_a_text_in_one_piece() -> None:
    page = Letters.of("Some words. The plan must be reviewed. More words.")
    assert list(range(9, 29)) == placed(Letters.of("The plan must be reviewed"), page)[:20]


def test_a_sentence_that_goes_on_after_a_figure() -> None:
    page = "The plan must be reviewed by the Figure 1: how plans are made officer within six months."
    text = "The plan must be reviewed by the officer within six months."
    assert [word.strip(".").lower() for word in text.split()] == words_at(text, page)


def test_lines_of_two_columns_that_the_page_has_side_by_side() -> None:
    page = "Each child has a Where a school is plan that is reviewed told of it the lead every six months acts at once"
    text = "Where a school is told of it the lead acts at once"
    at = placed(Letters.of(text), Letters.of(page))
    assert None not in at
    assert [] == [place for place, after in pairwise(at) if place and after and after < place]


def test_short_cells_are_those_of_their_row() -> None:
    page = "4. Court order No Yes 5. Care proceedings No Yes in progress 6. Order No Yes"
    letters = Letters.of(page)
    at = placed(Letters.of("5. | Care proceedings in progress | No | Yes"), letters)
    assert set(at) == set(range(letters.text.index("5care"), letters.text.index("6order")))


def test_a_short_word_far_from_the_rest_is_another() -> None:
    page = "The plan must be reviewed within six months. " + "Words about other things follow. " * 40 + "It is so."
    assert ["-"] == words_at("The plan must be reviewed so", page)[-1:]


def test_pieces_of_words_are_not_taken_for_words() -> None:
    page = "The lead notices it. The planner is there before the noon meeting of the whole school"
    assert "-" in words_at("The lead notices no plan", page)


def test_other_words_are_not_placed() -> None:
    page = Letters.of("A page about the weather, which is fine in most places at this time of the year.")
    at = placed(Letters.of("Information must be shared securely"), page)
    assert len([place for place in at if place is not None]) < 0.3 * len(at)


def test_nothing_is_placed_on_an_empty_page() -> None:
    assert [None] * 4 == placed(Letters.of("Plan"), Letters.of(""))
    assert [] == placed(Letters.of("•"), Letters.of("Plan"))


@given(WORDS, WORDS)
def test_every_placed_letter_is_the_same_and_taken_once(text: list[str], page: list[str]) -> None:
    wanted, letters = Letters.of(" ".join(text)), Letters.of(" ".join(page))
    at = placed(wanted, letters)
    pairs = [(place, letter) for place, letter in zip(at, wanted.text, strict=True) if place is not None]
    assert all(letters.text[place] == letter for place, letter in pairs)
    assert len(pairs) == len({place for place, _ in pairs})
