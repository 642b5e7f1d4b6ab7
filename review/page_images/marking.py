"""A page's image with the quotes marked as by a highlighter, and its encoding."""

import io
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageStat

from review.page_images.box import Box

_YELLOW = (255, 236, 92)
# Dark red: seen beside yellow by those who see no red, and on paper.
_LINE = (150, 20, 60)
_LINE_ON_DARK = (255, 255, 255)
_LINE_WIDTH = 2
# So much higher than wide is more than one narrow letter.
_SIDEWAYS = 3
_DARK = 110
_LIGHTENING = 0.35
_COLOURS = 64
# More colours than so many among those of a sample: a photograph, or shades that a small palette would turn to bands.
_MOST_SAMPLED_COLOURS = 3000
_QUALITY = 80
_WEBP_METHOD = 2


def marked(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """A copy of an RGB image with these boxes coloured and underlined; what is written in them stays readable."""
    image = image.copy()
    for box in boxes:
        area = (int(box.left), int(box.top), int(box.right), int(box.bottom))
        piece = image.crop(area)
        colour = Image.new("RGB", piece.size, _YELLOW)
        is_dark = ImageStat.Stat(piece.convert("L")).mean[0] < _DARK
        image.paste(Image.blend(piece, colour, _LIGHTENING) if is_dark else ImageChops.multiply(piece, colour), area)
        image.paste(_LINE_ON_DARK if is_dark else _LINE, _edge(*area))
    return image


def _edge(left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
    """Where a line is drawn along the words: below them, or beside them where they are written sideways."""
    if bottom - top > _SIDEWAYS * (right - left):
        return max(left, right - _LINE_WIDTH), top, right, bottom
    return left, max(top, bottom - _LINE_WIDTH), right, bottom


def encoded(image: Image.Image) -> tuple[bytes, str]:
    """The image's bytes and media type: PNG with a palette where it has few colours, as text has, else WebP."""
    out = io.BytesIO()
    if _has_few_colours(image):
        image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", compress_level=4)
        return out.getvalue(), "image/png"
    image.save(out, "WEBP", quality=_QUALITY, method=_WEBP_METHOD)
    return out.getvalue(), "image/webp"


def _has_few_colours(image: Image.Image) -> bool:
    sample = image.resize((max(1, image.width // 4), max(1, image.height // 4)), Image.Resampling.NEAREST)
    return sample.getcolors(_MOST_SAMPLED_COLOURS) is not None
