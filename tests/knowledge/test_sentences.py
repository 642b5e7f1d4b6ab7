"""Where sentences begin and end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import is_item, sentence_spans, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("See Dr. Jones, e.g. at no. 5. Then go.", ["See Dr. Jones, e.g. at no. 5.", "Then go."]),
        ("It is 1.5 per cent. 2.1 The duty", ["It is 1.5 per cent.", "2.1 The duty"]),
        ("He said “stop.” Then left.", ["He said “stop.”", "Then left."]),
        ("is the lead. 31 It is not", ["is the lead. 31", "It is not"]),
        ("is the lead.31 It is not", ["is the lead.31", "It is not"]),
        ("A line\nand another. End", ["A line", "and another.", "End"]),
        ("1. Refer the child. Then ring.", ["1. Refer the child.", "Then ring."]),
        ("a. Refer the child.", ["a. Refer the child."]),
        ("the Act (s. 47). Then", ["the Act (s. 47).", "Then"]),
        ("it ended. then began", ["it ended. then began"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert expected == sentences(text)


@given(st.text("aB1. \n!?“”)", max_size=80))
def test_spans_are_in_order_and_leave_only_white_space_out(text: str) -> None:
    spans = sentence_spans(text)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert sorted(edges) == edges
    gaps = zip([0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)], strict=True)
    assert [] == [text[a:b] for a, b in gaps if text[a:b].strip()]


def test_a_line_of_a_million_words_is_read_in_seconds() -> None:
    started = time.monotonic()
    assert 100_000 == len(sentences("It is a line of words and numbers. " * 100_000))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("line", ["• one", "- one", "1. one", "12) one", "(a) one", "(iv) one", "▪ one", "* one"])
def test_marks_of_items(line: str) -> None:
    assert is_item(line)


@pytest.mark.parametrize("line", ["one", "-one", "2023. one", "a one", "", "I am", "1.5 one"])
def test_what_only_looks_like_an_item(line: str) -> None:
    assert not is_item(line)
