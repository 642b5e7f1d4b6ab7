"""Ruled tables in PDF files: a row's cells together, under the heads of its columns."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from builders.pdf_files import Draw, body, grid, lines, pdf, together
from ingest.pdf import read_pdf
from ingest.reading import Block, BlockKind

LEFT, MIDDLE, RIGHT, END = 60, 180, 320, 540


def cell(text: str, left: float, top: float, bold: bool = False) -> Draw:
    if not bold:
        return lines(*text.split("\n"), left=left + 5, top=top - 14)

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 11)
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(left + 5, top - 14 - 14 * number, line)

    return draw


def rows(path: Path, *pages: Draw) -> list[Block]:
    return [block for block in read_pdf(pdf(path / "made.pdf", *pages)).blocks if block.kind == BlockKind.ROW]


def threshold_matrix() -> Draw:
    return together(
        body(0, top=780),
        grid([LEFT, MIDDLE, RIGHT, END], [700, 670, 620, 570]),
        *(
            cell(text, x, 700, bold=True)
            for text, x in zip(("Level", "Need", "Response"), (LEFT, MIDDLE, RIGHT), strict=True)
        ),
        cell("Level 2", LEFT, 670),
        cell("Additional needs that\none agency can meet", MIDDLE, 670),
        cell("Early help assessment\nby the lead practitioner", RIGHT, 670),
        cell("Level 4", LEFT, 620),
        cell("Significant harm", MIDDLE, 620),
        cell("Referral to social care", RIGHT, 620),
    )


def test_a_row_holds_its_cells_under_the_column_heads(tmp_path: Path) -> None:
    heads = "Level | Need | Response"
    assert [
        ("Level | Need | Response", ()),
        (
            "Level 2 | Additional needs that one agency can meet | Early help assessment by the lead practitioner",
            (heads,),
        ),
        ("Level 4 | Significant harm | Referral to social care", (heads,)),
    ] == [(row.text, row.headings) for row in rows(tmp_path, threshold_matrix())]


def test_heads_hold_on_the_next_page(tmp_path: Path) -> None:
    continued = together(
        grid([LEFT, MIDDLE, RIGHT, END], [780, 740]),
        cell("that needs a strategy discussion", RIGHT, 780),
        cell("and likely harm", MIDDLE, 780),
    )
    *_, last = rows(tmp_path, threshold_matrix(), continued)
    assert ("Level 4", "Level | Need | Response") == last.headings
    assert "and likely harm | that needs a strategy discussion" == last.text


def test_a_long_row_is_cut_between_paragraphs_and_keeps_its_head(tmp_path: Path) -> None:
    words = "the local authority must keep in touch with the young person at all times"
    duties = "\n".join(f"\u2022 duty {letter} is that {words}" for letter in "abcdefghijklmnop")
    page = together(
        grid([LEFT, MIDDLE, END], [760, 730, 480]),
        cell("Definition", LEFT, 760, bold=True),
        cell("Duties", MIDDLE, 760, bold=True),
        cell("Relevant child", LEFT, 730),
        cell(duties, MIDDLE, 730),
    )
    _, first, *others = rows(tmp_path, page)
    assert first.text.startswith("Relevant child | \u2022 duty a is")
    assert others
    assert {("Relevant child", "Definition | Duties")} == {row.headings for row in others}
    assert all(row.text.startswith("\u2022 duty") for row in others)


def test_a_head_that_spans_rows_is_a_heading_of_each(tmp_path: Path) -> None:
    def rules(canvas: Canvas) -> None:
        grid([MIDDLE, RIGHT, END], [700, 670, 640, 610])(canvas)
        grid([LEFT, MIDDLE], [700, 670, 610])(canvas)

    page = together(
        rules,
        *(
            cell(text, x, 700, bold=True)
            for text, x in zip(("Level", "Need", "Who"), (LEFT, MIDDLE, RIGHT), strict=True)
        ),
        cell("Level 3", LEFT, 670),
        cell("Complex needs", MIDDLE, 670),
        cell("Early help team", RIGHT, 670),
        cell("Going missing", MIDDLE, 640),
        cell("Police", RIGHT, 640),
    )
    _, first, second = rows(tmp_path, page)
    assert ("Level 3 | Complex needs | Early help team", ("Level | Need | Who",)) == (first.text, first.headings)
    assert ("Going missing | Police", ("Level 3", "Level | Need | Who")) == (second.text, second.headings)


def test_marks_stay_in_their_columns(tmp_path: Path) -> None:
    page = together(
        grid([LEFT, MIDDLE, RIGHT, END], [700, 670, 640, 610]),
        *(
            cell(text, x, 700, bold=True)
            for text, x in zip(("Who", "Advice", "Money"), (LEFT, MIDDLE, RIGHT), strict=True)
        ),
        cell("Child", LEFT, 670),
        cell("\u2022", RIGHT, 670),
        cell("Parent", LEFT, 640),
        cell("\u2022", MIDDLE, 640),
    )
    assert ["Who | Advice | Money", "Child | | \u2022", "Parent | \u2022"] == [row.text for row in rows(tmp_path, page)]


@pytest.mark.parametrize("bold", [True, False])
def test_definitions_without_column_heads_have_none(tmp_path: Path, bold: bool) -> None:
    page = together(
        grid([LEFT, MIDDLE, END], [700, 650, 600]),
        cell("Consent", LEFT, 700, bold=bold),
        cell("One of the lawful bases for processing personal information.", MIDDLE, 700),
        cell("Practitioner", LEFT, 650, bold=bold),
        cell("An individual who works with children and young people.", MIDDLE, 650),
    )
    found = rows(tmp_path, page)
    assert [(), ()] == [row.headings for row in found]
    assert found[0].text.startswith("Consent | One of the lawful bases")


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    page = together(grid([LEFT, END], [720, 600]), body(0, top=700))
    assert [] == rows(tmp_path, page)


def test_a_long_paragraph_in_a_cell_is_cut_between_sentences(tmp_path: Path) -> None:
    sentence = "The authority must keep in touch with the child\nand review the plan every six months or sooner.\n"
    page = together(
        grid([LEFT, MIDDLE, END], [780, 750, 300]),
        cell("Who", LEFT, 780, bold=True),
        cell("Duty", MIDDLE, 780, bold=True),
        cell("Relevant child", LEFT, 750),
        cell((sentence * 15).strip(), MIDDLE, 750),
    )
    _, first, *others = rows(tmp_path, page)
    assert first.text.startswith("Relevant child | The authority")
    assert {("Relevant child", "Who | Duty")} == {row.headings for row in others}
    assert all(row.text.startswith("The authority") and row.text.endswith("sooner.") for row in others)
