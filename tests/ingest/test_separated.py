"""CSV files as spreadsheets and registers write them."""

from pathlib import Path

import pytest

from ingest.reading import Reading
from ingest.separated import read_csv
from knowledge.errors import UnreadableFileError


def csv(folder: Path, content: str | bytes) -> Reading:
    (folder / "file.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_csv(folder / "file.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_row_has_its_number_and_heads_however_it_is_separated(separator: str, tmp_path: Path) -> None:
    source = "\ufeffLevel,Signs\r\n\r\n4,late\r\n5,burns\r\n".replace(",", separator)
    assert [
        ("Level | Signs", (), "row 1"),
        ("4 | late", ("Level | Signs",), "row 3"),
        ("5 | burns", ("Level | Signs",), "row 4"),
    ] == [(block.text, block.headings, block.place) for block in csv(tmp_path, source).blocks]


def test_a_quoted_cell_may_hold_separators_and_lines(tmp_path: Path) -> None:
    assert "4 | late, often" == csv(tmp_path, 'Level,Signs\n4,"late,\noften"\n').blocks[1].text


def test_what_older_programs_save_is_read_and_named(tmp_path: Path) -> None:
    reading = csv(tmp_path, "Item,Cost\nVisit – “home”,£5\n".encode("cp1252"))
    assert "Visit – “home” | £5" == reading.blocks[1].text
    assert ["it was read as Windows-1252 text: save it as UTF-8 to be sure"] == [w.what for w in reading.warnings]


@pytest.mark.parametrize("content", ["名前,年齢".encode("cp932"), "цена,дом".encode("cp1251")])
def test_another_encoding_is_refused_rather_than_guessed(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="save it as UTF-8"):
        csv(tmp_path, content)


def test_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    assert "1 | £2" == csv(tmp_path, "a,b\n1,£2\n".encode("utf-16")).blocks[1].text
