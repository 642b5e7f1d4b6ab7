"""OpenDocument text, as LibreOffice writes it."""

import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from ingest.numbering import ListCounter, ListLevel
from ingest.packages import parse_xml, sound_package
from ingest.reading import BULLET, Block, BlockKind, HeadingTrail, PageWarning, Reading, one_line
from ingest.tables import Cell, Row, table_blocks
from knowledge.errors import UnreadableFileError

_ODT = "application/vnd.oasis.opendocument.text"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_T, _TABLE, _DRAW, _OFFICE, _STYLE = (
    f"{{{_NAMES}{name}:1.0}}" for name in ("text", "table", "drawing", "office", "style")
)
_LIBREOFFICE = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
# Boxes and notes are read where they belong, comments and what was deleted not at all.
_NOT_SENTENCE = {f"{_T}note", f"{_OFFICE}annotation", f"{_T}tracked-changes", f"{_DRAW}text-box", f"{_DRAW}frame"}
_ASIDE_OF_TEXT = {f"{_T}note", f"{_OFFICE}annotation", f"{_T}tracked-changes"}
_HOLDERS = {
    f"{_T}section", f"{_T}table-of-content", f"{_T}index-body", f"{_T}index-title", f"{_DRAW}frame", f"{_DRAW}g",
    f"{_DRAW}text-box", f"{_T}alphabetical-index", f"{_T}bibliography", f"{_T}numbered-paragraph",
}  # fmt: skip
_ASIDE = {
    f"{_OFFICE}annotation": "comments", f"{_DRAW}image": "pictures",
    f"{_DRAW}object": "charts or embedded files", f"{_DRAW}object-ole": "charts or embedded files",
}  # fmt: skip
_MOST_SPACES, _MOST_REPEATS = 100, 1000


def read_opendocument(path: Path) -> Reading:
    """An ODT file's text: headings, numbered and bulleted items, tables, text boxes, and its notes at the end."""
    with sound_package(path, "an OpenDocument text"):
        content, styles, title = _read_parts(path)
        body = content.find(f"{_OFFICE}body/{_OFFICE}text")
        if body is None:
            raise UnreadableFileError("It is an OpenDocument file without text of its own: save it as .odt.")
        blocks = tuple(_Body(_list_levels(content, styles)).blocks(body))
        return Reading(_ODT, blocks, title, warnings=tuple(_unread(body, styles)))


def _read_parts(path: Path) -> tuple[Any, Any, str]:
    """The roots of its content and styles, and its title."""
    with ZipFile(path) as package:
        names = package.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise UnreadableFileError("It is protected by a password: put in a copy without one.")
        content = parse_xml(package.read("content.xml"))
        styles = parse_xml(package.read("styles.xml")) if "styles.xml" in names else None
        meta = parse_xml(package.read("meta.xml")) if "meta.xml" in names else None
    return content, styles, one_line(meta.findtext(f".//{_TITLE}") or "") if meta is not None else ""


class _Body:
    """A document that is read from its beginning: where reading stands, and the notes it has come by."""

    def __init__(self, list_levels: Mapping[str, Mapping[int, ListLevel]]) -> None:
        self._counters = {style: ListCounter(levels) for style, levels in list_levels.items()}
        self._trail = HeadingTrail()
        self._notes: list[Block] = []
        self._paragraphs = self._tables = 0

    def blocks(self, body: Any) -> Iterator[Block]:
        """The blocks of the body in order, then the notes in the order of their marks."""
        yield from self._flow(body)
        yield from self._notes

    def _flow(self, body: Any) -> Iterator[Block]:
        for element in body:
            if element.tag in (f"{_T}h", f"{_T}p"):
                yield from self._paragraph(element, "")
            elif element.tag == f"{_T}list":
                yield from self._list(element, 1, "")
            elif element.tag == f"{_TABLE}table":
                self._tables += 1
                self._come_by_notes(element)
                yield from table_blocks(list(_rows(element, f"table {self._tables}")), self._trail.headings)
            elif element.tag in _HOLDERS:
                yield from self._flow(element)

    def _list(self, element: Any, level: int, style: str) -> Iterator[Block]:
        style = element.get(f"{_T}style-name", style)
        counter = self._counters.get(style, ListCounter({}))
        is_continued = element.get(f"{_T}continue-numbering") == "true" or f"{_T}continue-list" in element.attrib
        if level == 1 and not is_continued:
            counter.restart(1)
        for item in element:
            if f"{_T}start-value" in item.attrib:
                counter.restart(level, _number(item, f"{_T}start-value"))
            is_begun = item.tag != f"{_T}list-item"
            for part in item:
                if part.tag == f"{_T}list":
                    yield from self._list(part, level + 1, style)
                elif part.tag in (f"{_T}h", f"{_T}p"):
                    yield from self._paragraph(part, "" if is_begun else _mark(counter.mark(level)))
                    is_begun = True

    def _paragraph(self, element: Any, mark: str) -> Iterator[Block]:
        self._come_by_notes(element)
        if text := one_line(_text(element)):
            self._paragraphs += 1
            place = f"paragraph {self._paragraphs}"
            if element.tag == f"{_T}h":
                text = mark.removeprefix(BULLET) + text
                self._trail.enter(_number(element, f"{_T}outline-level"), text)
                yield Block(BlockKind.HEADING, text, self._trail.headings, place=place)
            else:
                kind = BlockKind.ITEM if mark else BlockKind.PARAGRAPH
                yield Block(kind, mark + text, self._trail.headings, place=place)
        for box in _within(element, {f"{_DRAW}text-box"}, _ASIDE_OF_TEXT):
            yield from self._flow(box)

    def _come_by_notes(self, element: Any) -> None:
        # A box is read as text of its own, unless it stands in a cell.
        apart = {f"{_DRAW}text-box"} if element.tag in (f"{_T}h", f"{_T}p") else set()
        for note in _within(element, {f"{_T}note"}, apart):
            kind = note.get(f"{_T}note-class", "footnote")
            mark = one_line(note.findtext(f"{_T}note-citation") or "")
            if text := one_line(_all_text(note.find(f"{_T}note-body"))):
                place = f"{kind} {mark}".strip()
                self._notes.append(Block(BlockKind.PARAGRAPH, text, self._trail.headings, place=place))


