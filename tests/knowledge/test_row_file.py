"""Rows of differing lengths in one file: rows without anything are kept as such."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.row_file import read_rows, write_rows


@pytest.mark.parametrize("lengths", [(2, 0, 3), (0, 0), (1,)], ids=["some empty", "all empty", "one"])
def test_each_row_comes_back_as_it_was(lengths: tuple[int, ...], tmp_path: Path) -> None:
    rows = [np.arange(length * 4, dtype=np.uint8).reshape(length, 4) for length in lengths]
    write_rows(tmp_path / "rows", "signs", rows)
    values, starts = read_rows(tmp_path / "rows", "signs")
    assert np.uint8 == values.dtype
    for place, row in enumerate(rows):
        np.testing.assert_array_equal(row, values[starts[place] : starts[place + 1]])
