"""HTML and Markdown."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString
from markdown_it import MarkdownIt

from ingest.reading import BULLET, Block, BlockKind, HeadingTrail, Reading, one_line
from ingest.tables import Cell, Row, table_blocks
from knowledge.errors import UnreadableFileError

# What a page shows on every page of a site, or never shows, is not the document. A form can hold a whole page.
_NOT_CONTENT = ["nav", "footer", "aside", "script", "style", "noscript", "template", "svg", "head"]
_CONTROLS = ["button", "select", "textarea"]
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_BLOCKS = frozenset(
    {*_HEADINGS, "p", "li", "blockquote", "pre", "dt", "dd", "table", "caption", "ul", "ol", "dl", "menu", "hr"}
    | {"div", "section", "article", "main", "body", "header", "hgroup", "figure", "figcaption", "center", "form"}
    | {"details", "summary", "address", "fieldset", "legend", "thead", "tbody", "tfoot", "tr", "th", "td"}
)
_MOST_NESTING = 100


def read_html(path: Path) -> Reading:
    """An HTML page: headings, paragraphs, lists and tables of its main part."""
    return read_markup(path.read_bytes(), "text/html")


def read_markdown(path: Path) -> Reading:
    """CommonMark with tables; raw HTML in it stays text."""
    try:
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("It is not UTF-8 text: save it as UTF-8.") from error
    renderer = MarkdownIt("commonmark", {"html": False, "maxNesting": _MOST_NESTING}).enable("table")
    return read_markup(renderer.render(source), "text/markdown")


def read_markup(source: str | bytes, media_type: str) -> Reading:
    """HTML that is at hand: the page of a file, or the body of a mail."""
    with warnings.catch_warnings():
        # XHTML is read as what browsers take it for; a page of one line is no address.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(source, "lxml")
    title = one_line(soup.title.get_text()) if soup.title else ""
    for unwanted in soup([*_NOT_CONTENT, *_CONTROLS]):
        unwanted.decompose()
    main = _main_part(soup)
    first_heading = main.find("h1")
    if first_heading is not None:
        title = one_line(first_heading.get_text()) or title
    return Reading(media_type, tuple(_blocks(main)), title)


def _main_part(soup: BeautifulSoup) -> Tag:
    articles = soup.find_all("article")
    return soup.find("main") or (articles[0] if len(articles) == 1 else None) or soup.body or soup


def _blocks(main: Tag) -> Iterator[Block]:
    for table in main.find_all("table"):
        if table.find([*_HEADINGS, "table"]) is not None:
            table.name = "div"  # it lays out a page: its cells are read as blocks
    trail, marks = HeadingTrail(), _Marks()
    for owner, text in _runs(main):
        if owner.name == "table":
            yield from _table(owner, trail.headings)
        elif owner.name in _HEADINGS:
            trail.enter(int(owner.name[1]), text)
            yield Block(BlockKind.HEADING, text, trail.headings)
        elif mark := marks.take(owner):
            yield Block(BlockKind.ITEM, mark + text, trail.headings)
        else:
            yield Block(BlockKind.PARAGRAPH, text, trail.headings)


def _runs(main: Tag) -> Iterator[tuple[Tag, str]]:
    """The text between two edges of blocks, with the block that it stands in; a table once, without text."""
    owners, owner, parts = {id(main): main}, main, list[str]()
    for node in main.descendants:
        above = owners[id(node.parent)]
        below = _owner(node, above) if isinstance(node, Tag) else above
        if isinstance(node, Tag):
            owners[id(node)] = below
        is_edge = below is not above or below is not owner
        if is_edge and (text := one_line("".join(parts))):
            yield owner, text
        if is_edge:
            owner, parts = below, []
        if below is node and below.name == "table":
            yield below, ""
        elif below.name != "table":
            parts.append(_shown(node))
    if text := one_line("".join(parts)):
        yield owner, text


def _owner(tag: Tag, above: Tag) -> Tag:
    """The block that a tag's text belongs to: headings and tables keep all that is inside them."""
    is_block = tag.name in _BLOCKS and above.name != "table" and above.name not in _HEADINGS
    return tag if is_block else above


def _shown(node: object) -> str:
    if isinstance(node, Tag):
        return " " if node.name == "br" else ""
    return str(node) if type(node) is NavigableString else ""  # its subclasses are comments and declarations


class _Marks:
    """The bullets and numbers of list items, each given to the first text of its item."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._taken: set[int] = set()

    def take(self, owner: Tag) -> str:
        """The mark that goes before a block's text, or nothing."""
        item = owner if owner.name == "li" else owner.parent
        if item is None or item.name != "li" or id(item) in self._taken:
            return ""
        self._taken.add(id(item))
        if item.parent is None or item.parent.name != "ol":
            return BULLET
        if id(item) not in self._places:
            items = item.parent.find_all("li", recursive=False)
            self._places |= {id(each): place for place, each in enumerate(items)}
        start = str(item.parent.get("start", "1"))
        first = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1
        return f"{first + self._places[id(item)]}. "


def _table(table: Tag, headings: tuple[str, ...]) -> Iterator[Block]:
    if (caption := table.find("caption")) and (text := one_line(_flat_text(caption))):
        yield Block(BlockKind.PARAGRAPH, text, headings)
    rows = [_row(row) for row in table.find_all("tr")]
    yield from table_blocks(rows, headings)


def _row(row: Tag) -> Row:
    cells = row.find_all(["th", "td"], recursive=False)
    is_head = row.parent is not None and row.parent.name == "thead"
    return Row(tuple(_cell(cell) for cell in cells), is_head)


def _cell(tag: Tag) -> Cell:
    return Cell(_flat_text(tag), _span(tag, "colspan"), _span(tag, "rowspan"), tag.name == "th")


def _span(tag: Tag, name: str) -> int:
    stated = str(tag.get(name, "1")).strip()
    return max(1, int(stated)) if re.fullmatch(r"[0-9]{1,5}", stated) else 1


def _flat_text(tag: Tag) -> str:
    """A cell's text, its blocks apart."""
    shown = (" " if isinstance(node, Tag) and node.name in _BLOCKS else _shown(node) for node in tag.descendants)
    return "".join(shown)
