"""The assurance report as a PDF: A4, paginated, with the same tables and plots as the page."""

import io
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, LongTable, Paragraph, SimpleDocTemplate, Spacer

from review.assurance_page import made_words, report_title
from review.audit.figures import Figure, Report, Section, Table
from review.audit.plots import Bar, Dot, Line, Plot, plot_of
from review.audit.wording import before_words, interval_words, value_words

# Vera comes with ReportLab; it is embedded, and has letters that the fonts of every reader have not.
_FONT, _BOLD = "Vera", "VeraBd"
_TEXT, _MUTED, _LINE, _MARK = HexColor("#1b2129"), HexColor("#4a5563"), HexColor("#c9d0d8"), HexColor("#0b4f94")
_MARGIN = 20 * mm
# A frame keeps 6 points for itself on either side.
_FRAME = 6
_WIDTH = A4[0] - 2 * (_MARGIN + _FRAME)
_PADDING = 2
_MOST_IN_CELL = 400


def report_pdf(report: Report) -> bytes:
    """The bytes of the PDF."""
    _register_fonts()
    title = report_title(report)
    out = io.BytesIO()
    template = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=22 * mm,
        bottomMargin=20 * mm,
        title=title,
        author="Signpost",
        subject="How a safeguarding partnership's assistant answered, and what reviewers found",
        creator="Signpost",
        keywords="safeguarding, assurance, audit",
        lang="en-GB",
    )
    story: list[Flowable] = [
        _Heading(title, 0, _style("title", 18, bold=True, after=4)),
        _paragraph(made_words(report), "muted"),
    ]
    for section in report.sections:
        story += _section(section)
    template.build(story, canvasmaker=_numbered(title))
    return out.getvalue()


def _section(section: Section) -> list[Flowable]:
    start: list[Flowable] = [
        CondPageBreak(75 * mm),
        Spacer(1, 16),
        _Heading(section.title, 1, _style("heading", 13, bold=True, after=4)),
    ]
    story = [KeepTogether([*start, *(_paragraph(sentence, "lead") for sentence in section.sentences[:1])])]
    story += [_paragraph(sentence, "lead") for sentence in section.sentences[1:]]
    for table in section.tables:
        if table.figures:
            story += _table(table)
    return [*story, *(_paragraph(note, "muted") for note in section.notes)]


def _table(table: Table) -> list[Flowable]:
    head: list[Flowable] = [Spacer(1, 8), _paragraph(table.title, "subheading")]
    if table.note:
        head.append(_paragraph(table.note, "muted"))
    plot = plot_of(table)
    drawn: list[Flowable] = [_Drawing(plot), Spacer(1, 6)] if plot else []
    rows = _grid_rows(table) if table.is_grid else _plain_rows(table)
    body = LongTable(rows, colWidths=_widths(table, len(rows[0])), repeatRows=1, style=_TABLE_STYLE, hAlign="LEFT")
    if len(rows) <= 12:
        return [KeepTogether([*head, *drawn]), KeepTogether([body])] if plot else [KeepTogether([*head, body])]
    return [KeepTogether([*head, *drawn, CondPageBreak(30 * mm)]), body]


def _plain_rows(table: Table) -> list[list[Flowable]]:
    names = [table.value_head]
    names += ["Of", "Interval (95%)"] if table.has_shares else []
    names += ["Before"] if table.has_before else []
    head = [_cell(table.head, "head"), *(_cell(name, "head_right") for name in names)]
    rows: list[list[Flowable]] = [[*head, *([_cell("Note", "head")] if table.has_notes else [])]]
    for figure in table.figures:
        rows.append([_cell(figure.group, "cell"), *(_cell(each, "right") for each in _said(table, figure))])
        if table.has_notes:
            rows[-1].append(_cell(figure.note, "cell"))
    return rows


def _said(table: Table, figure: Figure) -> list[str]:
    said = [value_words(figure)]
    if table.has_shares:
        said += ["" if figure.n is None else f"{figure.n:,}", interval_words(figure) or "–"]
    return [*said, *([before_words(figure)] if table.has_before else [])]


def _grid_rows(table: Table) -> list[list[Flowable]]:
    small = len(table.names) > 5
    head, right = ("small_head", "small") if small else ("head_right", "right")
    rows: list[list[Flowable]] = [
        [_cell(table.head, "head"), *(_cell(name[:1].upper() + name[1:], head) for name in table.names)]
    ]
    for group in table.groups:
        cells = (table.at(group, name) for name in table.names)
        rows.append([_cell(group, "cell"), *(_cell(value_words(each) if each else "", right) for each in cells)])
    return rows


def _widths(table: Table, columns: int) -> list[float]:
    if table.is_grid:
        first = 0.2 if columns > 6 else 0.4
        return [_WIDTH * first, *[_WIDTH * (1 - first) / (columns - 1)] * (columns - 1)]
    numbers = [0.1, 0.1, 0.17] if table.has_shares else [0.13]
    numbers += [0.11] if table.has_before else []
    note = [0.3] if table.has_notes else []
    widths = [1 - sum(numbers) - sum(note), *numbers, *note]
    return [_WIDTH * width for width in widths]


