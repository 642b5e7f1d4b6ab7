"""How far an ingest has come, for whoever shows it."""

from typing import Protocol


class Progress(Protocol):
    """Told how far a stage has come."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` steps of a stage are behind us; `total` grows where more work is found on the way.

        "Pages" counts those read so far, its total unknown (0).
        """
        ...
