"""Pieces of lines put together to the boxes that they stand in, as on a flowchart."""

from collections.abc import Sequence

from ingest.lines import Line

_LEADING = 1.9


def by_box(pieces: Sequence[Line]) -> list[Line]:
    """The pieces box by box: boxes from the top down, those side by side from the left."""
    boxes: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda line: -line.baseline):
        below = [box for box in boxes if _continues(box[-1], piece)]
        if below:
            max(below, key=lambda box: _shared(box[-1], piece)).append(piece)
        else:
            boxes.append([piece])
    return [piece for box in _from_the_top(boxes) for piece in box]


def _continues(above: Line, piece: Line) -> bool:
    """Whether a piece stands right below another, in a box with it."""
    gap = above.baseline - piece.baseline
    narrower = min(above.right - above.left, piece.right - piece.left)
    return 0.5 * piece.height < gap < _LEADING * piece.height and _shared(above, piece) > 0.5 * narrower


def _shared(one: Line, other: Line) -> float:
    return min(one.right, other.right) - max(one.left, other.left)


def _from_the_top(boxes: Sequence[list[Line]]) -> list[list[Line]]:
    """Boxes in rows: one that begins above the middle of the first of a row is beside it."""
    rows: list[list[list[Line]]] = []
    for box in sorted(boxes, key=lambda box: -box[0].baseline):
        if rows and box[0].baseline > (rows[-1][0][0].baseline + rows[-1][0][-1].baseline) / 2 - box[0].height:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [box for row in rows for box in sorted(row, key=lambda box: box[0].left)]
