"""The kept originals, each made sure of before it is shown: what a citation cites is bytes, not a name."""

import hashlib
import re
from pathlib import Path
from threading import Lock

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Originals:
    """The folder of originals. Each file is digested once, and again when it changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        # The stamp that each file had when its digest was its name.
        self._sound: dict[str, tuple[int, int, int]] = {}

    def original(self, sha256: str) -> Path | None:
        """Where the file with this digest lies; None where it is gone, or no longer what its name says."""
        if not _SHA256.fullmatch(sha256):  # it names a file: nothing else may pass for one
            return None
        path = self._folder / sha256
        try:
            status = path.stat()
            stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
            with self._lock:
                if self._sound.get(sha256) == stamp:
                    return path
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    return None
        except OSError:
            return None
        with self._lock:
            self._sound[sha256] = stamp
        return path
