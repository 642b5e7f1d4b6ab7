"""Drawn pages kept on the disk and in memory, the least recently used given up first.

Several processes may share the folder: files are written whole or not at all, and one that is gone was never there.
"""

import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from threading import Lock

from review.page_images.box import Box
from review.page_images.image import PageImage

_SUFFIX = ".page"
# When there is too much, so much is kept: not every write shall look through the folder.
_SHARE_KEPT = 0.9


class DiskCache:
    """Images in a folder that holds about `most_bytes` at most. A disk that is full or closed keeps none."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._bytes: int | None = None  # of the folder, as far as this process knows; None before it has looked

    def get(self, key: str) -> PageImage | None:
        """The image kept under a key of hex digits; None where there is none, or its file is damaged."""
        path = self._path(key)
        try:
            image = _unpacked(path.read_bytes())
            os.utime(path)
        except OSError:
            return None
        except (ValueError, TypeError, KeyError):
            self._remove(path)
            return None
        return image

    def put(self, key: str, image: PageImage) -> None:
        """Keep an image, if the disk lets it."""
        packed = _packed(image)
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, partial = tempfile.mkstemp(dir=self._folder, suffix=".partial")
        except OSError:
            return
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123 - it is open already
                file.write(packed)
            Path(partial).replace(path)
        except OSError:
            self._remove(Path(partial))
            return
        with self._lock:
            self._bytes = self._bytes_now() if self._bytes is None else self._bytes + len(packed)
            if self._bytes > self._most_bytes:
                self._bytes = self._shrunk()

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}{_SUFFIX}"

    def _bytes_now(self) -> int:
        return sum(size for _, size, _ in self._files())

    def _shrunk(self) -> int:
        """The bytes that are left when the least recently used files are removed."""
        files = sorted(self._files())
        left = sum(size for _, size, _ in files)
        for _, size, path in files:
            if left <= _SHARE_KEPT * self._most_bytes:
                break
            self._remove(path)
            left -= size
        return left

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        """When each file was last used, its bytes, and where it is; what a killed process left half written too."""
        for path in self._folder.rglob("*"):
            with suppress(OSError):
                status = path.stat()
                if path.is_file():
                    yield status.st_mtime_ns, status.st_size, path

    def _remove(self, path: Path) -> None:
        with suppress(OSError):
            path.unlink()


class MemoryCache:
    """Images in memory, of `most_bytes` together."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._bytes = 0
        self._images = OrderedDict[str, PageImage]()

    def get(self, key: str) -> PageImage | None:
        """The image under a key, if it is still held."""
        with self._lock:
            image = self._images.get(key)
            if image is not None:
                self._images.move_to_end(key)
            return image

    def put(self, key: str, image: PageImage) -> None:
        """Hold an image for a while."""
        with self._lock:
            self._bytes += len(image.content) - len(self._images[key].content if key in self._images else b"")
            self._images[key] = image
            self._images.move_to_end(key)
            while self._bytes > self._most_bytes:
                _, oldest = self._images.popitem(last=False)
                self._bytes -= len(oldest.content)


def _packed(image: PageImage) -> bytes:
    """A line of JSON that says what follows it, and the image."""
    said = {
        "media_type": image.media_type,
        "width": image.width,
        "height": image.height,
        "boxes": [list(asdict(box).values()) for box in image.boxes],
        "is_marked": image.is_marked,
        "sha256": sha256(image.content).hexdigest(),
    }
    return json.dumps(said).encode() + b"\n" + image.content


def _unpacked(packed: bytes) -> PageImage:
    """Raises ValueError, TypeError or KeyError where it is not what was packed."""
    line, _, content = packed.partition(b"\n")
    said = json.loads(line)
    if said["sha256"] != sha256(content).hexdigest():
        raise ValueError("the image is damaged")
    boxes = tuple(Box(*box) for box in said["boxes"])
    return PageImage(content, said["media_type"], said["width"], said["height"], boxes, said["is_marked"])
