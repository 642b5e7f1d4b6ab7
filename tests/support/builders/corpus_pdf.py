"""A PDF from a source: running header and footer, printed page numbers, page labels and an outline.

The portrait layout numbers its pages from the first. The landscape layout has an unnumbered cover, so the
number printed on a page is one less than the page's place in the file.
"""

from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import cm
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from builders.corpus_pdf_blocks import BLUE, flowables
from builders.corpus_source import NOTICE, Source

_MARGIN = 2 * cm


def write_pdf(source: Source, target: Path) -> None:
    """Write `source` as a PDF, uncompressed so that its bytes depend on no compression library."""
    has_cover = source.layout == "landscape"
    size = landscape(A4) if has_cover else A4
    document: Any = BaseDocTemplate(
        str(target),
        pagesize=size,
        title=source.title,
        author=source.publisher,
        subject=source.subtitle,
        keywords=[NOTICE],
        creator=source.publisher,
        lang="en-GB",
        invariant=1,
        pageCompression=0,
    )
    width, height = size
    frame = Frame(_MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN - 0.4 * cm, 0, 0, 0, 0)

    def draw_page(canvas: Any, _: Any) -> None:
        _draw_furniture(canvas, source, size, has_cover)

    document.addPageTemplates(PageTemplate(frames=[frame], onPage=draw_page))
    document.afterFlowable = lambda flowable: _add_to_outline(document, flowable, has_cover)
    document.multiBuild(flowables(source, has_cover, width - 2 * _MARGIN))


def _draw_furniture(canvas: Any, source: Source, size: tuple[float, float], has_cover: bool) -> None:
    number = canvas.getPageNumber()
    printed = number - 1 if has_cover else number
    if number == 1:
        _label_pages(canvas, has_cover)
    canvas.saveState()
    canvas.setFont("Helvetica", 8.5)
    canvas.setFillColor(BLUE)
    right, top = size[0] - _MARGIN, size[1] - 1.3 * cm
    if printed:
        canvas.drawString(_MARGIN, top, source.title)
        canvas.drawRightString(right, top, source.version)
        canvas.line(_MARGIN, top - 5, right, top - 5)
        canvas.drawRightString(right, 1.1 * cm, f"Page {printed}")
    canvas.drawString(_MARGIN, 1.1 * cm, f"{source.publisher} | {NOTICE}")
    canvas.restoreState()


def _label_pages(canvas: Any, has_cover: bool) -> None:
    if has_cover:
        canvas.addPageLabel(0, prefix="Cover")
    canvas.addPageLabel(int(has_cover), style="ARABIC", start=1)


def _add_to_outline(document: Any, flowable: Any, has_cover: bool) -> None:
    style = getattr(getattr(flowable, "style", None), "name", "")
    if style not in ("Heading1", "Heading2"):
        return
    level, title, canvas = int(style[-1]) - 1, flowable.getPlainText(), document.canv
    key = f"{title}@{document.page}"
    canvas.bookmarkPage(key)
    canvas.addOutlineEntry(title, key, level, closed=False)
    if level == 0 and title != "Contents":
        document.notify("TOCEntry", (0, title, document.page - int(has_cover), key))
