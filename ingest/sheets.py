"""The tables of a spreadsheet's sheet, whatever its format: where each begins, and what stands in each row."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from ingest.reading import Block
from ingest.tables import Cell, Row, table_blocks

# What a number's format says of how it is shown: "#,##0.00", "000", "0.0%".
_NUMBER = re.compile(r"(#,##)?(0{1,15})(?:\.(0{1,15}))?([^;%]*%)?")
_NO_DIGITS = re.compile(r'\[[^\]]*\]|"[^"]*"|[\\_*].')
_GENERIC_NAME = re.compile(r"(?:Sheet|Table|Tabelle|Feuil)\s*\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by its number in the sheet, from 1, with the text of each cell from the first column on."""

    number: int
    texts: tuple[str, ...]
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells shown as one: the first row and column, from 1 and 0, and how many of each."""

    row: int
    column: int
    rows: int
    columns: int


def sheet_blocks(name: str, rows: Sequence[SheetRow], merges: Sequence[Merge]) -> Iterator[Block]:
    """The tables of a sheet as blocks; each row is placed by the sheet's name and its number."""
    headings = () if _GENERIC_NAME.fullmatch(name) else (name,)
    covered = _covered(rows, merges)
    begun = {(merge.row, merge.column): merge for merge in merges}
    for table in _tables(rows, {row for row, _ in covered}):
        placed = (Row(tuple(_cells(row, begun, covered)), place=f"sheet {name}, row {row.number}") for row in table)
        yield from table_blocks(list(placed), headings)


def _tables(rows: Sequence[SheetRow], merged: Container[int]) -> Iterator[list[SheetRow]]:
    """The sheet's tables: a new one begins after an empty row, with a title, with heads, or in other columns."""
    table: list[SheetRow] = []
    for row in rows:
        if not any(row.texts) and row.number not in merged:
            continue
        if table and row.number > table[-1].number + 1 and _begins_table(table, row):
            yield table
            table = []
        table.append(row)
    if table:
        yield table


def _begins_table(before: Sequence[SheetRow], row: SheetRow) -> bool:
    columns = _columns(row)
    if all(len(_columns(each)) <= 1 for each in before):
        return False  # a title stands above its table, with an empty row between
    known = {column for each in before for column in _columns(each)}
    return row.is_bold or len(columns) <= 1 or not columns <= known


def _columns(row: SheetRow) -> set[int]:
    return {column for column, text in enumerate(row.texts) if text}


def _cells(
    row: SheetRow, begun: Mapping[tuple[int, int], Merge], covered: Container[tuple[int, int]]
) -> Iterator[Cell]:
    used = max(_columns(row), default=0)
    for column, text in enumerate(row.texts[: used + 1]):
        if (row.number, column) in covered:
            continue
        merge = begun.get((row.number, column))
        yield Cell(text, merge.columns, merge.rows) if merge else Cell(text)


def _covered(rows: Sequence[SheetRow], merges: Sequence[Merge]) -> set[tuple[int, int]]:
    """The cells that lie under a merged one, without those where it begins; no further than the sheet is used."""
    last = rows[-1].number if rows else 0
    width = max((len(row.texts) for row in rows), default=0)
    return {
        (row, column)
        for merge in merges
        for row in range(merge.row, min(merge.row + merge.rows, last + 1))
        for column in range(merge.column, min(merge.column + merge.columns, width))
        if (row, column) != (merge.row, merge.column)
    }


def shown_value(value: object, number_format: str = "General") -> str:
    """A cell's value as a person sees it. Dates are written out: a sheet shows them by the reader's own settings."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _shown_number(value, number_format)
    if isinstance(value, datetime):
        day = shown_value(value.date())
        return day if value.time() == time() else f"{day} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _shown_number(value: float, number_format: str) -> str:
    match = None if "E+" in number_format else _NUMBER.search(_NO_DIGITS.sub("", number_format.partition(";")[0]))
    if match is None:
        return f"{value:.15g}"
    thousands, whole, decimals, percent = match.groups()
    places = len(decimals or "")
    shape = "," if thousands else f"0{len(whole) + places + (places > 0)}"
    text = f"{value * 100 if percent else value:{shape}.{places}f}"
    return f"{'£' if '£' in number_format else ''}{text}{'%' if percent else ''}"
