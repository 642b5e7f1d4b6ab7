"""The vectors of an edition's passages: carried over from the live edition where it has them, embedded where not."""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING

from ingest.live import Live
from ingest.progress import Progress
from knowledge.domain import Passage
from knowledge.embedded import Embedded, embedded, embedded_text
from knowledge.errors import IndexUnavailableError, SignpostError

if TYPE_CHECKING:
    from knowledge.embedding import Embedder

_EMBED_AT_ONCE = 1024


class Embedding:
    """Embeds texts in batches while others are read, each text once. The batches depend on their order alone."""

    def __init__(self, embedder: "Embedder", live: Live | None, progress: Progress) -> None:
        self._embedder = embedder
        self._live = live
        self._progress = progress
        self._waiting: dict[str, Passage] = {}
        self._known: dict[str, Embedded] = {}
        self.embedded = 0

    @cached_property
    def _rows(self) -> dict[str, int]:
        """For each digest whose vector the live edition has, its row there."""
        return self._live.rows_by_digest() if self._live else {}

    def make_ready(self) -> None:
        """Load the embedding model while the first files are read: it takes seconds, and mostly one processor."""
        Thread(target=self._load, name="embedding model").start()

    def _load(self) -> None:
        with suppress(SignpostError):  # the first batch meets the same error, where it is shown
            self._embedder.encode([])

    def add(self, passages: Iterable[Passage]) -> None:
        """Take on the passages of one more file, and embed when there are enough for a batch."""
        self._wait({key: passage for passage in passages if (key := digest(passage)) not in self._rows})
        while len(self._waiting) >= _EMBED_AT_ONCE:
            self._embed_batch()

    def finish(self, passages: Sequence[Passage]) -> tuple[list[str], list[Embedded]]:
        """The digest of each passage of the edition, and what is kept of it for searching by meaning."""
        digests = [digest(passage) for passage in passages]
        by_digest = dict(zip(digests, passages, strict=True))
        self._carry_over([key for key in by_digest if key in self._rows])
        self._wait({key: passage for key, passage in by_digest.items() if key not in self._known})
        while self._waiting:
            self._embed_batch()
        return digests, [self._known[key] for key in digests]

    def _wait(self, passages: dict[str, Passage]) -> None:
        self._waiting |= {key: passage for key, passage in passages.items() if key not in self._known}
        if self._waiting:
            self._progress("Embedding", self.embedded, self.embedded + len(self._waiting))

    def _embed_batch(self) -> None:
        batch = dict(islice(self._waiting.items(), _EMBED_AT_ONCE))
        self._known |= zip(batch, embedded(list(batch.values()), self._embedder), strict=True)
        self._waiting = {key: passage for key, passage in self._waiting.items() if key not in batch}
        self.embedded += len(batch)
        self._progress("Embedding", self.embedded, self.embedded + len(self._waiting))

    def _carry_over(self, digests: Sequence[str]) -> None:
        """Fetch what the live edition has; where it is damaged, all is embedded anew."""
        if self._live is None or not digests:
            return
        try:
            carried = self._live.fetch_embedded([self._rows[key] for key in digests])
        except IndexUnavailableError:
            return
        self._known |= zip(digests, carried, strict=True)


def digest(passage: Passage) -> str:
    """The SHA-256 of what is embedded for a passage, 64 hex digits: it names its vectors."""
    return hashlib.sha256(f"{len(passage.text)} {embedded_text(passage)}".encode()).hexdigest()
