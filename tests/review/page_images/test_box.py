"""Characters' boxes to lines."""

import pytest

from review.page_images.box import Box, line_boxes


def characters(*places: tuple[float, float]) -> list[Box]:
    return [Box(left, top, left + 8, top + 20) for left, top in places]


def test_a_box_a_line_without_the_room_that_reaches_into_others() -> None:
    (first, second) = line_boxes(characters((100, 50), (108, 50), (120, 50), (10, 70), (18, 70)))
    assert (100, 128, 10, 26) == (first.left, first.right, second.left, second.right)
    assert 50 < first.top < first.bottom < 70 < second.top < second.bottom < 90


def test_a_raised_mark_stays_in_its_line() -> None:
    assert 1 == len(line_boxes([*characters((0, 50), (8, 50)), Box(16, 48, 20, 58), *characters((20, 50))]))


def test_cells_side_by_side_have_boxes_of_their_own() -> None:
    assert 2 == len(line_boxes(characters((0, 50), (8, 50), (200, 50), (208, 50))))


@pytest.mark.parametrize("step", [10, -10])
def test_text_written_sideways(step: int) -> None:
    down = [Box(50, 300 + step * n, 70, 308 + step * n) for n in range(6)]
    (line,) = line_boxes(down)
    assert (58, 50 < line.left, line.right < 70) == (round(line.height), True, True)


def test_lines_of_both_kinds_in_one_quote() -> None:
    across = characters(*((100 + 8 * n, 50) for n in range(6)))
    down = [Box(500, 300 + 8 * n, 520, 308 + 8 * n) for n in range(9)]
    assert [True, False] == [box.width > box.height for box in line_boxes([*across, *down])]


def test_text_that_runs_to_the_left() -> None:
    assert 1 == len(line_boxes(characters(*((100 - 8 * n, 50) for n in range(6)))))


def test_no_characters_no_lines() -> None:
    assert [] == line_boxes([])


def test_whole_pixels_within_the_image() -> None:
    assert Box(0, 2, 100, 51) == Box(-3.5, 2.9, 120, 50.1).rounded(100, 60)
