"""The source of a generated document: TOML front matter between +++ lines, then Markdown."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

NOTICE = "For demonstration only - not for practice"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters in one weight."""

    text: str
    bold: bool = False


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 opens a slide or a page where the layout works by pages."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Callout:
    """Paragraphs set apart in a box, from a Markdown block quotation."""

    paragraphs: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Spans, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first row being the heads."""

    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True, slots=True)
class Directive:
    """A fenced block whose name says what to do with its lines: tiles, notes, picture, contents."""

    name: str
    lines: tuple[str, ...]


Block = Heading | Paragraph | Callout | Bullets | Table | Directive


@dataclass(frozen=True, slots=True)
class Source:
    """One document to be made. `version` is the line printed beside the title in headers and on covers."""

    folder: Path
    output: str
    title: str
    subtitle: str
    publisher: str
    version: str
    dated: date
    layout: str
    blocks: tuple[Block, ...]

    @property
    def moment(self) -> datetime:
        """The time written into the file's properties, so that a rebuild repeats it."""
        return datetime.combine(self.dated, time(9), tzinfo=UTC)


def read_source(path: Path) -> Source:
    """Read one source file; a missing key raises KeyError naming it."""
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    keys = tomllib.loads(front)
    return Source(
        folder=path.parent,
        output=keys["output"],
        title=keys["title"],
        subtitle=keys["subtitle"],
        publisher=keys["publisher"],
        version=keys["version"],
        dated=keys["dated"],
        layout=keys["layout"],
        blocks=tuple(_blocks(body)),
    )


def plain(spans: Spans) -> str:
    """The characters without their weight."""
    return "".join(span.text for span in spans)


def _blocks(markdown: str) -> Iterator[Block]:
    parser = MarkdownIt("commonmark", {"typographer": True}).enable(["table", "smartquotes"])
    for node in SyntaxTreeNode(parser.parse(markdown)).children:
        yield _block(node)


def _block(node: SyntaxTreeNode) -> Block:
    match node.type:
        case "heading":
            return Heading(int(node.tag[1]), plain(_inline(node)))
        case "paragraph":
            return Paragraph(_inline(node))
        case "blockquote":
            return Callout(tuple(_inline(child) for child in node.children))
        case "bullet_list" | "ordered_list":
            items = tuple(_inline(item.children[0]) for item in node.children)
            return Bullets(items, ordered=node.type == "ordered_list")
        case "table":
            rows = [row for part in node.children for row in part.children]
            return Table(tuple(tuple(_inline(cell) for cell in row.children) for row in rows))
        case "fence":
            return Directive(node.info.strip(), tuple(node.content.splitlines()))
    raise ValueError(f"a source may not hold a Markdown {node.type}")


def _inline(node: SyntaxTreeNode, bold: bool = False) -> Spans:
    spans: list[Span] = []
    for child in node.children:
        if child.type == "text":
            spans.append(Span(child.content, bold))
        elif child.type == "softbreak":
            spans.append(Span(" ", bold))
        else:
            spans.extend(_inline(child, bold or child.type == "strong"))
    return tuple(span for span in spans if span.text)
