"""Tables of a page to rows: a row's cells together, under the heads of its columns."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.bullets import begins_item, with_bullets
from ingest.grid import Cell
from ingest.lines import Line, Vocabulary, joined
from ingest.reading import Block, BlockKind
from knowledge.domain import PageReference
from knowledge.sentences import sentences

# A passage holds about so many words: a longer row is cut between the paragraphs of a cell.
_MOST_WORDS = 140
_HEAD_WORDS = 12
_COLUMN_HEAD_WORDS = 25
_PROSE_WORDS = 25
_SAME_EDGE = 6.0


@dataclass(frozen=True, slots=True)
class TableHeads:
    """What a table's rows stand under, carried to its continuation on the next page."""

    edges: tuple[float, ...] = ()
    columns: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row that hold text, from the left, each as its lines."""

    cells: tuple[tuple[Cell, list[Line]], ...]
    columns: int

    @property
    def words(self) -> int:
        return sum(_words(lines) for _, lines in self.cells)


def fit_for_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines, those taken out of their cells that are better read as text: frames, flowcharts, columns of prose."""
    unfit = {number: rows for number, rows in _rows_by_table(lines).items() if not _is_table(rows)}
    if not unfit:
        return list(lines)
    freed: list[Line] = []
    for line in lines:
        number = line.cell.table if line.cell else None
        if number is None or number not in unfit:
            freed.append(line)
        elif unfit[number]:
            freed += [replace(each, cell=None) for row in unfit[number] for _, cell in row.cells for each in cell]
            unfit[number] = []
    return freed


def row_blocks(
    lines: Sequence[Line],
    headings: tuple[str, ...],
    page: PageReference,
    vocabulary: Vocabulary,
    before: TableHeads,
) -> tuple[list[Block], TableHeads]:
    """The rows of one table, and its heads; `before` are those of the table that ended the page before.

    A row is one block, its cells joined by " | "; a long one is several, with its row head among the headings of
    those that follow. A head that spans rows is a heading of them all. The column heads are the last heading.
    """
    ((_, rows),) = _rows_by_table(lines).items()
    edges = tuple(sorted({line.cell.box.left for line in lines if line.cell}))
    heads = before if _is_continued(edges, before.edges) else TableHeads()
    edges = heads.edges or edges
    heads = replace(heads, edges=edges)
    blocks: list[Block] = []
    depth = _head_rows(rows, vocabulary)
    if depth:
        columns = " | ".join(joined(cell, vocabulary) for cell in _column_heads(rows[:depth]))
        heads = TableHeads(edges, columns, heads.row if columns == heads.columns else "")
        blocks += [Block(BlockKind.ROW, _whole(row, vocabulary), headings, page) for row in rows[:depth]]
    spanning: tuple[Cell, str] | None = None
    for row in rows[depth:]:
        found = _spanning_head(row, vocabulary)
        if found is not None:
            spanning = found
        elif spanning is not None and not _spans(spanning[0], row):
            spanning = None
        head = spanning[1] if spanning is not None else ""
        own = _row_head(row, vocabulary) or (heads.row if _has_no_head(row) else "")
        heads = replace(heads, row=own)
        blocks += _blocks(row, headings, head, heads, page, vocabulary, is_headless=_has_no_head(row))
    return blocks, heads


def _rows_by_table(lines: Sequence[Line]) -> dict[int, list[_Row]]:
    """The rows that hold text, from the top, by the number of their table."""
    cells: defaultdict[Cell, list[Line]] = defaultdict(list)
    for line in lines:
        if line.cell is not None:
            cells[line.cell].append(line)
    tables: defaultdict[int, defaultdict[int, list[tuple[Cell, list[Line]]]]] = defaultdict(lambda: defaultdict(list))
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        tables[cell.table][cell.row].append((cell, with_bullets(cells[cell]) or cells[cell]))
    return {number: _rows(list(rows.values())) for number, rows in tables.items()}


def _rows(rows: Sequence[Sequence[tuple[Cell, list[Line]]]]) -> list[_Row]:
    width = max(cell.column + cell.column_span for row in rows for cell, _ in row)
    return [_Row(tuple(row), width) for row in rows]


def _is_table(rows: Sequence[_Row]) -> bool:
    """Whether some row has two cells to keep together, and is more than columns of prose in a frame."""
    shared = [row for row in rows if len(row.cells) > 1]
    if len(shared) == 1 and all(_words(cell) > _PROSE_WORDS for _, cell in shared[0].cells):
        return False
    return bool(shared)


def _is_continued(edges: tuple[float, ...], before: tuple[float, ...]) -> bool:
    """Whether each column that holds text begins where one of the table before did."""
    return all(any(abs(edge - other) < _SAME_EDGE for other in before) for edge in edges)


