"""Lines joined to running text, words broken at their ends made whole."""

import pytest

from ingest.lines import Line, Vocabulary, joined


def lines(*texts: str, is_soft_broken: bool = False) -> list[Line]:
    return [Line(text, 0, 100, 700 - 14 * place, 11, is_soft_broken=is_soft_broken) for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("a duty of safeguard-", "ing children", "a duty of safeguarding children"),
        ("children who are looked-", "after and others", "children who are looked-after and others"),
        ("the decision-", "maker decides", "the decision-maker decides"),
        ("pre-", "and post-adoption", "pre- and post-adoption"),
        ("children aged 16-", "17 in care", "children aged 16-17 in care"),
        ("the Anti-", "Social Behaviour Act", "the Anti-Social Behaviour Act"),
        ("in care -", "and after", "in care - and after"),
        ("no break", "here", "no break here"),
    ],
)
def test_lines_join_as_they_are_read(first: str, second: str, whole: str) -> None:
    known = lines("Safeguarding guard looked after looked-after decision maker")
    assert whole == joined(lines(first, second), Vocabulary([known]))


def test_a_soft_hyphen_joins() -> None:
    assert "safeguarding" == joined(lines("safeguard", "ing", is_soft_broken=True), Vocabulary([]))


def test_an_unknown_word_is_joined_without_its_hyphen() -> None:
    assert "multidisciplinary" == joined(lines("multidisci-", "plinary"), Vocabulary([]))
