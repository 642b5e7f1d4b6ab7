"""Rich text (RTF), as WordPad and older word processors write it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from ingest.packages import damaged_file
from ingest.reading import BULLET, Block, BlockKind, HeadingTrail, PageWarning, Reading, one_line
from ingest.tables import Cell, Row, table_blocks
from knowledge.sentences import is_item

# striprtf gives plain text. These characters, which no text holds, are put in to tell what it would forget: where
# a row of a table begins, where a cell and a row end, and that a paragraph is a heading, with its level after it.
# Of a row's cells it is told where each is defined, and which goes on from the row above.
_ROW_BEGINS, _CELL_ENDS, _ROW_ENDS, _HEADING, _DEFINED, _GOES_ON = map(chr, range(0xF7F1, 0xF7F7))
_TOLD = {
    "trowd": _ROW_BEGINS, "cell": _CELL_ENDS, "nestcell": _CELL_ENDS, "row": _ROW_ENDS, "nestrow": _ROW_ENDS,
    "clvmrg": _GOES_ON,
}  # fmt: skip
_CONTROL = re.compile(
    r"\\(?:(?P<edge>trowd|cell|nestcell|row|nestrow|clvmrg)(?![a-zA-Z0-9])"
    r"|(?P<defined>cellx-?\d+)|outlinelevel(?P<level>[0-8])(?!\d)|s(?P<style>\d+))"
)
_HEADING_STYLE = re.compile(r"\{\\s(\d+)[^{}]*?\s[Hh]eading (\d)[^{};]*;")
_TITLE = re.compile(r"\{\\title ([^{}]*)\}")
_EDGES = re.compile(f"([{_ROW_BEGINS}{_CELL_ENDS}{_ROW_ENDS}])")
_BULLET = re.compile("^(?:[•·▪●◦‣\uf0b7\uf0a7]|o(?=\t))\\s+")
# Groups whose text striprtf leaves out.
_ASIDE = {
    "footnote": "footnotes", "shptxt": "text boxes", "header": "page headers", "headerr": "page headers",
    "footer": "page footers", "footerr": "page footers", "annotation": "comments", "pict": "pictures",
    "object": "embedded files",
}  # fmt: skip
_DAMAGE = (ValueError, LookupError, TypeError, OverflowError, RuntimeError)


def read_rich_text(path: Path) -> Reading:
    """An RTF file: headings by style, list items, tables; paragraphs that are not empty are counted."""
    source = path.read_bytes().decode("latin-1").lstrip()
    if not source.startswith("{\\rtf"):
        raise damaged_file("rich text")
    levels = {style: int(level) for style, level in _HEADING_STYLE.findall(source)}
    try:
        text = _text(_CONTROL.sub(partial(_told, levels), source))
        title = one_line(_text("{\\rtf1 " + "".join(_TITLE.findall(source)[:1]) + "}"))
    except _DAMAGE as error:
        raise damaged_file("rich text") from error
    warnings = tuple(PageWarning(None, f"it has {name}: they were not read") for name in _aside(source))
    return Reading("application/rtf", tuple(_Body().blocks(text)), title, warnings=warnings)


def _text(source: str) -> str:
    return str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]


def _told(levels: Mapping[str, int], control: re.Match[str]) -> str:
    """A control word as the character that tells it, or as it was."""
    if control["edge"] or control["defined"]:
        return _character(_TOLD[control["edge"]] if control["edge"] else _DEFINED)
    level = int(control["level"]) + 1 if control["level"] else levels.get(control["style"])
    return _character(_HEADING, str(level)) if level else control[0]


def _character(character: str, after: str = "") -> str:
    return f"{{\\uc0\\u{ord(character) - 0x10000} {after}}}"


def _aside(source: str) -> list[str]:
    groups = re.findall(rf"\\({'|'.join(_ASIDE)})(?![a-zA-Z0-9])", source)
    return list(dict.fromkeys(_ASIDE[group] for group in groups))


class _Body:
    """The text as striprtf gives it, read from its beginning."""

    def __init__(self) -> None:
        self._trail = HeadingTrail()
        self._paragraphs = self._tables = 0
        self._rows: list[list[_RowCell]] = []

    def blocks(self, text: str) -> Iterator[Block]:
        """Paragraphs and the rows of tables in order."""
        row: _OpenRow | None = None
        pending = ""
        for part in _EDGES.split(text):
            if part not in (_ROW_BEGINS, _CELL_ENDS, _ROW_ENDS):
                pending += part
                continue
            if row is None:  # some programs do not say where a row begins: its first cell is the last line
                before, _, pending = (pending, "", "") if part == _ROW_BEGINS else pending.rpartition("\n")
                yield from self._outside(before)
            row = row or _OpenRow()
            row.take(part, pending)
            pending = ""
            if part == _ROW_ENDS:
                self._rows.append(row.cells())
                row = None
        yield from self._outside(pending)
        yield from self._table()

    def _outside(self, text: str) -> Iterator[Block]:
        """The paragraphs of what stands outside tables, after the table before them."""
        lines = [line for line in text.splitlines() if _plain(line)]
        if lines:
            yield from self._table()
        for line in lines:
            yield from self._paragraph(line)

    def _table(self) -> Iterator[Block]:
        if self._rows:
            self._tables += 1
            yield from table_blocks(list(_placed(self._rows, f"table {self._tables}")), self._trail.headings)
        self._rows = []

    def _paragraph(self, line: str) -> Iterator[Block]:
        text = _plain(line)
        self._paragraphs += 1
        place = f"paragraph {self._paragraphs}"
        level = re.search(f"{_HEADING}(\\d)", line)
        if level:
            self._trail.enter(int(level[1]), text)
            yield Block(BlockKind.HEADING, text, self._trail.headings, place=place)
        elif bullet := _BULLET.match(line.lstrip()):
            item = BULLET + _plain(line.lstrip()[bullet.end() :])
            yield Block(BlockKind.ITEM, item, self._trail.headings, place=place)
        else:
            kind = BlockKind.ITEM if is_item(text) else BlockKind.PARAGRAPH
            yield Block(kind, text, self._trail.headings, place=place)


@dataclass(slots=True)
class _RowCell:
    """A cell, or the part of one that goes on from the row above."""

    text: str
    goes_on: bool


class _OpenRow:
    """A row whose end is still to come."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._defined = ""

    def take(self, edge: str, before: str) -> None:
        """Come to an edge; `before` is what stands since the last one."""
        self._defined += "".join(character for character in before if character in (_DEFINED, _GOES_ON))
        if edge == _CELL_ENDS:
            self._texts.append(_plain(before))
        elif edge == _ROW_BEGINS:
            self._defined = ""  # Word defines a row before its cells and again behind them

    def cells(self) -> list[_RowCell]:
        """Its cells, each with what was defined for it."""
        defined = self._defined.split(_DEFINED)
        return [
            _RowCell(text, column < len(defined) and _GOES_ON in defined[column])
            for column, text in enumerate(self._texts)
        ]


def _placed(rows: Sequence[Sequence[_RowCell]], place: str) -> Iterator[Row]:
    for number, row in enumerate(rows):
        cells = [
            Cell(cell.text, rows=_height(rows, number, column)) for column, cell in enumerate(row) if not cell.goes_on
        ]
        yield Row(tuple(cells), place=f"{place}, row {number + 1}")


def _height(rows: Sequence[Sequence[_RowCell]], number: int, column: int) -> int:
    end = number + 1
    while end < len(rows) and column < len(rows[end]) and rows[end][column].goes_on:
        end += 1
    return end - number


def _plain(text: str) -> str:
    return one_line(re.sub(f"{_HEADING}\\d|[{_DEFINED}{_GOES_ON}]", "", text))
