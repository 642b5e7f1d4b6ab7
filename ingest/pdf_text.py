"""The text of a PDF page, read with pdfium: its lines and where they stand."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import pi

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.columns import has_columns_side_by_side
from ingest.grid import Cell, Rule, cells_of
from ingest.lines import HYPHEN_AT_LINE_END, Line
from ingest.reading import one_line

_BOLD = 600
_FEW_RULES = 4
_CHARACTERS_ASKED = 15
# Wider a character, in heights of type, than prose is set: there is a gap somewhere.
_WIDE = 0.42
# A gap of so many heights parts columns.
_GAP = 0.8
_FEWEST_WIDE_LINES = 4


@dataclass(frozen=True, slots=True)
class _Place:
    left: float
    right: float
    baseline: float
    height: float


class PageText:
    """A page's text, with the cells of its tables; a page written sideways is turned upright."""

    def __init__(self, page: pypdfium2.PdfTextPage, rules: Sequence[Rule]) -> None:
        self._page = page
        self.text: str = page.get_text_range()
        self._turns = self._quarter_turns()
        upright = [_turned(rule, self._turns) for rule in rules] if self._turns else rules
        self._cells = cells_of(upright) if len(rules) >= _FEW_RULES else []

    def lines(self) -> list[Line]:
        """The page's lines; where pdfium took lines of neighbouring columns for one, the columns' lines."""
        lines = list(self._lines())
        if sum(line.right - line.left > _WIDE * line.height * len(line.text) for line in lines) < _FEWEST_WIDE_LINES:
            return lines
        pieces = list(self._lines(gap=_GAP))
        return pieces if has_columns_side_by_side(pieces) else lines

    def _quarter_turns(self) -> int:
        """How many quarter turns to the left most of the text is written at; pdfium counts to the right."""
        count = pdfium.FPDFText_CountChars(self._page)
        asked = range(0, count, max(1, count // _CHARACTERS_ASKED))
        turns = [round(-pdfium.FPDFText_GetCharAngle(self._page, index) / (pi / 2)) % 4 for index in asked]
        return max(range(4), key=turns.count) if turns else 0

    def _lines(self, gap: float | None = None) -> Iterator[Line]:
        """The lines as the file orders them, cut at the borders of cells, and at gaps of so many heights."""
        position = 0
        for line in self.text.split("\r\n"):
            start = position
            # pdfium writes two lines as one where a hyphen ends the first.
            for part in re.split(f"(?<={HYPHEN_AT_LINE_END})", line):
                for begin, end in self._cut(part, start, gap):
                    yield from self._line(part[begin - start : end - start], begin)
                start += len(part)
            position += len(line) + 2

    def _line(self, text: str, start: int) -> Iterator[Line]:
        clean = one_line(text.replace(HYPHEN_AT_LINE_END, "-"))
        if not clean:
            return
        first = self._character_at(start + len(text) - len(text.lstrip()))
        last = self._character_at(start + len(text.rstrip()) - 1)
        begins, ends = self._place(first), self._place(last)
        # A raised footnote mark at one end is higher and smaller than the line is.
        yield Line(
            text=clean,
            left=begins.left,
            right=ends.right,
            baseline=min(begins.baseline, ends.baseline),
            height=max(begins.height, ends.height),
            bold=all(pdfium.FPDFText_GetFontWeight(self._page, index) >= _BOLD for index in (first, last)),
            cell=self._cell_at(begins),
            is_soft_broken=text.rstrip().endswith("\u00ad"),
        )

    def _character_at(self, text_index: int) -> int:
        """pdfium counts characters and positions in the text differently: some characters have no text."""
        return max(0, int(pdfium.FPDFText_GetCharIndexFromTextIndex(self._page, text_index)))

    def _place(self, character: int) -> _Place:
        """A character's left and right edge, its baseline and the height of its type, in points."""
        box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetLooseCharBox(self._page, character, box)
        pdfium.FPDFText_GetCharOrigin(self._page, character, x, y)
        if not self._turns:
            return _Place(box.left, box.right, y.value, box.top - box.bottom)
        edges = _turned(Rule(box.left, box.bottom, box.right, box.top), self._turns)
        origin = _turned(Rule(x.value, y.value, x.value, y.value), self._turns)
        return _Place(edges.left, edges.right, origin.low, edges.high - edges.low)

    def _place_at(self, text_index: int) -> _Place:
        return self._place(self._character_at(text_index))

    def _cell_at(self, place: _Place) -> Cell | None:
        x, y = (place.left + place.right) / 2, place.baseline + 0.2 * place.height
        return next((cell for cell in self._cells if cell.holds(x, y)), None)

    def _cut(self, line: str, start: int, gap: float | None) -> list[tuple[int, int]]:
        """Where the pieces of a line begin and end in the page's text."""
        whole = [(start, start + len(line))]
        stripped = line.strip()
        if " " not in stripped or not (self._cells or gap):
            return whole
        begin = start + len(line) - len(line.lstrip())
        end = begin + len(stripped) - 1
        if self._cells and self._cell_at(self._place_at(begin)) != self._cell_at(self._place_at(end)):
            return self._cut_at_cells(line, start)
        return self._cut_at_gaps(line, start, gap) if gap else whole

    def _cut_at_cells(self, line: str, start: int) -> list[tuple[int, int]]:
        at: list[Cell | None] = []
        for offset, character in enumerate(line):
            if character.isspace() and at:
                at.append(at[-1])
            else:
                at.append(self._cell_at(self._place_at(start + offset)))
        pieces, begin = [], start
        for _, group in groupby(at):
            end = begin + sum(1 for _ in group)
            pieces.append((begin, end))
            begin = end
        return pieces

    def _cut_at_gaps(self, line: str, start: int, gap: float) -> list[tuple[int, int]]:
        cuts = [start]
        for space in re.finditer(r"(?<=\S)\s+(?=\S)", line):
            before, after = self._place_at(start + space.start() - 1), self._place_at(start + space.end())
            if after.left - before.right > gap * after.height:
                cuts.append(start + space.end())
        return list(zip(cuts, [*cuts[1:], start + len(line)], strict=True))


def _turned(box: Rule, turns: int) -> Rule:
    """A box turned with its page by so many quarters, so that text written at them runs to the right."""
    for _ in range(turns):
        box = Rule(box.low, -box.right, box.high, -box.left)
    return box
