"""Pictures of text, read by Tesseract."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest import ocr
from ingest.ocr import Picture, read_pictures

SCALE = ocr.DOTS_PER_INCH / 72
Draw = Callable[[ImageDraw.ImageDraw], None]

pytestmark = pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed")


def picture(draw: Draw) -> Picture:
    image = Image.new("L", (2480, 3508), 255)
    draw(ImageDraw.Draw(image))
    return Picture(image, SCALE)


def write(pen: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int = 50) -> None:
    pen.text(place, text, fill=0, font=ImageFont.load_default(size))


def test_lines_keep_their_places_and_heights() -> None:
    def page(pen: ImageDraw.ImageDraw) -> None:
        write(pen, (300, 300), "Private fostering", size=100)
        for number in range(4):
            write(pen, (300, 600 + 80 * number), "The local authority must be told of it at once.")

    heading, *body = read_pictures([7], lambda _: picture(page))[7].lines
    assert "Private fostering" == heading.text
    assert ["The local authority must be told of it at once."] * 4 == [line.text for line in body]
    assert heading.height > 1.5 * body[0].height
    assert 1 == len({line.height for line in body})
    assert 80 / SCALE == pytest.approx(body[0].baseline - body[1].baseline, abs=1)
    assert 300 / SCALE == pytest.approx(body[0].left, abs=3)


def test_boxes_side_by_side_are_read_box_by_box() -> None:
    def page(pen: ImageDraw.ImageDraw) -> None:
        for column, word in enumerate(("alpha", "beta", "gamma")):
            left = 200 + 750 * column
            pen.rectangle((left - 40, 560, left + 560, 1000), outline=0, width=4)
            for number, text in enumerate(
                ("The first line of", f"the {word} box is", "followed by a second", "and by a third")
            ):
                write(pen, (left, 600 + 80 * number), text)

    text = " ".join(line.text for line in read_pictures([1], lambda _: picture(page))[1].lines)
    for word in ("alpha", "beta", "gamma"):
        assert f"The first line of the {word} box is followed by a second and by a third" in text


def test_a_chart_beside_the_text_is_noticed() -> None:
    def text(pen: ImageDraw.ImageDraw) -> None:
        write(pen, (300, 300), "Number of referrals into early help")

    def chart(pen: ImageDraw.ImageDraw) -> None:
        text(pen)
        for bar in range(5):
            pen.rectangle((400 + 200 * bar, 1000, 500 + 200 * bar, 1600), fill=90)

    found = read_pictures([1, 2], lambda page: picture(text if page == 1 else chart))
    assert [False, True] == [found[page].is_drawn for page in (1, 2)]


def test_an_empty_picture_gives_nothing() -> None:
    assert {} == read_pictures([1], lambda _: picture(lambda pen: None))
