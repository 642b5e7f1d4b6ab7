"""PDF files made here with reportlab: order, headings, running lines, page numbers, and what cannot be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from builders.pdf_files import LEADING, WIDTH, Draw, body, lines, pdf, picture, scan_of, together
from ingest import ocr, pdf_opening
from ingest.pdf import read_pdf
from ingest.reading import BlockKind, PageWarning, Reading, WarningKind
from knowledge.errors import UnreadableFileError

needs_tesseract = pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed")


def read(folder: Path, *pages: Draw) -> Reading:
    return read_pdf(pdf(folder / "made.pdf", *pages))


def texts(reading: Reading, page: int | None = None) -> Iterator[str]:
    return (b.text for b in reading.blocks if page is None or (b.page is not None and b.page.index == page))


def test_headings_rank_by_size(tmp_path: Path) -> None:
    page = together(
        lines("Chapter title", top=780, size=20),
        lines("Section title", top=740, size=14),
        body(0, top=710),
    )
    reading = read(
        tmp_path, lambda canvas: together(page, body(2, top=500), body(3, top=400), body(4, top=300))(canvas)
    )
    assert ["Chapter title", "Section title"] == [
        block.text for block in reading.blocks if block.kind == BlockKind.HEADING
    ]
    (below,) = {block.headings for block in reading.blocks if "aaa x" in block.text}
    assert ("Chapter title", "Section title") == below


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = lines(*(f"left column line {n} of it" for n in "abcdef"), left=60)
    right = lines(*(f"right column line {n} of it" for n in "abcdef"), left=330)
    text = " ".join(texts(read(tmp_path, together(left, right))))
    assert text.index("left column line f") < text.index("right column line a")


def test_running_lines_go_and_give_the_printed_numbers(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        head, foot = lines("Annual report", top=810), lines(f"Page {number + 10}", top=30)
        return together(head, body(number), foot)

    reading = read(tmp_path, *(page(number) for number in range(5)))
    assert [str(number + 10) for number in range(5)] == [
        block.page.printed for block in reading.blocks if block.page is not None
    ]
    assert not any("Annual report" in text or "Page 1" in text for text in texts(reading))
    assert {
        PageWarning(None, "left out, as it is repeated on 5 pages: Annual report", WarningKind.RUNNING_LINE),
        PageWarning(None, "left out, as it is repeated on 5 pages: Page", WarningKind.RUNNING_LINE),
    } == set(reading.warnings)


def test_stated_page_labels_outrank_the_numbers_on_the_page(tmp_path: Path) -> None:
    from pypdf import PdfWriter
    from pypdf.constants import PageLabelStyle

    pdf(tmp_path / "plain.pdf", body(0), body(1), body(2))
    writer = PdfWriter(tmp_path / "plain.pdf")
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 2, style=PageLabelStyle.DECIMAL, start=7)
    writer.write(tmp_path / "labelled.pdf")
    reading = read_pdf(tmp_path / "labelled.pdf")
    assert ["i", "ii", "7"] == [block.page.printed for block in reading.blocks if block.page is not None]


def test_a_lone_bullet_goes_with_its_line(tmp_path: Path) -> None:
    items = lines("first thing to do", "second thing to do", left=90, leading=30)
    bullets = lines("\u2022", "\u2022", left=70, leading=30)
    reading = read(tmp_path, together(body(0, top=780), items, bullets))
    assert ["• first thing to do", "• second thing to do"] == [
        block.text for block in reading.blocks if block.kind == BlockKind.ITEM
    ]


def test_a_contents_list_is_not_searched(tmp_path: Path) -> None:
    contents = lines(*(f"Chapter {n} on something ......... {i + 2}" for i, n in enumerate("abcdefgh")))
    reading = read(tmp_path, contents, body(0), body(1))
    assert [] == list(texts(reading, 1))
    assert (PageWarning(1, "a contents list: not searched", WarningKind.CONTENTS_LIST),) == reading.warnings


def test_a_list_of_figures_is_no_contents_list(tmp_path: Path) -> None:
    figures = lines(
        *(f"Referrals in month {n}   {i}" for n, i in zip("abcdefgh", (90, 12, 77, 31, 5, 88, 40, 61), strict=True))
    )
    reading = read(tmp_path, figures, body(0), body(1), body(2))
    assert "Referrals in month b 12" in " ".join(texts(reading, 1))


def test_a_page_with_only_a_picture_is_reported(tmp_path: Path) -> None:
    reading = read(tmp_path, body(0), together(lines("Flowchart"), picture), body(1))
    assert (2,) == reading.unreadable_pages
    assert [2] == [warning.page for warning in reading.warnings]
    assert 3 == reading.page_count


def test_the_title_counts_where_the_pages_show_it(tmp_path: Path) -> None:
    shown = pdf(tmp_path / "a.pdf", lines("Neglect toolkit", "for everyone to use here"), title="x")

    def titled(title: str) -> Draw:
        return lambda canvas: (canvas.setTitle(title), lines("Neglect toolkit", "and some words")(canvas))[-1]

    assert "Neglect toolkit" == read(tmp_path, titled("Neglect toolkit")).title
    assert "" == read(tmp_path, titled("Microsoft Word - template7")).title
    assert shown.is_file()


def test_a_page_without_text_alone_is_a_scan(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="it is a scan"):
        read(tmp_path, picture)


def test_a_scan_is_refused_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableFileError, match="apt-get install tesseract-ocr"):
        read(tmp_path, scan_of("The plan must be reviewed"))


def test_a_scanned_page_is_reported_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = read(tmp_path, body(0), scan_of("The plan must be reviewed"))
    assert (2,) == reading.unreadable_pages
    (warning,) = reading.warnings
    assert (2, WarningKind.UNREADABLE) == (warning.page, warning.kind)
    assert "apt-get install tesseract-ocr" in warning.what


@needs_tesseract
def test_a_scanned_page_among_others_is_read_by_ocr(tmp_path: Path) -> None:
    reading = read(tmp_path, body(0), scan_of("The plan must be reviewed", "within six months of the decision."))
    assert "The plan must be reviewed within six months of the decision." in " ".join(texts(reading, 2))
    assert () == reading.unreadable_pages
    what = "read by OCR: check the wording against the page"
    assert (PageWarning(2, what, WarningKind.READ_BY_OCR),) == reading.warnings


@needs_tesseract
def test_a_page_with_text_of_its_own_is_not_read_by_ocr(tmp_path: Path) -> None:
    text = lines(*(f"Line {n} of a page that speaks for itself" for n in "abcdefgh"))
    reading = read(tmp_path, together(scan_of("A watermark of many other words here"), text), body(0))
    assert () == reading.warnings


def test_a_page_of_charts_is_reported(tmp_path: Path) -> None:
    def chart(canvas: Canvas) -> None:
        for bar in range(5):
            canvas.rect(80 + 40 * bar, 300, 25, 40 + 20 * bar, fill=1, stroke=0)

    text = together(*(body(n, top=700 - 60 * n) for n in range(5)))
    page = together(lines("Performance headlines", size=20), lines("Number of contacts", top=600), chart)
    reading = read(tmp_path, text, page)
    what = "a heading and a picture or chart: no text or figures in it can be read"
    assert (PageWarning(2, what, WarningKind.CHART_ONLY),) == reading.warnings
    assert (2,) == reading.unreadable_pages


def test_a_heading_without_a_body_is_reported(tmp_path: Path) -> None:
    text = together(*(body(n, top=700 - 60 * n) for n in range(5)))
    reading = read(tmp_path, text, lines("Annex A: forms", size=20))
    assert (PageWarning(2, "a heading with hardly a body", WarningKind.HEADING_ONLY),) == reading.warnings


def test_what_stands_above_is_read_first_and_said_to_be_moved(tmp_path: Path) -> None:
    below, above = body(0, top=400), body(1, top=700)
    reading = read(tmp_path, together(below, above))
    text = " ".join(texts(reading))
    assert text.index("Sentence bbb") < text.index("Sentence aaa")
    assert [(1, WarningKind.READING_ORDER)] == [(w.page, w.kind) for w in reading.warnings]


def test_columns_drawn_line_by_line_are_read_one_after_the_other(tmp_path: Path) -> None:
    across = [
        lines(f"{side} column carries on in line {n}", left=left, top=700 - LEADING * place)
        for place, n in enumerate("abcdef")
        for side, left in (("left", 60), ("right", 330))
    ]
    text = " ".join(texts(read(tmp_path, together(*across))))
    assert text.index("left column carries on in line f") < text.index("right column carries on in line a")


def test_names_and_numbers_side_by_side_are_read_across(tmp_path: Path) -> None:
    across = [
        lines(text, left=left, top=700 - LEADING * place)
        for place, n in enumerate("abcdef")
        for text, left in ((f"Team {n}", 60), (f"0{n}", 330))
    ]
    text = " ".join(texts(read(tmp_path, together(*across))))
    assert text.index("Team a") < text.index("0a") < text.index("Team b")


def test_bookmarks_name_the_headings(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("Private fostering", "a", 0)
        canvas.bookmarkPage("b")
        canvas.addOutlineEntry("Notifying the local authority", "b", 1)
        lines("Private fostering", top=760)(canvas)
        lines("Notifying the local", "authority", top=730)(canvas)
        body(0)(canvas)

    reading = read(tmp_path, page)
    assert ["Private fostering", "Notifying the local authority"] == [
        block.text for block in reading.blocks if block.kind == BlockKind.HEADING
    ]
    assert ("Private fostering", "Notifying the local authority") == reading.blocks[-1].headings


def test_a_word_broken_at_a_line_end_is_made_whole(tmp_path: Path) -> None:
    text = lines(
        "The duty of safeguard-", "ing falls on every looked-", "after review. Safeguarding is for looked-after"
    )
    assert "The duty of safeguarding falls on every looked-after review." in " ".join(texts(read(tmp_path, text)))


def test_what_the_fields_of_a_form_show_is_read(tmp_path: Path) -> None:
    def form(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="a", value="Referred by the school nurse", x=80, y=600, width=300, height=20)

    assert "Referred by the school nurse" in " ".join(texts(read(tmp_path, form)))


def test_a_sideways_page_is_read(tmp_path: Path) -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.translate(0, -WIDTH)
        together(lines("A heading", top=500, size=20), body(0, top=460), body(1, top=400))(canvas)

    reading = read(tmp_path, sideways)
    assert "A heading" == reading.blocks[0].text
    assert BlockKind.HEADING == reading.blocks[0].kind
    assert 3 == len(reading.blocks)


def test_a_huge_page_is_drawn_small(tmp_path: Path) -> None:
    path = pdf(tmp_path / "huge.pdf", picture, pagesize=(14_400, 14_400))
    with pytest.raises(UnreadableFileError, match="it is a scan"):
        read_pdf(path)


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    monkeypatch.setattr(pdf_opening, "MOST_PAGES", 5)
    for _ in range(6):
        writer.add_blank_page(100, 100)
    writer.write(tmp_path / "long.pdf")
    with pytest.raises(UnreadableFileError, match=r"6 pages, more than 5: split it\."):
        read_pdf(tmp_path / "long.pdf")


def test_a_damaged_file_is_mended(tmp_path: Path) -> None:
    path = pdf(tmp_path / "damaged.pdf", body(0))
    path.write_bytes(path.read_bytes().replace(b"%PDF-1.", b"%XYZ-1.", 1))
    reading = read_pdf(path)
    assert any("Sentence aaa" in text for text in texts(reading))
    assert WarningKind.REPAIRED in {warning.kind for warning in reading.warnings}


def test_a_password_is_named(tmp_path: Path) -> None:
    path = pdf(tmp_path / "locked.pdf", body(0), encrypt=StandardEncryption("secret", strength=128))
    with pytest.raises(UnreadableFileError, match="protected by a password"):
        read_pdf(path)


@pytest.mark.parametrize("strength", [40, 128])
def test_a_restriction_without_a_password_is_no_hindrance(strength: int, tmp_path: Path) -> None:
    locks = StandardEncryption("", ownerPassword="owner", canCopy=0, strength=strength)
    assert any("Sentence aaa" in text for text in texts(read_pdf(pdf(tmp_path / "locked.pdf", body(0), encrypt=locks))))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"<html>not a PDF</html>", b"\x00" * 5000])
def test_what_is_not_a_pdf_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "not.pdf").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="is not a PDF, or it is damaged"):
        read_pdf(tmp_path / "not.pdf")


@pytest.mark.parametrize("percent", [5, 25, 50, 75, 95, 99])
def test_a_truncated_file_is_read_or_refused(percent: int, tmp_path: Path) -> None:
    path = pdf(tmp_path / "cut.pdf", *(body(number) for number in range(10)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * percent // 100])
    try:
        said = "It was read." if read_pdf(path).blocks else ""
    except UnreadableFileError as error:
        said = str(error)
    assert said.endswith(".")


def test_a_file_without_pages_is_refused(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    PdfWriter().write(tmp_path / "none.pdf")
    with pytest.raises(UnreadableFileError, match=r"without pages|is not a PDF"):
        read_pdf(tmp_path / "none.pdf")
