"""Word documents and PowerPoint slides, made here and bent out of shape."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from ingest.reading import Block, BlockKind, Reading
from ingest.slides import read_slides
from ingest.word import read_word
from knowledge.domain import PageReference
from knowledge.errors import UnreadableFileError


def word(folder: Path, write: Callable[[Any], object]) -> Reading:
    document = docx.Document()
    write(document)
    document.save(str(folder / "made.docx"))
    return read_word(folder / "made.docx")


def word_xml(folder: Path, body: str) -> list[str]:
    """The texts of a document whose body begins with this XML."""
    return [b.text for b in word(folder, lambda d: insert(d, body)).blocks]


def insert(document: Any, body: str) -> None:
    for element in parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>"):
        document.element.body.insert(-1, element)


def slides(folder: Path, *writes: Callable[[Any], object]) -> Reading:
    presentation = pptx.Presentation()
    for write in writes:
        write(presentation.slides.add_slide(presentation.slide_layouts[5]))
    presentation.save(str(folder / "made.pptx"))
    return read_slides(folder / "made.pptx")


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_lists_and_tables(tmp_path: Path) -> None:
    def write(document: Any) -> None:
        document.add_heading("Protocol", 0)
        document.add_heading("Stages", 1)
        document.add_paragraph("Ring first.")
        document.add_paragraph("Write down", style="List Bullet")
        table = document.add_table(2, 2)
        for cell, text in zip(
            (c for row in table.rows for c in row.cells), ("Stage", "When", "1", "24 hours"), strict=True
        ):
            cell.text = text

    trail = ("Protocol", "Stages")
    assert (
        Block(BlockKind.HEADING, "Protocol", ("Protocol",)),
        Block(BlockKind.HEADING, "Stages", trail),
        Block(BlockKind.PARAGRAPH, "Ring first.", trail),
        Block(BlockKind.ITEM, "• Write down", trail),
        Block(BlockKind.ROW, "Stage | When", trail),
        Block(BlockKind.ROW, "1 | 24 hours", (*trail, "Stage | When")),
    ) == word(tmp_path, write).blocks


def test_a_cell_merged_over_rows_is_told_in_each(tmp_path: Path) -> None:
    def write(document: Any) -> None:
        table = document.add_table(3, 2)
        table.cell(1, 0).merge(table.cell(2, 0)).text = "Level 4"
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Heads"
        table.cell(1, 1).text, table.cell(2, 1).text = "burns", "bruises"

    assert ["Heads", "Level 4 | burns", "Level 4 | bruises"] == [b.text for b in word(tmp_path, write).blocks]


def test_content_controls_insertions_and_fields_are_read(tmp_path: Path) -> None:
    body = f"""
        <w:sdt><w:sdtContent><w:p>{run("In a control.")}</w:p></w:sdtContent></w:sdt>
        <w:p>{run("You must ")}<w:ins w:id="1" w:author="a">{run("not ")}</w:ins>
            <w:del w:id="2" w:author="a"><w:r><w:delText>always </w:delText></w:r></w:del>
            <w:sdt><w:sdtContent>{run("wait")}</w:sdtContent></w:sdt>
            <w:fldSimple w:instr="PAGE">{run(" 5")}</w:fldSimple>
            <w:r><w:br/><w:t>days</w:t><w:noBreakHyphen/><w:t>long</w:t></w:r></w:p>"""
    assert ["In a control.", "You must not wait 5 days-long"] == word_xml(tmp_path, body)


def test_a_table_inside_a_cell_is_read(tmp_path: Path) -> None:
    def table(content: str) -> str:
        return f"<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{content}<w:p/></w:tc></w:tr></w:tbl>"

    inner = table(f"<w:p>{run('inner')}</w:p>")
    assert ["outer inner"] == word_xml(tmp_path, table(f"<w:p>{run('outer')}</w:p>{inner}"))


def test_text_boxes_are_named_as_not_read(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('boxed')}</w:p></w:txbxContent></w:pict></w:r>"
    reading = word(tmp_path, lambda document: insert(document, f"<w:p>{run('Text.')}{box}</w:p>"))
    assert ["Text."] == [block.text for block in reading.blocks]
    assert ["it has text boxes: what stands in them was not read"] == [warning.what for warning in reading.warnings]


def repack(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change one part of an Office file."""
    parts = {info.filename: zipfile.ZipFile(path).read(info) for info in zipfile.ZipFile(path).infolist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)


def with_entities(declarations: str, use: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        document = content.decode().split("?>", 1)[1]
        return f"<!DOCTYPE x [{declarations}]>{document.replace('PLACE', use)}".encode()

    return change


LAUGHS = "".join(f"<!ENTITY {name} '{f'&{part};' * 20}'>" for part, name in zip("abcdefg", "bcdefgl", strict=True))


@pytest.mark.parametrize(
    ("declarations", "use"),
    [('<!ENTITY file SYSTEM "file:///etc/passwd">', "&file;"), ("<!ENTITY a 'ha ha'>" + LAUGHS, "&l;")],
)
def test_entities_are_never_resolved(declarations: str, use: str, tmp_path: Path) -> None:
    word(tmp_path, lambda document: document.add_paragraph("Before PLACE after"))
    repack(tmp_path / "made.docx", "word/document.xml", with_entities(declarations, use))
    try:
        text = " ".join(block.text for block in read_word(tmp_path / "made.docx").blocks)
    except UnreadableFileError:
        return
    assert "root" not in text
    assert "ha" not in text


@pytest.mark.parametrize("read", [read_word, read_slides])
@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0 an old binary file"])
def test_what_is_no_package_is_refused(read: Callable[[Path], Reading], content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="or it is damaged"):
        read(tmp_path / "file")


@pytest.mark.parametrize(
    "change", [lambda b: b"", lambda b: b"<x", lambda b: b[:500], lambda b: b"<a>" * 500, lambda b: b"<a/>"]
)
def test_a_damaged_part_is_refused(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    word(tmp_path, lambda document: document.add_paragraph("Text."))
    repack(tmp_path / "made.docx", "word/document.xml", change)
    with pytest.raises(UnreadableFileError, match=r"or it is damaged|without a body"):
        read_word(tmp_path / "made.docx")


def test_each_kind_refuses_the_other(tmp_path: Path) -> None:
    word(tmp_path, lambda document: document.add_paragraph("Text."))
    slides(tmp_path, lambda slide: None)
    for read, name in ((read_word, "made.pptx"), (read_slides, "made.docx")):
        with pytest.raises(UnreadableFileError, match="or it is damaged"):
            read(tmp_path / name)


def test_a_file_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as package, package.open("x", "w") as part:
        for _ in range(51):
            part.write(bytes(10_000_000))
    with pytest.raises(UnreadableFileError, match="unpacks to more than 500 MB"):
        read_word(tmp_path / "bomb.docx")


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
        Block(BlockKind.HEADING, "Referrals", trail, page),
        Block(BlockKind.ROW, "Head", trail, page),
        Block(BlockKind.ROW, "Value", (*trail, "Head"), page),
        Block(BlockKind.PARAGRAPH, "below the table", trail, page),
        Block(BlockKind.PARAGRAPH, "Say this.", (*trail, "Speaker notes"), page),
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
