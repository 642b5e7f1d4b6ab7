"""PDF files made here with reportlab: order, headings, running lines, page numbers, and what cannot be read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.pdf import read_pdf
from ingest.reading import BlockKind, Reading
from knowledge.errors import UnreadableFileError

WIDTH, HEIGHT = 595, 842
LEADING = 14
Draw = Callable[[Canvas], None]


def pdf(path: Path, *pages: Draw, **properties: object) -> Path:
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), **properties)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def read(folder: Path, *pages: Draw) -> Reading:
    return read_pdf(pdf(folder / "made.pdf", *pages))


def lines(*texts: str, top: float = 700, left: float = 70, size: float = 11, leading: float = LEADING) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for number, text in enumerate(texts):
            canvas.drawString(left, top - number * leading, text)

    return draw


def together(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for each in draws:
            each(canvas)

    return draw


def body(number: int, top: float = 680) -> Draw:
    """Three lines of a paragraph, different on each page."""
    word = "abcdefghijklmnop"[number]
    return lines(*(f"Sentence {word * 3} {part} goes on about the {word * 4} thing" for part in "xyz"), top=top)


def picture(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "red")), 100, 300, 300, 300)


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
    assert "left out, as it is repeated on its pages: Annual report" in [w.what for w in reading.warnings]


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
    assert [(1, "a contents list: not searched")] == [(w.page, w.what) for w in reading.warnings]


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
