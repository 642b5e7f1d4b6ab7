"""The page that a citation names, of the very version that was cited, as an image with the quotes marked."""

import logging
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock

from knowledge.domain import Version
from knowledge.scanned_words import scanned_words_file
from review.page_images.cache import DiskCache, MemoryCache
from review.page_images.drawers import Drawers, DrawingLimits
from review.page_images.drawing import Task, Undrawn
from review.page_images.image import PageImage
from review.page_images.originals import Originals

_LOG = logging.getLogger(__name__)
_PDF = "application/pdf"
# Changes whenever a page would be drawn otherwise: what was kept before is then no longer found.
_STYLE = "1"
_MOST_BYTES_ON_DISK = 500_000_000
_MOST_BYTES_IN_MEMORY = 32_000_000
_MOST_QUOTES = 50
_MOST_CHARACTERS = 20_000
_SECONDS_UNTIL_TRIED_AGAIN = 120
_MOST_FAILURES_KNOWN = 1000
# A file of which so many pages failed is left alone as a whole: each of its pages could take all the time it may.
_MOST_FAILED_PAGES = 3
_TURNS = 64


class PageImages:
    """Images of pages, below a data folder. For any number of threads; close it, or use it as a context."""

    def __init__(
        self, data: Path, limits: DrawingLimits | None = None, most_bytes_on_disk: int = _MOST_BYTES_ON_DISK
    ) -> None:
        self._originals = Originals(data / "originals")
        self._disk = DiskCache(data / "page-images", most_bytes_on_disk)
        self._memory = MemoryCache(_MOST_BYTES_IN_MEMORY)
        self._failures = _Failures()
        self._turns = [Lock() for _ in range(_TURNS)]
        self._drawers = Drawers(limits or DrawingLimits())

    def __enter__(self) -> "PageImages":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the drawing processes."""
        self._drawers.close()

    def image(
        self, version: Version, page: int, quotes: Sequence[str], passages: Sequence[str] = ()
    ) -> PageImage | None:
        """A page, by its index from 1, with the quotes marked that are found on it.

        `passages` are the texts of the passages that the quotes are from: they tell which is meant of words that the
        page has more than once. None where the format has no page images, the original is gone or is no longer that
        version, or the page cannot be drawn (a line of the log then says why).
        """
        original = self._originals.original(version.sha256) if version.media_type == _PDF else None
        if original is None:
            return None
        task = Task(original, page, _within_bounds(quotes), _within_bounds(passages))
        key = _key(version.sha256, task)
        image = self._known(key)
        if image is not None:
            return image
        # Those who ask for one page at once wait for the first of them: it is drawn, or fails, for all.
        with self._turns[hash((version.sha256, page)) % len(self._turns)]:
            image = self._known(key)
            if image is None and not self._failures.holds(version.sha256, page):
                image = self._drawn(key, version.sha256, task)
            return image

    def kept(
        self, version: Version, page: int, quotes: Sequence[str], passages: Sequence[str] = ()
    ) -> PageImage | None:
        """The image of the same page, quotes and passages where it was drawn before; nothing is drawn for it."""
        original = self._originals.original(version.sha256) if version.media_type == _PDF else None
        if original is None:
            return None
        task = Task(original, page, _within_bounds(quotes), _within_bounds(passages))
        return self._known(_key(version.sha256, task))

    def _known(self, key: str) -> PageImage | None:
        image = self._memory.get(key)
        if image is None:
            image = self._disk.get(key)
            if image is not None:
                self._memory.put(key, image)
        return image

    def _drawn(self, key: str, sha256: str, task: Task) -> PageImage | None:
        drawn = self._drawers.draw(task)
        if isinstance(drawn, Undrawn):
            _LOG.warning("page %d of %s could not be drawn: %s", task.page, sha256, drawn.reason)
            self._failures.add(sha256, task.page)
            return None
        self._memory.put(key, drawn)
        self._disk.put(key, drawn)
        return drawn


class _Failures:
    """Pages that could not be drawn, for a while: one that takes all the time it may is not tried at each click.

    Of a file with several such pages no other is tried meanwhile.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._until: dict[tuple[str, int], float] = {}

    def holds(self, sha256: str, page: int) -> bool:
        with self._lock:
            now = time.monotonic()
            failed = [each for (of, each), until in self._until.items() if of == sha256 and until > now]
            return page in failed or len(failed) >= _MOST_FAILED_PAGES

    def add(self, sha256: str, page: int) -> None:
        with self._lock:
            if len(self._until) >= _MOST_FAILURES_KNOWN:
                self._until.clear()
            self._until[sha256, page] = time.monotonic() + _SECONDS_UNTIL_TRIED_AGAIN


def _within_bounds(texts: Sequence[str]) -> tuple[str, ...]:
    """Texts as many and as long as an answer has at most."""
    return tuple(text[:_MOST_CHARACTERS] for text in texts[:_MOST_QUOTES])


def _key(digest: str, task: Task) -> str:
    """64 hex digits that change with anything that the image depends on."""
    try:
        status = scanned_words_file(task.original).stat()
        words = (status.st_mtime_ns, status.st_size)
    except OSError:
        words = (0, 0)
    return sha256(repr((_STYLE, digest, task.page, task.quotes, task.passages, words)).encode()).hexdigest()