def _are_column_heads(rows: Sequence[_Row], vocabulary: Vocabulary) -> bool:
    """Whether the first row heads the columns: all bold, or, in a table without bold, short beside what follows."""
    first = rows[0]
    if len(first.cells) < 2 and first.columns > 1:
        return False
    cells = [cell for _, cell in first.cells]
    if any(_words(cell) > _COLUMN_HEAD_WORDS for cell in cells):
        return False
    if all(line.bold for cell in cells for line in cell):
        return True
    if any(line.bold for row in rows for _, cell in row.cells for line in cell):
        return False
    texts = [joined(cell, vocabulary) for cell in cells]
    return (
        len(cells) == first.columns
        and all(_words(cell) <= 6 for cell in cells)
        and not any(text[-1] in ".;:" or any(map(str.isdigit, text)) for text in texts)
    )


def _head_rows(rows: Sequence[_Row], vocabulary: Vocabulary) -> int:
    """How many rows head the columns: two where the first has heads over heads."""
    if len(rows) < 2 or not _are_column_heads(rows, vocabulary):
        return 0
    depth = rows[0].cells[0][0].row_span
    return depth if depth < len(rows) and rows[0].cells[0][0].column == 0 else 1


def _column_heads(rows: Sequence[_Row]) -> list[list[Line]]:
    """The heads nearest to the columns, from the left."""
    below = list(rows[-1].cells)
    over = [] if len(rows) == 1 else [(cell, lines) for cell, lines in rows[0].cells if cell.row_span > 1]
    return [lines for _, lines in sorted([*over, *below], key=lambda each: each[0].column)]


def _whole(row: _Row, vocabulary: Vocabulary) -> str:
    return " | ".join(joined(lines, vocabulary) for _, lines in row.cells)


def _spanning_head(row: _Row, vocabulary: Vocabulary) -> tuple[Cell, str] | None:
    """The first cell of a row where it reaches over the rows below."""
    cell, lines = row.cells[0]
    if cell.column == 0 and cell.row_span > 1 and len(row.cells) > 1 and _words(lines) <= _COLUMN_HEAD_WORDS:
        return cell, joined(lines, vocabulary)
    return None


def _spans(head: Cell, row: _Row) -> bool:
    return head.row <= row.cells[0][0].row < head.row + head.row_span


def _row_head(row: _Row, vocabulary: Vocabulary) -> str:
    """What heads the row: its first cell where that is short, or the bold lines that begin it."""
    cell, lines = row.cells[0]
    if cell.column > 0 or len(row.cells) < 2:
        return ""
    if _words(lines) <= _HEAD_WORDS:
        return joined(lines, vocabulary)
    bold = lines[: next((place for place, line in enumerate(lines) if not line.bold), len(lines))]
    return joined(bold, vocabulary) if bold and _words(bold) <= _HEAD_WORDS else ""


def _has_no_head(row: _Row) -> bool:
    """Whether its first cell is empty, as where a page break cuts a row."""
    return row.cells[0][0].column > 0


def _blocks(
    row: _Row,
    headings: tuple[str, ...],
    spanning: str,
    heads: TableHeads,
    page: PageReference,
    vocabulary: Vocabulary,
    is_headless: bool,
) -> list[Block]:
    parts = _parts(row, vocabulary)
    columns = (heads.columns,) if heads.columns else ()
    blocks = []
    for place, text in enumerate(parts):
        is_covered = row.cells[0][0].row_span > 1 and spanning and place == 0
        above = [spanning] if spanning and not is_covered else []
        if heads.row and heads.row not in above and (place > 0 or is_headless):
            above.append(heads.row)
        blocks.append(Block(BlockKind.ROW, text, (*headings, *above, *columns), page))
    return blocks


def _parts(row: _Row, vocabulary: Vocabulary) -> list[str]:
    """The text of a row, in parts that fit a passage; none ends with a row head alone."""
    texts: list[str] = []
    words = 0
    is_whole = row.words <= _MOST_WORDS
    for place, (_, lines) in enumerate(row.cells):
        blank = _blank_cells(row, place)
        for number, text in enumerate(_texts(lines, vocabulary)):
            more = len(text.split())
            glue = (f" |{blank} " if place else "") if number == 0 else " "
            if texts and (is_whole or words + more <= _MOST_WORDS or words <= _HEAD_WORDS):
                texts[-1] += glue + text
                words += more
            else:
                texts.append(text)
                words = more
    return texts


def _blank_cells(row: _Row, place: int) -> str:
    """A bar for each empty cell before this one, in rows of marks, where the column is all that a mark says."""
    if place == 0 or not all(_is_mark(lines) for _, lines in row.cells[1:]):
        return ""
    before, cell = row.cells[place - 1][0], row.cells[place][0]
    return " |" * (cell.column - before.column - before.column_span)


def _is_mark(lines: Sequence[Line]) -> bool:
    return len(lines) == 1 and len(lines[0].text) <= 3


def _texts(lines: Sequence[Line], vocabulary: Vocabulary) -> Iterator[str]:
    """The paragraphs of a cell; one too long for a passage sentence by sentence."""
    for paragraph in _paragraphs(lines):
        text = joined(paragraph, vocabulary)
        yield from sentences(text) if len(text.split()) > _MOST_WORDS else [text]


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of a cell, parted at items and at gaps."""
    paragraphs: list[list[Line]] = []
    for line in lines:
        before = paragraphs[-1][-1] if paragraphs else None
        if before is None or begins_item(line.text) or before.baseline - line.baseline > 1.4 * line.height:
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)
