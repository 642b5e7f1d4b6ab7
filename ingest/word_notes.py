"""What a Word document holds beside its body: foot- and endnotes, which are read, and what is not."""

from collections.abc import Iterator
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RELATION

from ingest.packages import parse_xml
from ingest.reading import Block, BlockKind, PageWarning, one_line
from ingest.word_text import W, text_of

_KINDS = {"footnote": RELATION.FOOTNOTES, "endnote": RELATION.ENDNOTES}
_ASIDE = {RELATION.HEADER: "page headers", RELATION.FOOTER: "page footers", RELATION.COMMENTS: "comments"}
_SHOWN = 80
_DRAWN = {
    "pictures": ("}pic", "}imagedata"),
    "charts or diagrams": ("}chart", "}relIds"),
    "embedded files": ("}OLEObject", "}altChunk"),
}


class Notes:
    """The notes of a document, told in the order in which their marks are come by."""

    def __init__(self, part: Any) -> None:
        self._texts = {kind: _note_texts(part, kind, relation) for kind, relation in _KINDS.items()}
        self._met: dict[tuple[str, str], tuple[str, ...]] = {}

    def come_by(self, element: Any, headings: tuple[str, ...]) -> None:
        """Reading has come to a paragraph or table: its marks are met under these headings."""
        for kind in _KINDS:
            for mark in element.iter(f"{W}{kind}Reference"):
                self._met.setdefault((kind, mark.get(f"{W}id", "")), headings)

    def blocks(self) -> Iterator[Block]:
        """A paragraph a note, under the headings of the text that it explains."""
        numbers = dict.fromkeys(_KINDS, 0)
        for (kind, identity), headings in self._met.items():
            if text := self._texts[kind].get(identity):
                numbers[kind] += 1
                yield Block(BlockKind.PARAGRAPH, text, headings, place=f"{kind} {numbers[kind]}")


def unread_parts(document: Any) -> Iterator[PageWarning]:
    """A warning for each kind of thing in the document that was not read."""
    for relation, name in _ASIDE.items():
        if texts := _texts_aside(document.part, relation):
            shown = texts[0] if len(texts[0]) <= _SHOWN else f"{texts[0][:_SHOWN].rstrip()} …"
            yield PageWarning(None, f"its {name} were not read: “{shown}”{' and others' if len(texts) > 1 else ''}")
    counts = dict.fromkeys(_DRAWN, 0)
    for element in document.element.body.iter():
        for name, endings in _DRAWN.items():
            counts[name] += isinstance(element.tag, str) and element.tag.endswith(endings)
    for name, count in counts.items():
        if count:
            yield PageWarning(None, f"it has {name} ({count}): words in them were not read")


def _note_texts(part: Any, kind: str, relation: str) -> dict[str, str]:
    """The text of each note by its identity; the lines that part notes from the page are none."""
    texts = {}
    for blob in _blobs(part, relation):
        for note in parse_xml(blob).iter(f"{W}{kind}"):
            if note.get(f"{W}type", "normal") == "normal":
                texts[str(note.get(f"{W}id"))] = _all_text(note)
    return texts


def _texts_aside(part: Any, relation: str) -> list[str]:
    texts = (_all_text(parse_xml(blob)) for blob in _blobs(part, relation))
    return list(dict.fromkeys(filter(None, texts)))


def _blobs(part: Any, relation: str) -> Iterator[bytes]:
    for each in part.rels.values():
        if each.reltype == relation and not each.is_external:
            yield each.target_part.blob


def _all_text(element: Any) -> str:
    paragraphs = element.iter(f"{W}p")
    return one_line(" ".join(map(text_of, paragraphs)))
