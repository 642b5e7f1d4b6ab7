"""PDF files made with reportlab, a page from each drawing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595, 842
LEADING = 14
Draw = Callable[[Canvas], None]


def pdf(path: Path, *pages: Draw, **properties: object) -> Path:
    """Write the file: one page from each drawing."""
    canvas = Canvas(str(path), **{"pagesize": (WIDTH, HEIGHT), **properties})
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def lines(*texts: str, top: float = 700, left: float = 70, size: float = 11, leading: float = LEADING) -> Draw:
    """Lines of text, one under the other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for number, text in enumerate(texts):
            canvas.drawString(left, top - number * leading, text)

    return draw


def together(*draws: Draw) -> Draw:
    """All of these on one page, in this order."""

    def draw(canvas: Canvas) -> None:
        for each in draws:
            each(canvas)

    return draw


def body(number: int, top: float = 680) -> Draw:
    """Three lines of a paragraph, different on each page."""
    word = "abcdefghijklmnop"[number]
    return lines(*(f"Sentence {word * 3} {part} goes on about the {word * 4} thing" for part in "xyz"), top=top)


def picture(canvas: Canvas) -> None:
    """A red square."""
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "red")), 100, 300, 300, 300)


def scan_of(*texts: str) -> Draw:
    """A page that is nothing but a picture of these lines."""

    def draw(canvas: Canvas) -> None:
        image = Image.new("L", (1654, 2339), 255)
        pen = ImageDraw.Draw(image)
        for number, text in enumerate(texts):
            pen.text((180, 200 + 60 * number), text, fill=0, font=ImageFont.load_default(36))
        canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)

    return draw


def grid(xs: Sequence[float], ys: Sequence[float]) -> Draw:
    """Rules from edge to edge at these places: a table of (len(xs) - 1) columns."""

    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.5)
        for x in xs:
            canvas.line(x, min(ys), x, max(ys))
        for y in ys:
            canvas.line(min(xs), y, max(xs), y)

    return draw
