"""Arrays of differing lengths one after the other in one file, memory-mapped: row i has [starts[i], starts[i + 1])."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import IndexUnavailableError, StorageError

_STARTS = "starts.npy"
Array = NDArray[Any]


def write_rows(folder: Path, name: str, by_row: Sequence[Array]) -> None:
    """Write at least one array of shape (any, width) a row to a new folder, none of them twice in memory.

    Raises StorageError.
    """
    starts = np.cumsum([0, *(len(each) for each in by_row)], dtype=np.int64)
    try:
        folder.mkdir()
        np.save(folder / _STARTS, starts)
        shape = (int(starts[-1]), by_row[0].shape[1])
        if not shape[0]:  # a file without a byte cannot be mapped
            np.save(folder / f"{name}.npy", by_row[0])
            return
        target = np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=by_row[0].dtype, shape=shape)
        for start, each in zip(starts, by_row, strict=False):
            target[start : start + len(each)] = each
        target.flush()
    except OSError as error:
        raise StorageError(f"The {name} could not be written ({error}): is the disk full?") from error


def read_rows(folder: Path, name: str) -> tuple[Array, NDArray[np.int64]]:
    """What was written, and where each row starts; raises IndexUnavailableError when it is missing or damaged."""
    try:
        values, starts = np.load(folder / f"{name}.npy", mmap_mode="r"), np.load(folder / _STARTS)
        if len(values) != starts[-1]:
            raise ValueError("the two files are not of one edition")
        return values, starts
    except (OSError, ValueError, EOFError, IndexError) as error:
        raise IndexUnavailableError(f"The {name} in {folder} cannot be read: ingest again.") from error
