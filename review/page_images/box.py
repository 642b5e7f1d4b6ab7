"""Boxes on the image of a page, and characters' boxes put together to those of lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# A gap of so many heights is none between words: the eye would take what stands in it for marked.
_WIDEST_GAP = 1.6
_LEAST_SHARED_HEIGHT = 0.5
_ROOM = 0.08


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels from the upper left of the image."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In pixels."""
        return self.bottom - self.top

    def joined(self, other: "Box") -> "Box":
        """The least box that holds both."""
        return Box(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )  # fmt: skip

    def turned(self) -> "Box":
        """The box with across and down exchanged."""
        return Box(self.top, self.left, self.bottom, self.right)

    def rounded(self, width: int, height: int) -> "Box":
        """In whole pixels, within an image of this size."""
        return Box(
            max(0, int(self.left)), max(0, int(self.top)),
            min(width, -int(-self.right // 1)), min(height, -int(-self.bottom // 1)),
        )  # fmt: skip


def line_boxes(characters: Sequence[Box]) -> list[Box]:
    """The boxes of characters, in the order of their reading, as one box for each line that they stand on."""
    lines: list[Box] = []
    for run in _runs(characters):
        if _runs_down(run):
            lines += [_trimmed(box).turned() for box in _merged(box.turned() for box in run)]
        else:
            lines += map(_trimmed, _merged(run))
    return lines


def _runs(characters: Sequence[Box]) -> Iterator[list[Box]]:
    """The characters cut where the next stands beside the one before neither across nor down: each is of one kind."""
    run: list[Box] = []
    for box in characters:
        if run and not (_is_beside(run[-1], box) or _is_beside(run[-1].turned(), box.turned())):
            yield run
            run = []
        run.append(box)
    if run:
        yield run


def _trimmed(line: Box) -> Box:
    """Without the room that fonts ask for above and below, which reaches into the lines beside."""
    room = _ROOM * line.height
    return Box(line.left, line.top + room, line.right, line.bottom - room)


def _runs_down(characters: Sequence[Box]) -> bool:
    """Whether the text is written sideways: each character mostly below or above the one before."""
    steps = [(abs(a.left - b.left), abs(a.top - b.top)) for a, b in pairwise(characters)]
    return sum(down > across for across, down in steps) > len(steps) / 2


def _merged(characters: Iterable[Box]) -> list[Box]:
    lines: list[Box] = []
    for box in characters:
        if lines and _is_beside(lines[-1], box):
            lines[-1] = lines[-1].joined(box)
        else:
            lines.append(box)
    return lines


def _is_beside(line: Box, box: Box) -> bool:
    """Whether a character goes on with a line, on either side: text may run to the left."""
    shared = min(line.bottom, box.bottom) - max(line.top, box.top)
    lower = min(line.height, box.height)
    gap = max(box.left - line.right, line.left - box.right)
    return shared >= _LEAST_SHARED_HEIGHT * lower and gap <= _WIDEST_GAP * max(line.height, box.height)
