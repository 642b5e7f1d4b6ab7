"""Word documents, made here."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from ingest.reading import Block, BlockKind, Reading
from ingest.word import read_word


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
        Block(BlockKind.HEADING, "Protocol", ("Protocol",), place="paragraph 1"),
        Block(BlockKind.HEADING, "Stages", trail, place="paragraph 2"),
        Block(BlockKind.PARAGRAPH, "Ring first.", trail, place="paragraph 3"),
        Block(BlockKind.ITEM, "• Write down", trail, place="paragraph 4"),
        Block(BlockKind.ROW, "Stage | When", trail, place="table 1, row 1"),
        Block(BlockKind.ROW, "1 | 24 hours", (*trail, "Stage | When"), place="table 1, row 2"),
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


def box(text: str) -> str:
    return f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    both = f"""<mc:AlternateContent xmlns:mc="{compatible}"><mc:Choice Requires="wps">{box("boxed")}</mc:Choice>
        <mc:Fallback><w:pict>{box("boxed")}</w:pict></mc:Fallback></mc:AlternateContent>"""
    body = f"<w:p>{run('Text.')}<w:r>{both}</w:r>{run(' More.')}</w:p><w:p>{run('Next.')}</w:p>"
    assert ["Text. More.", "boxed", "Next."] == word_xml(tmp_path, body)


def test_a_text_box_in_a_cell_is_part_of_the_cell(tmp_path: Path) -> None:
    cell = f"<w:tc><w:p>{run('cell')}<w:r>{box('boxed')}</w:r></w:p></w:tc>"
    assert ["cell boxed"] == word_xml(tmp_path, f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>")


def test_rows_and_cells_in_content_controls_are_read(tmp_path: Path) -> None:
    cell = f"<w:sdt><w:sdtContent><w:tc><w:p>{run('cell')}</w:p></w:tc></w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr>{cell}</w:tr></w:sdtContent></w:sdt>"
    assert ["cell"] == word_xml(tmp_path, f"<w:tbl>{row}</w:tbl>")


def test_rows_that_word_marks_as_heads_are_the_column_heads(tmp_path: Path) -> None:
    def write(document: Any) -> None:
        table = document.add_table(3, 2)
        for row, texts in zip(table.rows, (("Need", ""), ("Health", "School"), ("asthma", "late")), strict=True):
            row.cells[0].text, row.cells[1].text = texts
        table.cell(0, 0).merge(table.cell(0, 1))
        for row in table.rows[:2]:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))

    last = word(tmp_path, write).blocks[-1]
    assert ("asthma | late", "Health | School") == (last.text, last.headings[-1])


def test_numbered_paragraphs_keep_their_number(tmp_path: Path) -> None:
    def write(document: Any) -> None:
        for text in ("First", "Second"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("Point", style="List Bullet")
        document.add_paragraph("Third", style="List Number")

    assert ["1. First", "2. Second", "• Point", "3. Third"] == [b.text for b in word(tmp_path, write).blocks]


def with_part(document: Any, kind: str, content: str) -> None:
    part = Part(PackURI(f"/word/{kind}.xml"), "application/xml", content.encode(), document.part.package)
    document.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}")


def test_footnotes_are_read_at_the_end_under_the_headings_of_their_mark(tmp_path: Path) -> None:
    def write(document: Any) -> None:
        document.add_heading("Duties", 1)
        insert(document, f'<w:p>{run("Refer.")}<w:r><w:footnoteReference w:id="7"/></w:r></w:p>')
        document.add_heading("Later", 1)
        line = f'<w:footnote w:id="0" w:type="separator"><w:p>{run("-")}</w:p></w:footnote>'
        notes = f"""<w:footnotes {nsdecls("w")}>{line}
            <w:footnote w:id="7"><w:p>{run("Section 47.")}</w:p></w:footnote></w:footnotes>"""
        with_part(document, "footnotes", notes)

    expected = Block(BlockKind.PARAGRAPH, "Section 47.", ("Duties",), place="footnote 1")
    assert expected == word(tmp_path, write).blocks[-1]


def test_what_is_not_read_is_named(tmp_path: Path) -> None:
    def write(document: Any) -> None:
        document.add_paragraph("Text.")
        document.sections[0].header.paragraphs[0].text = "Draft, version 3"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
        image = BytesIO()
        Image.new("RGB", (20, 20)).save(image, "PNG")
        document.add_picture(image)

    assert [
        "its page headers were not read: “Draft, version 3”",
        "its page footers were not read: “Page 1”",
        "it has pictures (1): words in them were not read",
    ] == [warning.what for warning in word(tmp_path, write).warnings]
