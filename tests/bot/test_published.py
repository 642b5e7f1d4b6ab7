"""A name counts as published where it stands in the documents as a person's, and never while they cannot be read."""

from collections.abc import Callable

import pytest

from bot.published import published_in
from knowledge.editions import Edition
from knowledge.errors import IndexUnavailableError

REVIEW = """# Learning from Ted

The health visitor saw that Ted's weight fell. When Chris Ellwood, who chairs the partnership, read it, he agreed.
Will you mark the form? The April figures rose in the Rose ward. See Sarah's law and Martha's Rule.
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ted", True),
        ("ted", True),
        ("Chris Ellwood", True),
        ("chris ellwood", True),
        ("Chris", False),  # an office-holder's given name is not a pseudonym
        ("Ellwood", False),
        ("Ted Ellwood", False),
        ("Jayden", False),
        ("Mark", False),
        ("April", False),
        ("Rose", False),
        ("Sarah", False),
        ("Martha", False),
    ],
)
def test_a_name_is_looked_up_as_it_stands(edition_with: Callable[..., Edition], name: str, expected: bool) -> None:
    edition = edition_with({"review.md": REVIEW})
    assert expected == published_in(lambda: edition)(name)


def test_nothing_counts_as_published_while_the_index_is_down() -> None:
    def broken() -> Edition:
        raise IndexUnavailableError("Nothing has been ingested yet.")

    assert not published_in(broken)("Ted")


def test_no_edition_is_opened_before_a_name_is_asked_for() -> None:
    opened: list[int] = []

    def opening() -> Edition:
        opened.append(1)
        raise IndexUnavailableError("Nothing has been ingested yet.")

    published_in(opening)
    assert [] == opened
