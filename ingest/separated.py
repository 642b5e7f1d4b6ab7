"""Values separated by commas, semicolons or tabs."""

import csv
import io
from collections import Counter
from pathlib import Path

from ingest.decoding import decoded
from ingest.reading import Reading
from ingest.tables import plain_row, table_blocks
from knowledge.errors import UnreadableFileError

_SEPARATORS = ",;\t|"
_SAMPLE = 50


def read_csv(path: Path) -> Reading:
    """A CSV file: the first row names the columns; rows are counted as a spreadsheet shows them."""
    text, warnings = decoded(path.read_bytes())
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as error:
        raise UnreadableFileError(f"It is not a CSV file, or it is damaged ({error}).") from error
    placed = [plain_row(row, f"row {number}") for number, row in enumerate(rows, 1)]
    return Reading("text/csv", tuple(table_blocks(placed, ())), warnings=warnings)


def _separator(text: str) -> str:
    """The separator that cuts most of the first lines into the same number of cells; a comma where none does."""
    lines = text.splitlines()[:_SAMPLE]
    return max(_SEPARATORS, key=lambda separator: _evenness(lines, separator))


def _evenness(lines: list[str], separator: str) -> tuple[int, int]:
    """How many rows have the usual number of cells, and that number; nothing where they have but one."""
    counts = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
    return max(((rows, cells) for cells, rows in counts.items()), default=(0, 0))
