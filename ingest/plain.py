"""Plain text."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.reading import Block, BlockKind, Reading, one_line
from knowledge.errors import UnreadableFileError
from knowledge.sentences import is_item


def read_text(path: Path) -> Reading:
    """UTF-8 text: an empty line ends a paragraph, and a line that begins with a bullet or number is an item."""
    try:
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("It is not UTF-8 text: save it as UTF-8.") from error
    if "\x00" in source:
        raise UnreadableFileError("It is not text, whatever its name says: it holds binary data.")
    return Reading("text/plain", tuple(text_blocks(source)))


def text_blocks(source: str) -> Iterator[Block]:
    """The paragraphs and items of plain text."""
    for paragraph in re.split(r"\n\s*\n", source):
        yield from _blocks(paragraph)


def _blocks(paragraph: str) -> list[Block]:
    groups: list[list[str]] = []
    for line in filter(None, map(one_line, paragraph.splitlines())):
        if groups and not is_item(line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Block(BlockKind.ITEM if is_item(lines[0]) else BlockKind.PARAGRAPH, " ".join(lines)) for lines in groups]
