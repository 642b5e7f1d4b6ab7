"""Rich text, as several programs write it."""

from pathlib import Path

import pytest

from ingest.reading import Block, BlockKind, Reading
from ingest.rich_text import read_rich_text
from knowledge.errors import UnreadableFileError


def rtf(folder: Path, body: str, head: str = "") -> Reading:
    styles = r"{\stylesheet{\s0 Normal;}{\s1\sbasedon0\fs28 heading 1;}{\s2\fs24 Heading 2;}}"
    (folder / "made.rtf").write_text(rf"{{\rtf1\ansi\ansicpg1252 {styles}{head}{body}}}", encoding="cp1252")
    return read_rich_text(folder / "made.rtf")


def test_headings_items_and_paragraphs_in_order(tmp_path: Path) -> None:
    body = r"""\pard\s1 Stages\par\pard\s2 First\par\pard Ring \b first\b0 .\par
        {\listtext\'b7\tab}late\par{\listtext 1.\tab}write\par\par"""
    trail = ("Stages", "First")
    reading = rtf(tmp_path, body, r"{\info{\title The protocol}}")
    assert (
        Block(BlockKind.HEADING, "Stages", ("Stages",), place="paragraph 1"),
        Block(BlockKind.HEADING, "First", trail, place="paragraph 2"),
        Block(BlockKind.PARAGRAPH, "Ring first.", trail, place="paragraph 3"),
        Block(BlockKind.ITEM, "• late", trail, place="paragraph 4"),
        Block(BlockKind.ITEM, "1. write", trail, place="paragraph 5"),
    ) == reading.blocks
    assert "The protocol" == reading.title


def test_characters_are_decoded_and_lines_are_kept_together(tmp_path: Path) -> None:
    assert ["“café” – £5 ✓"] == [
        b.text for b in rtf(tmp_path, r"\ldblquote caf\'e9\rdblquote  \endash  \'a35 \u10003?").blocks
    ]


@pytest.mark.parametrize("begin", [r"\trowd", ""])
def test_a_table_with_a_cell_merged_over_rows(begin: str, tmp_path: Path) -> None:
    def row(first: str, second: str, merge: str = "") -> str:
        return rf"{begin}{merge}\cellx100\cellx200 {first}\cell {second}\par more\cell\row "

    rows = row("Level", "Signs") + row("4", "burns", r"\clvmgf") + row("", "bruises", r"\clvmrg")
    blocks = rtf(tmp_path, rf"Before.\par {rows}After.\par").blocks
    assert ["Before.", "Level | Signs more", "4 | burns more", "4 | bruises more", "After."] == [b.text for b in blocks]
    assert ("table 1, row 3", ("Level | Signs more",)) == (blocks[3].place, blocks[3].headings)


def test_what_is_not_read_is_named(tmp_path: Path) -> None:
    reading = rtf(tmp_path, r"Text.{\footnote Section 47.}{\header Draft}{\pict\wmetafile8 0102}\par")
    assert ["Text."] == [block.text for block in reading.blocks]
    assert [f"it has {name}: they were not read" for name in ("footnotes", "page headers", "pictures")] == [
        warning.what for warning in reading.warnings
    ]


@pytest.mark.parametrize("content", [b"", b"Text.", b"PK\x03\x04", b"\x00" * 50])
def test_what_is_no_rich_text_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file.rtf").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="or it is damaged"):
        read_rich_text(tmp_path / "file.rtf")
