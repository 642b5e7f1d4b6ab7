"""A hit with its neighbours: of the same place, in order, never too long."""

from collections.abc import Callable

import pytest

from bot.sections import section_around
from knowledge.domain import Passage
from knowledge.editions import Edition

LONG = "word " * 100


@pytest.fixture
def edition(edition_with: Callable[..., Edition]) -> Edition:
    paragraphs = "\n\n".join(f"Rule {number} stands. {LONG}" for number in range(5))
    return edition_with({"a.md": f"# First\n\n{paragraphs}\n\n# Second\n\nAnother.", "b.md": "Alone."})


def ordinals(section: tuple[Passage, ...]) -> list[int]:
    return [passage.ordinal for passage in section]


def test_neighbours_stand_in_order_up_to_so_many_words(edition: Edition) -> None:
    hit = edition.passages.of("a.md")[2]
    assert [1, 2, 3] == ordinals(section_around(hit, edition.passages, most_words=330))
    assert [2] == ordinals(section_around(hit, edition.passages, most_words=1))


def test_a_section_ends_where_the_headings_change(edition: Edition) -> None:
    *_, last, other = edition.passages.of("a.md")
    assert other.ordinal not in ordinals(section_around(last, edition.passages, most_words=10_000))
    assert [other.ordinal] == ordinals(section_around(other, edition.passages, most_words=10_000))


def test_a_passage_alone_is_its_section(edition: Edition) -> None:
    (alone,) = edition.passages.of("b.md")
    assert (alone,) == section_around(alone, edition.passages)
