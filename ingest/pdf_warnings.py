"""What a person should know of the pages of a PDF: what could not be read, what was left out, what may be wrong."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest import ocr
from ingest.layout import Layout
from ingest.pdf_page import PageContent
from ingest.reading import Block, BlockKind, PageWarning, WarningKind

_CAPTION_WORDS = 80
_SENTENCE_WORDS = 8
_MOST_ITEMS = 3
_BODY_WORDS = 8


@dataclass(frozen=True)
class PageFindings:
    """What reading a file found, page by page; pages are named by their index from 1.

    `pictured` were to be read by OCR, `read_by_ocr` gave words.
    """

    pages: Sequence[PageContent]
    layout: Layout
    pictured: Collection[int]
    read_by_ocr: Collection[int]
    is_mended: bool = False

    @cached_property
    def unreadable(self) -> tuple[int, ...]:
        """Pages that show more than could be read."""
        return tuple(sorted({*self._pictures, *self.charts}))

    @cached_property
    def charts(self) -> frozenset[int]:
        """Pages of a heading, captions at most, and drawings: no sentence, no table."""
        blocks = self.blocks
        return frozenset(
            page
            for page, content in enumerate(self.pages, 1)
            if page > 1  # a cover has a picture and a title
            and content.is_drawn
            and page not in self.layout.contents_pages
            and page not in self._pictures
            and _are_captions(blocks[page])
        )

    @cached_property
    def bare_headings(self) -> tuple[int, ...]:
        """Pages that show a heading and nothing else."""
        return tuple(
            page
            for page, blocks in sorted(self.blocks.items())
            if page > 1
            and page not in self.unreadable
            and page not in self.layout.contents_pages
            and any(block.kind == BlockKind.HEADING for block in blocks)
            and sum(_words(block) for block in blocks if block.kind != BlockKind.HEADING) < _BODY_WORDS
        )

    @cached_property
    def _pictures(self) -> frozenset[int]:
        """Pages with hardly a word that are drawn or pictured, or could not be loaded."""
        return frozenset(
            page
            for page in self.layout.scant_pages
            if page not in self.read_by_ocr and (page in self.pictured or self.pages[page - 1].is_drawn)
        ) | frozenset(page for page, content in enumerate(self.pages, 1) if content.is_garbled)

    @cached_property
    def blocks(self) -> defaultdict[int, list[Block]]:
        """What was read, by page."""
        blocks: defaultdict[int, list[Block]] = defaultdict(list)
        for block in self.layout.blocks:
            if block.page is not None:
                blocks[block.page.index].append(block)
        return blocks


def page_warnings(found: PageFindings) -> Iterator[PageWarning]:
    """Everything worth saying, by what it is about."""
    if found.is_mended:
        yield PageWarning(None, "damaged: what could be saved of it was read", WarningKind.REPAIRED)
    for page in found.unreadable:
        yield _unreadable(found, page)
    for page in found.bare_headings:
        yield PageWarning(page, "a heading with hardly a body", WarningKind.HEADING_ONLY)
    for page in sorted(found.read_by_ocr):
        yield PageWarning(page, "read by OCR: check the wording against the page", WarningKind.READ_BY_OCR)
    for page, content in enumerate(found.pages, 1):
        if content.is_flowchart:
            what = "boxes joined by lines, as in a flowchart: the order of its text is not certain"
            yield PageWarning(page, what, WarningKind.READING_ORDER)
        elif content.is_reordered:
            what = "drawn in another order than it is read in: put in order by place, check it against the page"
            yield PageWarning(page, what, WarningKind.READING_ORDER)
    yield from _left_out(found.layout)


def _unreadable(found: PageFindings, page: int) -> PageWarning:
    could_be_read = page in found.pictured and not ocr.is_installed()
    hint = f"; to have it read, install Tesseract ({ocr.INSTALL}) and ingest again" if could_be_read else ""
    if any(block.kind == BlockKind.HEADING for block in found.blocks[page]):
        what = "a heading and a picture or chart: no text or figures in it can be read"
        return PageWarning(page, what + hint, WarningKind.CHART_ONLY)
    return PageWarning(page, "hardly any readable text: a picture, a chart or a scan" + hint, WarningKind.UNREADABLE)


def _left_out(layout: Layout) -> Iterator[PageWarning]:
    for page in layout.contents_pages:
        yield PageWarning(page, "a contents list: not searched", WarningKind.CONTENTS_LIST)
    for line, pages in layout.running_lines:
        yield PageWarning(None, f"left out, as it is repeated on {pages} pages: {line}", WarningKind.RUNNING_LINE)
    if layout.numbered_pages:
        what = f"left out, as they only number the pages: the page numbers of {layout.numbered_pages} pages"
        yield PageWarning(None, what, WarningKind.RUNNING_LINE)


def _are_captions(blocks: Sequence[Block]) -> bool:
    return (
        sum(map(_words, blocks)) < _CAPTION_WORDS
        and sum(block.kind == BlockKind.ITEM for block in blocks) <= _MOST_ITEMS
        and not any(_is_sentence(block) or block.kind == BlockKind.ROW for block in blocks)
    )


def _is_sentence(block: Block) -> bool:
    return block.kind != BlockKind.HEADING and _words(block) >= _SENTENCE_WORDS and block.text[-1] in ".!?:;"


def _words(block: Block) -> int:
    return len(block.text.split())
