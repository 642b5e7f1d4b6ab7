"""The straight lines drawn on a PDF page: what tables are ruled with."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.grid import Rule

_THICKEST = 2.0
_SHORTEST = 2.0
_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 200


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page shows beside text: the rules on it, its pictures, how many drawn shapes, and its own area."""

    rules: tuple[Rule, ...]
    pictures: tuple[Rule, ...]
    shapes: int
    area: float

    @property
    def pictured(self) -> float:
        """The share of the page that pictures cover."""
        return min(1.0, sum(map(_area, self.pictures)) / max(1.0, self.area))


def drawing_of(page: pypdfium2.PdfPage) -> Drawing:
    """Rules in points from the lower left. A page with more objects than a person could draw is not looked through."""
    rules: list[Rule] = []
    pictures: list[Rule] = []
    shapes = 0
    for place in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, place)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            found = list(_rules(item))
            rules += found
            shapes += not found
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE or (kind == pdfium.FPDF_PAGEOBJ_FORM and _holds_a_picture(item)):
            pictures.append(_bounds(item))
    return Drawing(tuple(rules), tuple(pictures), shapes, page.get_width() * page.get_height())


def _holds_a_picture(form: "pdfium.FPDF_PAGEOBJECT") -> bool:
    """Whether a group of objects has an image in it, or lines enough to be a drawing."""
    kinds = [
        pdfium.FPDFPageObj_GetType(pdfium.FPDFFormObj_GetObject(form, place))
        for place in range(min(pdfium.FPDFFormObj_CountObjects(form), 1_000))
    ]
    return pdfium.FPDF_PAGEOBJ_IMAGE in kinds or kinds.count(pdfium.FPDF_PAGEOBJ_PATH) > 10


def _bounds(item: "pdfium.FPDF_PAGEOBJECT") -> Rule:
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, low, right, high)
    return Rule(left.value, low.value, right.value, high.value)


def _area(box: Rule) -> float:
    return max(0.0, box.right - box.left) * max(0.0, box.high - box.low)


def _rules(path: "pdfium.FPDF_PAGEOBJECT") -> Iterator[Rule]:
    box = _bounds(path)
    width, height = box.right - box.left, box.high - box.low
    if min(width, height) <= _THICKEST:
        if max(width, height) > _SHORTEST:
            yield box
    elif _is_stroked(path):
        yield from _straight_segments(path)


def _is_stroked(path: "pdfium.FPDF_PAGEOBJECT") -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(stroke.value)


def _straight_segments(path: "pdfium.FPDF_PAGEOBJECT") -> Iterator[Rule]:
    """The level and upright segments of a stroked outline, such as a frame or a grid drawn in one go."""
    for (x, y, _), (to_x, to_y, is_line) in pairwise(_points(path)):
        if is_line and (abs(x - to_x) < 0.5) != (abs(y - to_y) < 0.5):
            yield Rule(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))


def _points(path: "pdfium.FPDF_PAGEOBJECT") -> Iterator[tuple[float, float, bool]]:
    """The outline's corners in page coordinates, and whether a straight line leads to each."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    start = None
    for place in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, place)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        yield (*point, kind == pdfium.FPDF_SEGMENT_LINETO)
        if start is not None and pdfium.FPDFPathSegment_GetClose(segment):
            yield (*start, True)
