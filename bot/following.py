"""The live edition, followed from one publication to the next by a process that runs for weeks."""

from threading import Lock

from knowledge.editions import Edition, Editions


class LiveEdition:
    """Called, it gives the edition that is live now; threads may share one."""

    def __init__(self, editions: Editions, embedding_model: str) -> None:
        self._editions = editions
        self._embedding_model = embedding_model
        self._lock = Lock()
        self._current: Edition | None = None
        self._former: Edition | None = None

    def __call__(self) -> Edition:
        """The live edition; raises IndexUnavailableError when there is none that can answer."""
        with self._lock:
            if self._current is None or self._current.id != self._editions.live_id:
                opened = self._editions.open_live(self._embedding_model)
                # Answers may still be in the making from the one before: it stays open until the next change.
                if self._former is not None:
                    self._former.close()
                self._former, self._current = self._current, opened
            return self._current

    def close(self) -> None:
        """Let go of the files of every edition that is open."""
        with self._lock:
            for edition in (self._former, self._current):
                if edition is not None:
                    edition.close()
            self._former = self._current = None
