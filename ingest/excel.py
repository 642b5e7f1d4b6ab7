"""Excel workbooks: the values that were stored with them. Formulae and macros are never run."""

import io
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, is_zipfile

import openpyxl
import xlrd
from lxml import etree
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from xlrd.compdoc import CompDocError

from ingest.packages import check_unprotected, damaged_file, is_old_office_file, sound_package, streams
from ingest.reading import Block, PageWarning, Reading, one_line
from ingest.sheets import Merge, SheetRow, sheet_blocks, shown_value
from knowledge.errors import UnreadableFileError

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OLD_WORKBOOK = "application/vnd.ms-excel"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OLD_DAMAGE = (
    xlrd.XLRDError, CompDocError, BadZipFile, struct.error, ValueError, KeyError, IndexError, AssertionError, TypeError,
    AttributeError, NotImplementedError, OverflowError, MemoryError, ZeroDivisionError,
)  # fmt: skip
# Parts of a workbook that hold words beside its cells, by the folder or name they are stored under.
_ASIDE = {
    "xl/comments": "comments", "xl/threadedComments/": "comments",
    "xl/drawings/drawing": "pictures, charts or text boxes", "xl/chartsheets/": "sheets that are charts",
}  # fmt: skip


def read_workbook(path: Path) -> Reading:
    """An XLSX file: each sheet's tables, with sheet and row as their place. Hidden sheets are named, not read."""
    with sound_package(path, "an Excel workbook", InvalidFileException), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl's, of styles and extensions it does not know
        blocks, notes = _read_package(path)
    return Reading(_WORKBOOK, tuple(blocks), warnings=tuple(PageWarning(None, what) for what in notes))


def read_old_workbook(path: Path) -> Reading:
    """An XLS file; also a newer workbook that bears the older ending."""
    is_old = is_old_office_file(path)
    if not is_old and is_zipfile(path):
        return read_workbook(path)
    check_unprotected(path)
    if is_old and not streams(path) & {"Workbook", "Book"}:
        raise damaged_file("an Excel workbook")
    try:
        book = xlrd.open_workbook(path, logfile=io.StringIO(), formatting_info=True)
        blocks = [block for sheet in book.sheets() if sheet.visibility == 0 for block in _old_blocks(book, sheet)]
    except _OLD_DAMAGE as error:
        if "encrypted" in str(error).lower():
            raise UnreadableFileError("It is protected by a password: put in a copy without one.") from error
        raise damaged_file("an Excel workbook") from error
    notes = [_hidden(sheet.name) for sheet in book.sheets() if sheet.visibility]
    notes += [f"its comments were not read (sheet {s.name})" for s in book.sheets() if s.cell_note_map]
    return Reading(_OLD_WORKBOOK, tuple(blocks), warnings=tuple(PageWarning(None, what) for what in notes))


def _read_package(path: Path) -> tuple[list[Block], list[str]]:
    blocks: list[Block] = []
    # By its content: openpyxl would refuse a name with another ending.
    with ZipFile(path) as package, path.open("rb") as file, closing(_opened(file)) as book:
        notes = list(_aside(package))
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                notes.append(_hidden(sheet.title))
                continue
            merges, uncalculated = _scan(package, sheet._worksheet_path)
            blocks += sheet_blocks(sheet.title, list(_rows(sheet)), merges)
            if uncalculated:
                notes.append(
                    f"sheet {sheet.title}: {uncalculated} formulae have no stored result: "
                    "open it in Excel and save it again"
                )
    return blocks, notes


def _opened(file: BinaryIO) -> Any:
    return openpyxl.load_workbook(file, read_only=True, data_only=True)


def _rows(sheet: Any) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # what it says of its own size may be wrong
    last = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        texts = tuple(map(_text, row))
        if any(texts):
            # Looking at type is slow, and only behind an empty row does it tell anything.
            is_bold = last < number - 1 and all(cell.font.b for cell, text in zip(row, texts, strict=True) if text)
            yield SheetRow(number, texts, is_bold)
            last = number


def _text(cell: Any) -> str:
    if isinstance(cell.value, str):
        return one_line(cell.value)
    return "" if cell.value is None else one_line(shown_value(cell.value, cell.number_format))


def _scan(package: ZipFile, part: str) -> tuple[list[Merge], int]:
    """A sheet's merged cells, and how many of its formulae were never calculated: openpyxl streams past both."""
    merges, uncalculated = [], 0
    with package.open(part) as source:
        tags = (f"{_S}mergeCell", f"{_S}c", f"{_S}row")
        for _, element in etree.iterparse(source, tag=tags, resolve_entities=False, no_network=True, load_dtd=False):
            if element.tag == f"{_S}mergeCell":
                merges.append(_merge(element.get("ref", "")))
            elif element.tag == f"{_S}c":
                uncalculated += element.find(f"{_S}f") is not None and not element.findtext(f"{_S}v")
                continue  # its row is let go of as a whole
            element.clear()
    return merges, uncalculated


def _merge(reference: str) -> Merge:
    left, top, right, bottom = range_boundaries(reference)
    if left is None or top is None or right is None or bottom is None:
        raise ValueError(f"{reference} names no cells")
    return Merge(top, left - 1, bottom - top + 1, right - left + 1)


def _aside(package: ZipFile) -> Iterator[str]:
    names = package.namelist()
    found = (what for start, what in _ASIDE.items() if any(name.startswith(start) for name in names))
    for what in dict.fromkeys(found):
        yield f"it has {what}: words in them were not read"


def _hidden(name: str) -> str:
    return f"sheet {name} is hidden: it was not read; show it to have it read"


def _old_blocks(book: Any, sheet: Any) -> Iterator[Block]:
    merges = [Merge(first + 1, left, last - first, right - left) for first, last, left, right in sheet.merged_cells]
    return sheet_blocks(sheet.name, list(_old_rows(book, sheet)), merges)


def _old_rows(book: Any, sheet: Any) -> Iterator[SheetRow]:
    for number, row in enumerate(sheet.get_rows(), 1):
        texts = tuple(one_line(_old_text(book, cell)) for cell in row)
        if any(texts):
            yield SheetRow(number, texts, _is_bold(book, row, texts))


def _is_bold(book: Any, row: Sequence[Any], texts: Sequence[str]) -> bool:
    fonts = (
        book.font_list[book.xf_list[cell.xf_index].font_index] for cell, text in zip(row, texts, strict=True) if text
    )
    return all(font.bold for font in fonts)


def _old_text(book: Any, cell: Any) -> str:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_DATE:
        moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
        return shown_value(moment if cell.value >= 1 else moment.time())
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown_value(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    number_format = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return shown_value(cell.value, number_format.format_str if number_format else "General")
