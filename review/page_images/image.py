"""The image of a page, as it is shown to a reviewer."""

from dataclasses import dataclass

from review.page_images.box import Box


@dataclass(frozen=True, slots=True)
class PageImage:
    """An encoded image of `width` by `height` pixels.

    `boxes` are where the quotes stand, a box a line; `is_marked` says that every quote was found and marked.
    """

    content: bytes
    media_type: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    is_marked: bool
