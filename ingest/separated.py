"""Values separated by commas, semicolons or tabs."""

import csv
import io
from pathlib import Path

from ingest.decoding import decoded
from ingest.reading import Reading
from ingest.tables import plain_row, table_blocks
from knowledge.errors import UnreadableFileError

_SEPARATORS = ",;\t|"
_SAMPLE = 10_000


def read_csv(path: Path) -> Reading:
    """A CSV file: the first row names the columns; rows are counted as a spreadsheet shows them."""
    text, warnings = decoded(path.read_bytes())
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), _dialect(text), strict=False))
    except csv.Error as error:
        raise UnreadableFileError(f"It is not a CSV file, or it is damaged ({error}).") from error
    placed = [plain_row(row, f"row {number}") for number, row in enumerate(rows, 1)]
    return Reading("text/csv", tuple(table_blocks(placed, ())), warnings=warnings)


def _dialect(text: str) -> type[csv.Dialect]:
    """How the values are separated, told from the first lines; commas where they do not tell."""
    try:
        found = csv.Sniffer().sniff(text[:_SAMPLE], _SEPARATORS)
    except csv.Error:
        return csv.excel

    class Found(csv.excel):
        delimiter = found.delimiter

    return Found
