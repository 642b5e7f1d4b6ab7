"""PowerPoint slides, made here."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pptx
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from ingest.reading import Block, BlockKind, Reading
from ingest.slides import read_slides
from knowledge.domain import PageReference


def slides(folder: Path, *writes: Callable[[Any], object]) -> Reading:
    presentation = pptx.Presentation()
    for write in writes:
        write(presentation.slides.add_slide(presentation.slide_layouts[5]))
    presentation.save(str(folder / "made.pptx"))
    return read_slides(folder / "made.pptx")


def test_a_slide_is_a_page_with_its_title_tables_and_notes(tmp_path: Path) -> None:
    def write(slide: Any) -> None:
        slide.shapes.title.text = "Referrals"
        slide.shapes.add_textbox(Cm(1), Cm(8), Cm(5), Cm(1)).text_frame.text = "below\vthe table"
        table = slide.shapes.add_table(2, 1, Cm(1), Cm(5), Cm(5), Cm(1)).table
        table.cell(0, 0).text, table.cell(1, 0).text = "Head", "Value"
        slide.notes_slide.notes_text_frame.text = "Say this."

    page, trail = PageReference(1), ("Referrals",)
    reading = slides(tmp_path, write)
    assert (
        Block(BlockKind.HEADING, "Referrals", trail, page, "slide 1"),
        Block(BlockKind.ROW, "Head", trail, page, "slide 1"),
        Block(BlockKind.ROW, "Value", (*trail, "Head"), page, "slide 1"),
        Block(BlockKind.PARAGRAPH, "below the table", trail, page, "slide 1"),
        Block(BlockKind.PARAGRAPH, "Say this.", (*trail, "Speaker notes"), page, "slide 1"),
    ) == reading.blocks
    assert 1 == reading.page_count


def test_groups_are_read_in_their_place_however_deep(tmp_path: Path) -> None:
    def write(slide: Any) -> None:
        slide.shapes.add_textbox(Cm(1), Cm(15), Cm(5), Cm(1)).text_frame.text = "last"
        inner = slide.shapes.add_group_shape().shapes.add_group_shape().shapes
        inner.add_textbox(Cm(1), Cm(5), Cm(5), Cm(1)).text_frame.text = "deep in groups"

    assert ["deep in groups", "last"] == [block.text for block in slides(tmp_path, write).blocks]


def test_slides_that_are_pictures_or_charts_are_reported(tmp_path: Path) -> None:
    def picture(slide: Any) -> None:
        slide.shapes.title.text = "Flowchart"
        image = BytesIO()
        Image.new("RGB", (20, 20)).save(image, "PNG")
        slide.shapes.add_picture(image, 0, 0)

    def chart(slide: Any) -> None:
        slide.shapes.title.text = "Performance"
        data = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories, _ = ["a"], data.add_series("s", [1])  # type: ignore[no-untyped-call]
        slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Cm(5), Cm(5), data)

    def text(slide: Any) -> None:
        slide.shapes.title.text = "Thank you"

    reading = slides(tmp_path, text, picture, chart, lambda slide: None)
    assert (2, 3, 4) == reading.unreadable_pages
    assert [2, 3, 4] == [warning.page for warning in reading.warnings]


def test_a_hidden_slide_keeps_its_number_and_is_named(tmp_path: Path) -> None:
    def hidden(slide: Any) -> None:
        slide.shapes.title.text = "Old"
        slide._element.set("show", "0")

    def shown(slide: Any) -> None:
        slide.shapes.title.text = "New"

    reading = slides(tmp_path, hidden, shown)
    assert [("New", "slide 2")] == [(block.text, block.place) for block in reading.blocks]
    assert [(1, "a hidden slide: it was not read; show it to have it read")] == [
        (warning.page, warning.what) for warning in reading.warnings
    ]


def test_cells_merged_over_rows_and_columns(tmp_path: Path) -> None:
    def write(slide: Any) -> None:
        table = slide.shapes.add_table(4, 2, Cm(1), Cm(5), Cm(5), Cm(1)).table
        for row, texts in enumerate((("Level", "Signs"), ("4", "burns"), ("", "bruises"), ("For all levels", ""))):
            table.cell(row, 0).text, table.cell(row, 1).text = texts
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 1))

    heads = ("Level | Signs",)
    assert [
        ("Level | Signs", ()),
        ("4 | burns", heads),
        ("4 | bruises", heads),
        ("For all levels",) * 1 + (("For all levels",),),
    ] == [(block.text, block.headings) for block in slides(tmp_path, write).blocks]
