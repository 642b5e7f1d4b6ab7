"""Where a quote is marked in its passage."""

import pytest

from knowledge.highlight import split_at_quote


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("See them within 24 hours.", "within 24 hours", ("See them ", "within 24 hours", ".")),
        ("whole", "whole", ("", "whole", "")),
        ("See them\nwithin  24 hours.", "them within 24", ("See ", "them\nwithin  24", " hours.")),
        ("the ‘same’ day – or", "the 'same' day - or", ("", "the ‘same’ day – or", "")),
        ("a, b  c, d", "b c", ("a, ", "b  c", ", d")),
        ("ring\n• the police\n• health", "the police health", ("ring\n• ", "the police\n• health", "")),
        ("in 16 weeks or 6 weeks", "6 weeks", ("in 16 weeks or ", "6 weeks", "")),
        ("the day; the  day", "the day", ("", "the day", "; the  day")),
    ],
)
def test_marks_the_quote_as_it_stands(text: str, quote: str, expected: tuple[str, str, str]) -> None:
    assert expected == split_at_quote(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [("16 weeks", "6 weeks"), ("The same day", "the next day"), ("text", ""), ("", "quote"), ("text", " \n")],
)
def test_marks_nothing_where_the_quote_is_absent(text: str, quote: str) -> None:
    assert split_at_quote(text, quote) is None


def test_the_three_parts_rejoin_to_the_passage() -> None:
    text = "  One\ttwo — three ‘four’\u00a0five.  "
    parts = split_at_quote(text, "two - three 'four'")
    assert parts is not None
    assert text == "".join(parts)
