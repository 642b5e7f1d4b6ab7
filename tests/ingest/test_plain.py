"""Plain text."""

import time
from pathlib import Path

import pytest

from ingest.plain import read_text
from ingest.reading import BlockKind
from knowledge.errors import UnreadableFileError


def blocks(folder: Path, text: str | bytes) -> list[tuple[BlockKind, str]]:
    path = folder / "note.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(block.kind, block.text) for block in read_text(path).blocks]


def test_an_empty_line_ends_a_paragraph(tmp_path: Path) -> None:
    expected = [(BlockKind.PARAGRAPH, "One two."), (BlockKind.PARAGRAPH, "Three.")]
    assert expected == blocks(tmp_path, "\ufeffOne\r\n  two.\r\n \t\r\nThree.\r\n")


def test_items_stand_alone_and_go_on_over_lines(tmp_path: Path) -> None:
    text = "Refer when:\n- a baby\n  is bruised\n2) or burnt"
    expected = [
        (BlockKind.PARAGRAPH, "Refer when:"),
        (BlockKind.ITEM, "- a baby is bruised"),
        (BlockKind.ITEM, "2) or burnt"),
    ]
    assert expected == blocks(tmp_path, text)


def test_control_characters_are_left_out(tmp_path: Path) -> None:
    assert [(BlockKind.PARAGRAPH, "Red alert safeguarding")] == blocks(
        tmp_path, "\x1bRed\x07 alert\x0b safe\u00adguard\u200bing\x7f"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("caf\u00e9".encode("cp1252"), "not UTF-8"),
        ("Text.".encode("utf-16"), "not UTF-8"),
        (b"GIF89a\x00\x01\x02", "binary data"),
    ],
)
def test_what_is_not_text_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        blocks(tmp_path, content)


def test_a_paragraph_of_a_hundred_thousand_lines_is_read_in_seconds(tmp_path: Path) -> None:
    started = time.monotonic()
    assert 1 == len(blocks(tmp_path, "Words without an empty line.\n" * 100_000))
    assert time.monotonic() - started < 10
