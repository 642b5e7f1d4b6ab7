"""Workbooks: the values that people see, by sheet and row."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from builders.answers import sample_version
from ingest.excel import read_old_workbook, read_workbook
from ingest.files import read_file
from ingest.reading import Reading
from ingest.sheets import shown_value
from ingest.splitting import split
from knowledge.errors import UnreadableFileError

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "files" / "markitdown" / "packages" / "markitdown"


def workbook(folder: Path, write: Callable[[Any], object]) -> Reading:
    book = openpyxl.Workbook()
    book.active.title = "Levels"
    write(book)
    book.save(folder / "made.xlsx")
    return read_workbook(folder / "made.xlsx")


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def matrix(book: Any) -> None:
    sheet = book.active
    for row in (["Thresholds"], [], ["Level", "Signs"], ["4", "burns"], [None, "bruises"], ["5", "late"]):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A4:A5")


def test_a_row_has_its_place_its_level_and_its_heads(tmp_path: Path) -> None:
    reading = workbook(tmp_path, matrix)
    assert ["Thresholds", "Level | Signs", "4 | burns", "4 | bruises", "5 | late"] == texts(reading)
    bruises = reading.blocks[3]
    assert "sheet Levels, row 5" == bruises.place
    assert ("Levels", "Thresholds", "Level | Signs") == bruises.headings


def test_a_passage_says_sheet_and_rows(tmp_path: Path) -> None:
    (passage,) = split(sample_version(), workbook(tmp_path, matrix).blocks[1:])
    assert "sheet Levels, rows 3–6, Thresholds" == passage.locator


def test_a_sheet_may_hold_several_tables(tmp_path: Path) -> None:
    def write(book: Any) -> None:
        sheet = book.active
        for row in (["A", "B"], [1, 2], [], [3, 4], [], ["C", "D"], [5, 6], [], ["A note."]):
            sheet.append(row)
        for cell in sheet[6]:
            cell.font = Font(bold=True)

    below = [(b.text, b.headings[1:]) for b in workbook(tmp_path, write).blocks]
    assert [("1 | 2", ("A | B",)), ("3 | 4", ("A | B",)), ("C | D", ()), ("5 | 6", ("C | D",)), ("A note.", ())] == (
        below[1:]
    )


def test_hidden_sheets_and_comments_are_named(tmp_path: Path) -> None:
    def write(book: Any) -> None:
        book.active["A1"] = "Shown"
        book.active["A1"].comment = Comment("Why?", "reviewer")
        hidden = book.create_sheet("Old")
        hidden["A1"], hidden.sheet_state = "Hidden", "hidden"

    reading = workbook(tmp_path, write)
    assert ["Shown"] == texts(reading)
    assert [
        "it has comments: words in them were not read",
        "sheet Old is hidden: it was not read; show it to have it read",
    ] == [warning.what for warning in reading.warnings]


def test_a_formula_is_never_run_and_one_without_a_result_is_named(tmp_path: Path) -> None:
    def write(book: Any) -> None:
        book.active.append(["Total", "=1+1"])

    reading = workbook(tmp_path, write)
    assert ["Total"] == texts(reading)
    assert ["sheet Levels: 1 formulae have no stored result: open it in Excel and save it again"] == [
        warning.what for warning in reading.warnings
    ]


def test_a_cell_in_the_last_row_and_column_costs_nothing(tmp_path: Path) -> None:
    def write(book: Any) -> None:
        book.active["A1"], book.active["XFD90000"] = "first", "last"

    assert ["first", "last"] == [text.strip("| ") for text in texts(workbook(tmp_path, write))]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (0.256, "0%", "26%"),
        (0.256, "0.0%", "25.6%"),
        (1234.5, '"£"#,##0.00;[Red]-"£"#,##0.00', "£1,234.50"),
        (1234.5, "[$£-809]#,##0", "£1,234"),
        (7, "000", "007"),
        (1500000, "0.00E+00", "1500000"),
        (datetime(2024, 4, 1), "mm-dd-yy", "1 April 2024"),
        (datetime(2024, 4, 1, 9, 30), "mm-dd-yy", "1 April 2024 09:30"),
        (date(2024, 4, 1), "mm-dd-yy", "1 April 2024"),
        ("=cmd|' /C calc'!A0", "@", "=cmd|' /C calc'!A0"),
    ],
)
def test_values_as_a_person_sees_them(value: object, number_format: str, shown: str) -> None:
    assert shown == shown_value(value, number_format)


@pytest.mark.parametrize("change", [lambda b: b"", lambda b: b[:200], lambda b: b"<a>" * 500, lambda b: b"<a/>"])
def test_a_damaged_sheet_is_refused_or_empty(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    workbook(tmp_path, matrix)
    path = tmp_path / "made.xlsx"
    parts = {info.filename: zipfile.ZipFile(path).read(info) for info in zipfile.ZipFile(path).infolist()}
    parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(UnreadableFileError, match=r"or it is damaged|holds no text"):
        read_file(path)


def test_a_newer_workbook_under_the_older_ending_is_read(tmp_path: Path) -> None:
    workbook(tmp_path, matrix)
    (tmp_path / "made.xlsx").rename(tmp_path / "made.xls")
    assert "4 | bruises" in texts(read_old_workbook(tmp_path / "made.xls"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_an_old_workbook_is_read_like_a_newer_one() -> None:
    old, new = (
        reader(SHARED / "tests" / "test_files" / name)
        for reader, name in ((read_old_workbook, "test.xls"), (read_workbook, "test.xlsx"))
    )
    assert texts(old) == texts(new)
    assert [block.place for block in old.blocks] == [block.place for block in new.blocks]