class _Drawing(Flowable):  # type: ignore[misc]
    """A plot, as wide as the column."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self.plot = plot
        self.width, self.height = _WIDTH, plot.height * _SCALE

    def wrap(self, *_: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        for shape in self.plot.shapes:
            if isinstance(shape, Line):
                canvas.setStrokeColor(_MARK if shape.role == "reach" else _LINE)
                canvas.setLineWidth(2 if shape.role == "reach" else 0.6)
                canvas.line(self._x(shape.x1), self._y(shape.y1), self._x(shape.x2), self._y(shape.y2))
            elif isinstance(shape, Bar):
                canvas.setFillColor(_MARK)
                top = self._y(shape.y + shape.height)
                canvas.rect(self._x(shape.x), top, self._x(shape.width), shape.height * _SCALE, stroke=0, fill=1)
            elif isinstance(shape, Dot):
                is_ring = shape.role == "before"
                canvas.setStrokeColor(_MARK)
                canvas.setFillColor(HexColor("#ffffff") if is_ring else _MARK)
                canvas.setLineWidth(1.4)
                canvas.circle(self._x(shape.x), self._y(shape.y), 3.6 if is_ring else 3.2, stroke=is_ring, fill=1)
            else:
                canvas.setFillColor(_MUTED if shape.role == "scale" else _TEXT)
                canvas.setFont(_BOLD if shape.role == "value" else _FONT, 7.5 if shape.role == "scale" else 8.5)
                draws = {"end": canvas.drawRightString, "middle": canvas.drawCentredString}
                draws.get(shape.anchor, canvas.drawString)(self._x(shape.x), self._y(shape.y), shape.text)

    def _x(self, share: float) -> float:
        return float(share * self.width)

    def _y(self, down: float) -> float:
        return float(self.height - down * _SCALE)


_SCALE = 0.72


class _Heading(Paragraph):  # type: ignore[misc]
    """A heading that stands in the PDF's outline too."""

    def __init__(self, text: str, level: int, style: ParagraphStyle) -> None:
        super().__init__(escape(text), style)
        self._text, self._level = text, level

    def draw(self) -> None:
        key = f"part-{self.canv.getPageNumber()}-{self._text}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(self._text, key, self._level, closed=False)
        super().draw()


def _numbered(title: str) -> type[Canvas]:
    """A canvas that writes "Page 2 of 9" once it knows how many there are."""

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - ReportLab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                self.setFont(_FONT, 8)
                self.setFillColor(_MUTED)
                self.drawString(_MARGIN + _FRAME, 11 * mm, title)
                self.drawRightString(A4[0] - _MARGIN - _FRAME, 11 * mm, f"Page {number} of {len(self._pages)}")
                super().showPage()
            super().save()

    return Numbered


_TABLE_STYLE = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, 0), 1, _LINE),
    ("LINEBELOW", (0, 1), (-1, -1), 0.4, _LINE),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
    ("LEFTPADDING", (1, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), _PADDING),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]


def _paragraph(text: str, style: str) -> Paragraph:
    return Paragraph(escape(text), _styles()[style])


def _cell(text: str, style: str) -> Paragraph:
    """A row cannot be taller than a page: a title that would make it so is cut."""
    return _paragraph(text if len(text) <= _MOST_IN_CELL else f"{text[:_MOST_IN_CELL]}…", style)


@cache
def _styles() -> dict[str, ParagraphStyle]:
    return {
        "lead": _style("lead", 10, after=4),
        "muted": _style("muted", 8, colour=_MUTED, before=4, after=2),
        "subheading": _style("subheading", 10, bold=True, after=3),
        "cell": _style("cell", 8.5),
        "right": _style("right", 8.5, right=True),
        "small": _style("small", 8, right=True),
        "head": _style("head", 8, colour=_MUTED),
        "head_right": _style("head_right", 8, colour=_MUTED, right=True),
        "small_head": _style("small_head", 6, colour=_MUTED, right=True),
    }


def _style(
    name: str,
    size: float,
    bold: bool = False,
    colour: HexColor = _TEXT,
    right: bool = False,
    before: float = 0,
    after: float = 0,
) -> ParagraphStyle:
    alignment = {"alignment": TA_RIGHT} if right else {}
    return ParagraphStyle(
        name,
        fontName=_BOLD if bold else _FONT,
        fontSize=size,
        leading=size * 1.35,
        textColor=colour,
        spaceBefore=before,
        spaceAfter=after,
        **alignment,
    )


@cache
def _register_fonts() -> None:
    for name in (_FONT, _BOLD):
        registerFont(TTFont(name, f"{name}.ttf"))
    registerFontFamily(_FONT, normal=_FONT, bold=_BOLD, italic=_FONT, boldItalic=_BOLD)
