"""A PowerPoint file from a source: a title slide, then one slide for each first-level heading."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

from builders.corpus_source import (
    NOTICE,
    Block,
    Bullets,
    Callout,
    Directive,
    Heading,
    Paragraph,
    Source,
    Spans,
)
from builders.corpus_zip import write_stable_zip

_TITLE_COLOUR = MSO_THEME_COLOR.TEXT_2
_WIDTH, _HEIGHT, _MARGIN = Cm(33.867), Cm(19.05), Cm(1.8)
_TITLE_LAYOUT, _CONTENT_LAYOUT = 0, 1


def write_pptx(source: Source, target: Path) -> None:
    """Write `source` as a PowerPoint file."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = _WIDTH, _HEIGHT
    _set_properties(presentation, source)
    _add_title_slide(presentation, source)
    for number, (title, blocks) in enumerate(_slides(source.blocks), start=2):
        _add_slide(presentation, title, blocks, f"{source.title} | {NOTICE} | {number}")
    buffer = io.BytesIO()
    presentation.save(buffer)
    write_stable_zip(buffer.getvalue(), target)


def _slides(blocks: tuple[Block, ...]) -> Iterator[tuple[str, list[Block]]]:
    title, body = "", list[Block]()
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            if title:
                yield title, body
            title, body = block.text, []
        else:
            body.append(block)
    yield title, body


def _set_properties(presentation: Any, source: Source) -> None:
    properties = presentation.core_properties
    properties.title, properties.subject = source.title, source.subtitle
    properties.author = properties.last_modified_by = source.publisher
    properties.comments, properties.language = NOTICE, "en-GB"
    properties.created = properties.modified = source.moment


def _add_title_slide(presentation: Any, source: Source) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[_TITLE_LAYOUT])
    title, subtitle = slide.shapes.title, slide.placeholders[1]
    title.text = source.title
    _place(title, top=Cm(4), height=Cm(4))
    subtitle.text = f"{source.subtitle}\n{source.publisher}. {source.version}."
    _place(subtitle, top=Cm(8.5), height=Cm(5))
    for paragraph in subtitle.text_frame.paragraphs:
        paragraph.font.size = Pt(20)
    _style_title(title, Pt(40))
    _add_footer(slide, f"{NOTICE}. Follow your own partnership’s procedures.")


def _add_slide(presentation: Any, title: str, blocks: list[Block], footer: str) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[_CONTENT_LAYOUT])
    slide.shapes.title.text = title
    _place(slide.shapes.title, top=Cm(0.9), height=Cm(2.4))
    _style_title(slide.shapes.title, Pt(30))
    body = slide.placeholders[1]
    _place(body, top=Cm(3.6), height=Cm(13.2))
    _fill_body(body.text_frame, [block for block in blocks if not isinstance(block, Directive)])
    notes = [line for block in blocks if isinstance(block, Directive) for line in block.lines]
    slide.notes_slide.notes_text_frame.text = "\n".join(notes)
    _add_footer(slide, footer)


def _place(shape: Any, top: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = _MARGIN, top, _WIDTH - 2 * _MARGIN, height


def _style_title(title: Any, size: int) -> None:
    title.text_frame.word_wrap = True
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for paragraph in title.text_frame.paragraphs:
        paragraph.font.size, paragraph.font.bold = size, True
        paragraph.font.color.theme_color = _TITLE_COLOUR


def _fill_body(frame: Any, blocks: list[Block]) -> None:
    lines = [line for block in blocks for line in _lines(block)]
    for number, (spans, is_bullet) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(8)
        for span in spans:
            run = paragraph.add_run()
            run.text, run.font.bold, run.font.size = span.text, span.bold, Pt(20)
        if not is_bullet:
            _remove_bullet(paragraph)


def _lines(block: Block) -> Iterator[tuple[Spans, bool]]:
    match block:
        case Bullets():
            yield from ((item, True) for item in block.items)
        case Paragraph():
            yield block.spans, False
        case Callout():
            yield from ((spans, False) for spans in block.paragraphs)
        case _:
            raise ValueError(f"a slide cannot show {type(block).__name__}")


def _remove_bullet(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(properties.makeelement(qn("a:buNone")))


def _add_footer(slide: Any, text: str) -> None:
    box = slide.shapes.add_textbox(_MARGIN, Cm(17.4), _WIDTH - 2 * _MARGIN, Cm(1))
    box.name = "Footer"
    box.text_frame.text = text
    box.text_frame.paragraphs[0].font.size = Pt(12)
