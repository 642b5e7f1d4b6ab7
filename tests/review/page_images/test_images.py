"""Pages drawn with their quotes marked, by the processes that draw them for the console."""

import io
import logging
import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from builders.hostile import HOSTILE, write_pdf_bomb
from builders.marked_pages import kept, lies_on, text_under
from builders.pdf_files import Draw, body, lines, pdf, together
from knowledge.domain import Version
from knowledge.scanned_words import ScannedWord, keep_scanned_words
from review.page_images.drawers import DrawingLimits
from review.page_images.image import PageImage
from review.page_images.images import PageImages

QUOTE = "The plan must be reviewed within six months."
PAGE = together(
    body(0, top=600), lines("It is written down. The plan must be reviewed", "within six months. The board is told.")
)


@pytest.fixture
def images(tmp_path: Path) -> Iterator[PageImages]:
    with PageImages(tmp_path) as images:
        yield images


@pytest.fixture(scope="module")
def bomb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that takes many seconds and hundreds of megabytes to draw."""
    return write_pdf_bomb(tmp_path_factory.mktemp("bomb") / "bomb.pdf", 300_000_000)


def drawing_processes() -> set[int]:
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"review.page_images.worker" in (folder / "cmdline").read_bytes():
                found.add(int(folder.name))
    return found


def version(data: Path, *pages: Draw, **properties: object) -> Version:
    return kept(data, pdf(data / "made.pdf", *(pages or (PAGE,)), **properties))


def changed(data: Path, made: Version, **boxes: tuple[float, ...] | int) -> Version:
    """The version with another box or rotation of its pages."""
    writer = pypdf.PdfWriter(clone_from=data / "originals" / made.sha256)
    for page in writer.pages:
        for name, value in boxes.items():
            if name == "rotation":
                page.rotate(int(str(value)))
            else:
                setattr(page, name, pypdf.generic.RectangleObject(value))  # type: ignore[arg-type]
    file = data / "changed.pdf"
    writer.write(file)
    return kept(data, file)


def decoded(image: PageImage) -> Image.Image:
    return Image.open(io.BytesIO(image.content)).convert("RGB")


def assert_lies_right(data: Path, made: Version, image: PageImage | None, quote: str = QUOTE) -> PageImage:
    assert image is not None
    assert image.is_marked
    under = text_under(data / "originals" / made.sha256, 1, image)
    assert lies_on(quote, under), under
    return image


def test_the_quote_is_marked_line_by_line_and_can_be_read(images: PageImages, tmp_path: Path) -> None:
    made = version(tmp_path)
    plain, marked = images.image(made, 1, []), images.image(made, 1, [QUOTE])
    assert plain is not None
    assert_lies_right(tmp_path, made, marked)
    assert marked is not None
    assert ((1100, 1557), "image/png", 2) == ((marked.width, marked.height), marked.media_type, len(marked.boxes))
    assert ((), False) == (plain.boxes, plain.is_marked)
    before, after = decoded(plain), decoded(marked)
    assert (marked.width, marked.height) == after.size
    box = marked.boxes[0]
    inside = after.crop((int(box.left), int(box.top), int(box.right), int(box.bottom) - 4))
    red, _, blue = inside.split()
    paper = 0.5 * inside.width * inside.height
    assert min(sum(red.histogram()[230:]), sum(blue.histogram()[:130])) > paper  # yellow
    assert any(inside.convert("L").histogram()[:60])  # black letters
    edge = after.crop((int(box.left), int(box.bottom) - 1, int(box.right), int(box.bottom)))
    assert not any(edge.convert("L").histogram()[100:])  # underlined
    outside = (0, 0, marked.width, int(box.top) - 1)
    assert before.crop(outside).histogram() == after.crop(outside).histogram()


def test_two_quotes_of_a_page(images: PageImages, tmp_path: Path) -> None:
    made = version(tmp_path)
    image = images.image(made, 1, [QUOTE, "The board is told."])
    assert_lies_right(tmp_path, made, image, QUOTE + "The board is told.")
    half = images.image(made, 1, [QUOTE, "Nobody said this anywhere at all."])
    assert half is not None
    assert (2, False) == (len(half.boxes), half.is_marked)


def test_the_passage_tells_which_of_two_is_meant(images: PageImages, tmp_path: Path) -> None:
    made = version(tmp_path, lines("Heads must tell the board.", "Much else.", "Governors must tell the board."))
    tops = []
    for passage in ("Heads must tell the board.", "Governors must tell the board."):
        image = images.image(made, 1, ["must tell the board"], [passage])
        assert image is not None
        tops.append(image.boxes[0].top)
    assert tops[0] < tops[1]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_pages_that_are_shown_turned(images: PageImages, tmp_path: Path, rotation: int) -> None:
    made = changed(tmp_path, version(tmp_path), rotation=rotation)
    image = assert_lies_right(tmp_path, made, images.image(made, 1, [QUOTE]))
    assert (image.width > image.height) == (rotation != 180)


def test_pages_that_are_cropped(images: PageImages, tmp_path: Path) -> None:
    whole = version(tmp_path)
    made = changed(tmp_path, whole, cropbox=(50, 400, 500, 800))
    image = assert_lies_right(tmp_path, made, images.image(made, 1, [QUOTE]))
    assert image.width > image.height
    turned = changed(tmp_path, made, rotation=90)
    assert_lies_right(tmp_path, turned, images.image(turned, 1, [QUOTE]))
    shifted = changed(tmp_path, whole, mediabox=(-100, -50, 700, 900), cropbox=(-100, -50, 700, 900))
    assert_lies_right(tmp_path, shifted, images.image(shifted, 1, [QUOTE]))


@pytest.mark.parametrize("angle", [90, 270])
def test_text_written_sideways(images: PageImages, tmp_path: Path, angle: int) -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(angle)
        lines("It is written down. The plan must be reviewed", "within six months. The board.", top=100, left=-150)(
            canvas
        )

    made = version(tmp_path, sideways)
    image = assert_lies_right(tmp_path, made, images.image(made, 1, [QUOTE]))
    assert 2 == len(image.boxes)
    assert all(box.height > box.width for box in image.boxes)


def test_white_words_on_a_dark_page(images: PageImages, tmp_path: Path) -> None:
    def dark(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.05, 0.1, 0.3)
        canvas.rect(0, 0, 595, 842, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        lines(QUOTE)(canvas)

    made = version(tmp_path, dark)
    image, plain = images.image(made, 1, [QUOTE]), images.image(made, 1, [])
    assert image is not None
    assert plain is not None
    (box,) = image.boxes
    place = (int(box.left), int(box.top), int(box.right), int(box.bottom))
    shades = [decoded(each).crop(place).convert("L").histogram() for each in (image, plain)]
    darkest = [next(shade for shade, count in enumerate(each) if count) for each in shades]
    assert darkest[0] > darkest[1] + 30  # lighter paper
    assert any(shades[0][230:])  # white letters


@pytest.mark.parametrize("size", [(14_400, 14_400), (14_400, 300), (200, 14_400), (10, 10), (595, 842)])
def test_no_page_is_too_large(images: PageImages, tmp_path: Path, size: tuple[int, int]) -> None:
    image = images.image(version(tmp_path, lines("Words.", top=5, left=1, size=5), pagesize=size), 1, ["Words."])
    assert image is not None
    assert 50 < image.width * image.height <= 3_100_000
    assert max(image.width, image.height) <= 8_000
    assert size[0] / size[1] == pytest.approx(image.width / image.height, rel=0.05)


def test_scans_are_marked_by_the_words_that_were_kept(images: PageImages, tmp_path: Path) -> None:
    made = version(tmp_path, lambda canvas: canvas.rect(100, 100, 200, 200))
    before = images.image(made, 1, [QUOTE])
    assert before is not None
    assert not before.is_marked
    words = [ScannedWord(word, 0.1 * n, 0.5, 0.1 * n + 0.08, 0.51) for n, word in enumerate(QUOTE.split())]
    keep_scanned_words(tmp_path / "originals" / made.sha256, {1: words})
    image = images.image(made, 1, ["must be reviewed"])
    assert image is not None
    assert image.is_marked
    edges = image.boxes[0].left, image.boxes[-1].right
    assert (0.2 * image.width, 0.48 * image.width) == pytest.approx(edges, abs=2)
    assert all(0.48 * image.height < box.top < box.bottom < 0.53 * image.height for box in image.boxes)
    after = images.image(made, 1, [QUOTE])  # words that come later are used
    assert after is not None
    assert after.is_marked


def test_what_a_form_shows_is_shown(images: PageImages, tmp_path: Path) -> None:
    def form(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="f", value=QUOTE, x=50, y=600, width=400, height=30, borderWidth=0)

    image = images.image(version(tmp_path, form), 1, [QUOTE])
    assert image is not None
    assert image.is_marked
    assert 600 < 842 * (1 - image.boxes[0].top / image.height) < 635


def test_other_formats_and_originals_that_are_gone_have_none(images: PageImages, tmp_path: Path) -> None:
    made = version(tmp_path)
    assert images.image(replace(made, media_type="text/html"), 1, [QUOTE]) is None
    assert images.image(replace(made, sha256="0" * 64), 1, [QUOTE]) is None
    assert images.image(replace(made, sha256="../made.pdf"), 1, [QUOTE]) is None


def test_an_original_that_was_changed_is_not_shown(images: PageImages, tmp_path: Path) -> None:
    made = version(tmp_path)
    assert images.image(made, 1, [QUOTE]) is not None
    other = pdf(tmp_path / "other.pdf", lines("Other words of another version."))
    (tmp_path / "originals" / made.sha256).write_bytes(other.read_bytes())
    assert images.image(made, 1, [QUOTE]) is None


def test_what_cannot_be_drawn_is_none_and_a_line_of_the_log(
    images: PageImages, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = version(tmp_path, encrypt=StandardEncryption("secret", canPrint=0))
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    with caplog.at_level(logging.WARNING):
        for made, page in ((secret, 1), (kept(tmp_path, broken), 1), (version(tmp_path), 2), (version(tmp_path), 0)):
            assert images.image(made, page, [QUOTE]) is None
    assert 4 == len(caplog.records)
    assert all(re.search(r"page \d of [0-9a-f]{64} could not be drawn: \w", each) for each in caplog.messages)
    assert QUOTE not in caplog.text


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.endswith(".pdf") and name != "bomb.pdf"])
def test_hostile_files_hurt_nothing(images: PageImages, tmp_path: Path, name: str) -> None:
    HOSTILE[name](tmp_path / name)
    images.image(kept(tmp_path, tmp_path / name), 1, ["words"])
    assert images.image(version(tmp_path), 1, [QUOTE]) is not None


def test_a_page_that_takes_too_long_is_given_up_for_all_who_ask(
    bomb: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = kept(tmp_path, bomb)
    with PageImages(tmp_path, DrawingLimits(seconds=2, megabytes=10_000)) as images:
        images.image(version(tmp_path), 1, [])  # the process has started
        started = time.monotonic()
        with ThreadPoolExecutor(8) as threads:
            assert {None} == set(threads.map(lambda _: images.image(made, 1, ["words"]), range(8)))
        assert time.monotonic() - started < 10
        assert images.image(version(tmp_path), 1, [QUOTE]) is not None
    assert ["took longer than 2 s"] == [each.rpartition(": ")[2] for each in caplog.messages]


def test_a_file_of_which_several_pages_failed_is_left_alone(
    images: PageImages, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each of its pages could take all the time that a page may."""
    made = version(tmp_path)
    for page in (11, 12, 13, 14, 15):
        assert images.image(made, page, [QUOTE]) is None
    assert len(caplog.records) == 3


