"""A Word file from a source: real heading styles, lists and tables whose head row repeats."""

import io
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph

from builders.corpus_source import NOTICE, Block, Bullets, Callout, Heading, Paragraph, Source, Spans, Table
from builders.corpus_zip import write_stable_zip

_BLUE = RGBColor(0x1F, 0x3A, 0x5F)
_HEAD_FILL, _FIRST_COLUMN_FILL, _CALLOUT_FILL = "1F3A5F", "E8EEF5", "FFF4D6"
_A4_LONG, _A4_SHORT, _MARGIN = Cm(29.7), Cm(21.0), Cm(2.0)


def write_docx(source: Source, target: Path) -> None:
    """Write `source` as a Word file."""
    document = Document()
    _set_page(document, landscape=source.layout == "landscape")
    _set_styles(document)
    _set_properties(document, source)
    _add_face(document, source)
    for block in source.blocks:
        _add_block(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    write_stable_zip(buffer.getvalue(), target)


def _set_page(document: WordDocument, landscape: bool) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width = _A4_LONG if landscape else _A4_SHORT
    section.page_height = _A4_SHORT if landscape else _A4_LONG
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN


def _set_styles(document: WordDocument) -> None:
    for name, size in {"Normal": 11, "Title": 24, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11}.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size = "Arial", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if "Theme" in str(key)]:
            del fonts.attrib[theme]
        if name != "Normal":
            style.font.color.rgb = _BLUE
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _set_properties(document: WordDocument, source: Source) -> None:
    properties = document.core_properties
    properties.title, properties.subject = source.title, source.subtitle
    properties.author = properties.last_modified_by = source.publisher
    properties.comments, properties.language = NOTICE, "en-GB"
    properties.created = properties.modified = source.moment


def _add_face(document: WordDocument, source: Source) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{source.title} | {source.version}"
    section.footer.paragraphs[0].text = f"{source.publisher} | {NOTICE}"
    document.add_paragraph(source.title, style="Title")
    document.add_paragraph(source.subtitle, style="Subtitle")
    document.add_paragraph(f"{source.publisher}. {source.version}.")
    _add_callout(document, f"{NOTICE}. Follow your own partnership’s procedures.")


def _add_block(document: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            document.add_heading(block.text, level=block.level)
        case Paragraph():
            _add_spans(document.add_paragraph(), block.spans)
        case Callout():
            for spans in block.paragraphs:
                _add_spans(_add_callout(document, ""), spans)
        case Bullets():
            style = "List Number" if block.ordered else "List Bullet"
            for item in block.items:
                _add_spans(document.add_paragraph(style=style), item)
        case Table():
            _add_table(document, block)
        case _:
            raise ValueError(f"a Word file cannot show {block.name}")


def _add_spans(paragraph: WordParagraph, spans: Spans, size: int | None = None) -> None:
    for span in spans:
        run = paragraph.add_run(span.text)
        run.bold = span.bold or None
        if size is not None:
            run.font.size = Pt(size)


def _add_callout(document: WordDocument, text: str) -> WordParagraph:
    paragraph = document.add_paragraph(text)
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), _CALLOUT_FILL)
    paragraph._p.get_or_add_pPr().append(shading)
    return paragraph


def _add_table(document: WordDocument, table: Table) -> None:
    grid = document.add_table(rows=0, cols=len(table.rows[0]), style="Table Grid")
    for number, cells in enumerate(table.rows):
        row = grid.add_row()
        _set_row_property(row, "w:cantSplit")
        if number == 0:
            _set_row_property(row, "w:tblHeader")
        for column, spans in enumerate(cells):
            _fill_cell(row.cells[column], spans, is_head=number == 0, is_first=column == 0)
    document.add_paragraph()


def _set_row_property(row: _Row, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))


def _fill_cell(cell: _Cell, spans: Spans, is_head: bool, is_first: bool) -> None:
    paragraph = cell.paragraphs[0]
    _add_spans(paragraph, spans, size=9)
    for run in paragraph.runs:
        run.bold = True if is_head or is_first else run.bold
        if is_head:
            run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    if is_head or is_first:
        shading = OxmlElement("w:shd")
        shading.set(qn("w:val"), "clear")
        shading.set(qn("w:fill"), _HEAD_FILL if is_head else _FIRST_COLUMN_FILL)
        cell._tc.get_or_add_tcPr().append(shading)
