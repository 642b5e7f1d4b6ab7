"""What a passage says of the place where it stands."""

from dataclasses import replace

import pytest

from builders.answers import sample_passage
from knowledge.domain import PageReference


@pytest.mark.parametrize(
    ("page", "place", "headings", "locator"),
    [
        (PageReference(26, "24"), "", ("Learning", "Key points"), "p. 26 (printed 24), Key points"),
        (PageReference(26), "", (), "p. 26"),
        (PageReference(3), "slide 3", ("Referrals",), "slide 3, Referrals"),
        (None, "paragraph 12", ("Stages",), "paragraph 12, Stages"),
        (None, "sheet Levels, row 4", ("Levels", "Level | Signs"), "sheet Levels, row 4"),
        (None, "sheet Levels, row 4", ("Levels", "Level 3", "Need | Signs"), "sheet Levels, row 4, Level 3"),
        (None, "", ("Stages",), "Stages"),
        (None, "", ("Bruising protocol",), "at the beginning"),
    ],
)
def test_a_locator_is_what_a_person_looks_for(
    page: PageReference | None, place: str, headings: tuple[str, ...], locator: str
) -> None:
    assert locator == replace(sample_passage(), page=page, place=place, headings=headings).locator