def test_a_page_that_takes_too_much_memory_is_given_up(
    bomb: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = kept(tmp_path, bomb)
    with PageImages(tmp_path, DrawingLimits(seconds=60, megabytes=200)) as images:
        assert images.image(made, 1, ["words"]) is None
        assert images.image(version(tmp_path), 1, [QUOTE]) is not None
    assert "out of memory, more than 200 MB" in caplog.text


def test_a_process_that_dies_is_replaced(images: PageImages, tmp_path: Path) -> None:
    made = version(tmp_path)
    for quote in (QUOTE, "The board is told."):
        assert images.image(made, 1, [quote]) is not None
        (process,) = drawing_processes()
        os.kill(process, signal.SIGKILL)
        time.sleep(0.1)
    assert images.image(made, 1, ["It is written down."]) is not None


def test_closing_leaves_no_process(bomb: Path, tmp_path: Path) -> None:
    made = kept(tmp_path, bomb)
    started = time.monotonic()
    with ThreadPoolExecutor(1) as threads, PageImages(tmp_path) as images:
        assert drawing_processes()
        drawn = threads.submit(images.image, made, 1, [])
        time.sleep(0.5)
        images.close()
        assert drawn.result() is None
    assert set() == drawing_processes()
    assert time.monotonic() - started < 5
    assert images.image(made, 1, []) is None  # and none is started again


def test_a_page_that_was_drawn_is_not_drawn_again(tmp_path: Path) -> None:
    made = version(tmp_path)
    with PageImages(tmp_path) as images:
        first = images.image(made, 1, [QUOTE])
    assert first is not None
    with PageImages(tmp_path) as images:
        images.close()  # nobody is left to draw
        assert first == images.image(made, 1, [QUOTE])
        assert images.image(made, 1, []) is None
        for file in (tmp_path / "page-images").rglob("*.page"):
            file.unlink()
        assert first == images.image(made, 1, [QUOTE])


def test_a_data_folder_that_cannot_be_written_costs_the_cache_alone(tmp_path: Path) -> None:
    made = version(tmp_path)
    (tmp_path / "page-images").write_text("in the way")
    with PageImages(tmp_path) as images:
        assert_lies_right(tmp_path, made, images.image(made, 1, [QUOTE]))


def test_many_threads_at_once(images: PageImages, tmp_path: Path) -> None:
    made = version(tmp_path, *(lines(f"Page {number} has these words of its own.") for number in range(6)))

    def marked(number: int) -> bool:
        image = images.image(made, number % 6 + 1, [f"Page {number % 6} has these words"])
        return image is not None and image.is_marked

    with ThreadPoolExecutor(12) as threads:
        assert {True} == set(threads.map(marked, range(36)))
    assert len(drawing_processes()) <= 2
