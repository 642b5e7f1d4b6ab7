"""The tables of a Word document: cells in content controls and insertions, merged cells, marked rows of heads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.tables import Cell, Row
from ingest.word_text import W, boxes_of, flag, members_of, parts_of, text_of


@dataclass(slots=True)
class _Growing:
    """A cell whose continuations in later rows are still to come."""

    text: str
    columns: int
    rows: int = 1


def rows_of(table: Any, place: str) -> list[Row]:
    """The rows of a table element, each with its place: "table 2, row 3"."""
    elements = [row for row in members_of(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
    above: dict[int, _Growing] = {}  # by column: the cell that may go on in the next row
    grown: list[list[_Growing]] = []
    for row in elements:
        cells, above = _cells(row, above)
        grown.append(cells)
    return [
        Row(
            tuple(Cell(cell.text, cell.columns, cell.rows) for cell in cells), _is_marked(row), f"{place}, row {number}"
        )
        for number, (row, cells) in enumerate(zip(elements, grown, strict=True), 1)
    ]


def _cells(row: Any, above: dict[int, _Growing]) -> tuple[list[_Growing], dict[int, _Growing]]:
    """The cells that begin in a row, and those that may go on in the next."""
    column = _number(row.find(f"{W}trPr/{W}gridBefore"))
    begun = [_Growing("", 1) for _ in range(column)]
    going_on: dict[int, _Growing] = {}
    for cell in members_of(row, f"{W}tc"):
        width = max(1, _number(cell.find(f"{W}tcPr/{W}gridSpan")))
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and merge.get(f"{W}val", "continue") == "continue" and column in above:
            above[column].rows += 1
            going_on[column] = above[column]
        else:
            begun.append(_Growing(_cell_text(cell), width))
            if merge is not None:
                going_on[column] = begun[-1]
        column += width
    return begun, going_on


def _cell_text(cell: Any) -> str:
    return " ".join(_texts(cell))


def _texts(cell: Any) -> Iterator[str]:
    for part in parts_of(cell):
        if part.tag == f"{W}tbl":
            for row in rows_of(part, ""):
                yield from (each.text for each in row.cells)
        else:
            yield text_of(part)
            for box in boxes_of(part):
                yield from _texts(box)


def _is_marked(row: Any) -> bool:
    """Whether Word repeats the row on each page, as it does with heads."""
    return flag(row.find(f"{W}trPr/{W}tblHeader"))


def _number(element: Any) -> int:
    stated = "" if element is None else element.get(f"{W}val", "")
    return min(int(stated), 1000) if stated.isascii() and stated.isdigit() and len(stated) < 9 else 0
