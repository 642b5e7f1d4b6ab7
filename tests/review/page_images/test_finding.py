"""Quotes found among the characters of a page."""

from review.page_images.finding import quoted_characters
from review.page_images.letters import Letters

PAGE = (
    "1. Safeguard-\r\ning leads must tell the board.\r\nSee page 4.\r\n2. Governors must tell the board.\r\n"
    "3. The oﬃcer pays £5.00.\r\n"
)


def found(quote: str, *passages: str, page: str = PAGE) -> str:
    return "".join(page[place] for place in quoted_characters(quote, passages, page, Letters.of(page)))


def test_hyphens_ligatures_and_spaces_may_differ() -> None:
    assert "Safeguardingleadsmusttelltheboard." == found("Safeguarding leads must tell the board.")
    assert "Theoﬃcerpays500" == found("The officer pays £5.00")


def test_the_marks_at_its_ends_belong_to_it() -> None:
    assert "£500." == found("£5.00.")
    assert "500" == found("5.00")
    assert "seepage4" == found("see page 4").lower()


def test_of_the_same_words_twice_the_passage_tells_which() -> None:
    places = [
        quoted_characters("must tell the board", [passage], PAGE, Letters.of(PAGE))[0]
        for passage in ("1. Safeguarding leads must tell the board.", "2. Governors must tell the board.")
    ]
    assert [PAGE.index("must"), PAGE.rindex("must")] == places


def test_the_passage_tells_even_where_the_page_has_it_in_pieces() -> None:
    page = "Head must tell the board. Governors of a Figure 2: boards school must tell the board. Others"
    passage = "Governors of a school must tell the board."
    places = quoted_characters("must tell the board", [passage], page, Letters.of(page))
    assert page.rindex("must") == places[0]


def test_a_passage_that_does_not_hold_the_quote_tells_nothing() -> None:
    assert "Governors" == found("Governors", "Another text.")


def test_what_is_not_there_is_not_found() -> None:
    assert "" == found("Parents must be told of everything that the school does")
    assert "" == found("…")
    assert "" == found("Governors", page="")


def test_most_of_a_quote_is_not_enough() -> None:
    assert "" == found("Governors must tell the board within two weeks of it")