def _mark(number: str) -> str:
    return f"{number} " if number else BULLET


def _text(element: Any) -> str:
    """All text that a paragraph shows, without its boxes, notes and comments."""
    if element.tag == f"{_T}s":
        return " " * min(_number(element, f"{_T}c"), _MOST_SPACES)
    parts = [" " if element.tag in (f"{_T}tab", f"{_T}line-break") else element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NOT_SENTENCE:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _all_text(element: Any) -> str:
    if element is None:
        return ""
    return " ".join(_texts(element))


def _texts(element: Any) -> Iterator[str]:
    """The paragraphs of a cell, a note or a header, those of its boxes behind them."""
    for paragraph in _within(element, {f"{_T}h", f"{_T}p"}, _ASIDE_OF_TEXT):
        yield _text(paragraph)
        for box in _within(paragraph, {f"{_DRAW}text-box"}, _ASIDE_OF_TEXT):
            yield from _texts(box)


def _within(element: Any, wanted: Container[str], apart: Container[str]) -> Iterator[Any]:
    """The elements of these kinds inside another, but not inside each other or inside what stands apart."""
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag not in apart:
            yield from _within(child, wanted, apart)


def _rows(table: Any, place: str) -> Iterator[Row]:
    """The rows of a table. A row that repeats itself is told once: repeats fill up empty space."""
    for number, (row, is_head) in enumerate(_row_elements(table, False), 1):
        cells = [each for cell in row if cell.tag == f"{_TABLE}table-cell" for each in _repeated(cell)]
        yield Row(tuple(cells), is_head, f"{place}, row {number}")


def _row_elements(element: Any, is_head: bool) -> Iterator[tuple[Any, bool]]:
    for child in element:
        if child.tag == f"{_TABLE}table-row":
            yield child, is_head
        elif child.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            yield from _row_elements(child, child.tag == f"{_TABLE}table-header-rows")


def _repeated(cell: Any) -> list[Cell]:
    columns, rows = (_number(cell, f"{_TABLE}number-{each}-spanned") for each in ("columns", "rows"))
    times = min(_number(cell, f"{_TABLE}number-columns-repeated"), _MOST_REPEATS)
    return [Cell(_all_text(cell), columns, rows)] * times


def _number(element: Any, name: str) -> int:
    stated = element.get(name, "1")
    return max(1, int(stated)) if stated.isascii() and stated.isdigit() and len(stated) < 7 else 1


def _list_levels(content: Any, styles: Any) -> dict[str, dict[int, ListLevel]]:
    """How each list style numbers its levels, from 1."""
    found: dict[str, dict[int, ListLevel]] = {}
    for root in (styles, content):
        for style in () if root is None else root.iter(f"{_T}list-style", f"{_T}outline-style"):
            numbered = style.iter(f"{_T}list-level-style-number", f"{_T}outline-level-style")
            levels = {_number(level, f"{_T}level"): _list_level(level) for level in numbered}
            found[style.get(f"{_STYLE}name", "")] = levels
    return found


def _list_level(level: Any) -> ListLevel:
    place, shown = _number(level, f"{_T}level"), _number(level, f"{_T}display-levels")
    numbers = ".".join(f"%{each}" for each in range(max(1, place - shown + 1), place + 1))
    before, kind, after = (level.get(f"{_STYLE}num-{name}", "") for name in ("prefix", "format", "suffix"))
    # LibreOffice states the whole form in an attribute of its own, which other programs do not know.
    pattern = level.get(f"{_LIBREOFFICE}num-list-format", f"{before}{numbers}{after}")
    return ListLevel(re.sub(r"%(\d+)%", r"%\1", pattern), kind, _number(level, f"{_T}start-value"))


def _unread(body: Any, styles: Any) -> Iterator[PageWarning]:
    """A warning for each kind of thing in the document that was not read."""
    for name in dict.fromkeys(_ASIDE.values()):
        tags = [tag for tag, each in _ASIDE.items() if each == name]
        if count := sum(1 for _ in body.iter(*tags)):
            yield PageWarning(None, f"it has {name} ({count}): words in them were not read")
    for name in () if styles is None else ("header", "footer"):
        texts = [text for part in styles.iter(f"{_STYLE}{name}") if (text := one_line(_all_text(part)))]
        if texts:
            yield PageWarning(None, f"its page {name}s were not read: “{texts[0][:80]}”")
