"""Numbers and addresses of documents never reach an answer."""

import pytest

from bot.contact_details import contact_details, without_contact_details
from bot.drafting import Draft, DraftQuote
from builders.answers import sample_passage

LEFT_OUT = "[left out]"


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in contact_details(text)]


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("Ring 01632 960101.", ["01632 960101"]),
        ("Ring (01632) 960 101 or 01632-960-102", ["(01632) 960 101", "01632-960-102"]),
        ("Text 07700 900123, or +44 7700 900 123", ["07700 900123", "+44 7700 900 123"]),
        ("From abroad +44 (0)1632 960101", ["+44 (0)1632 960101"]),
        ("dotted 01632.960.101 too", ["01632.960.101"]),
        ("the helpline on 0800 0960 101 is free", ["0800 0960 101"]),
        ("Write to front.door@example.org.", ["front.door@example.org"]),
        ("Come to 12 Acacia Avenue, Anytown, ZZ99 3VZ", ["12 Acacia Avenue, Anytown, ZZ99 3VZ"]),
        ("Post it to Freepost, ZZ99 3VZ", ["ZZ99 3VZ"]),
    ],
)
def test_contact_details_are_found(text: str, details: list[str]) -> None:
    assert details == found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dial 999 in an emergency, or 101.",
        "In 2022/23 there were 16 referrals, 0.5% more than in 2021.",
        "£1,234,567,890 was spent; 0.1234567890 is a share",
        "paragraphs 102 to 110, section 47, regulation 12(3)",
        "Version 01 of 04 2024",
        "Keep records for 75 years from 30 December 2005.",
        "sections 23B(3) and 23CA(3), SI 2010/2571",
    ],
)
def test_other_figures_stay(text: str) -> None:
    assert [] == found(text)


def test_a_draft_quotes_what_stands_around_a_number() -> None:
    text = "Tell the front door at once on 01632 960101, and write within one working day."
    passage = sample_passage(text)
    draft = without_contact_details(Draft(text, (DraftQuote(passage, text),)), LEFT_OUT)
    assert f"Tell the front door at once on {LEFT_OUT}, and write within one working day." == draft.text
    assert ["Tell the front door at once on", ", and write within one working day."] == [
        quote.quote for quote in draft.quotes
    ]


def test_a_draft_that_is_nothing_but_an_address_is_left_without_quotes() -> None:
    text = "E-mail: front.door@example.org"
    draft = without_contact_details(Draft(text, (DraftQuote(sample_passage(text), text),)), LEFT_OUT)
    assert () == draft.quotes


def test_a_number_in_the_text_alone_is_left_out_too() -> None:
    quote = DraftQuote(sample_passage("Ring the front door."), "Ring the front door.")
    assert f"Ring {LEFT_OUT}." == without_contact_details(Draft("Ring 01632 960101.", (quote,)), LEFT_OUT).text


def test_a_draft_without_details_stays_as_it_is() -> None:
    draft = Draft("Ring 999.", (DraftQuote(sample_passage("Ring 999."), "Ring 999."),))
    assert draft is without_contact_details(draft, LEFT_OUT)


def test_a_long_text_is_looked_through_at_once() -> None:
    assert [] == found("0 1 (2) 3. " * 2_000 + "12 Acacia Avenue " * 2_000)
