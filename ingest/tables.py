"""Tables to blocks: every row keeps its row head and its column heads, wherever it is read alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.reading import Block, BlockKind, one_line
from ingest.splitting import MOST_WORDS, USUAL_WORDS
from knowledge.domain import PageReference

BETWEEN_CELLS = " | "
# A first row with a long cell and more words than this is no row of heads, and a cell of more no head of its row.
_MOST_WORDS_OF_HEADS, _MOST_WORDS_OF_ROW_HEAD = 60, 15
# A page may claim a cell of thousands of columns; nobody can read a table that is wider.
_MOST_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell where it begins, with how many columns and rows it spans; `is_head` where the source marks it so."""

    text: str
    columns: int = 1
    rows: int = 1
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that begin in a row; `is_head` where the source says that it names the columns."""

    cells: tuple[Cell, ...]
    is_head: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Heads:
    """The heads of a table's columns, one a column, and as one line."""

    columns: tuple[str, ...] = ()
    line: str = ""


# One row of the grid: the cell that covers each column. A cell that spans columns stands in each of them.
_Line = list[Cell | None]


def plain_row(texts: Sequence[str], place: str = "") -> Row:
    """A row of cells that span nothing, up to the last that is not empty."""
    used = max((column for column, text in enumerate(texts, 1) if text.strip()), default=0)
    return Row(tuple(map(Cell, texts[:used])), place=place)


def table_blocks(rows: Sequence[Row], headings: tuple[str, ...], page: PageReference | None = None) -> Iterator[Block]:
    """A table's rows as blocks.

    Titles above its heads, and bands across all its columns, are headings of the rows below them. A cell merged over
    rows is told in each of them. A row too long for one passage, or of too many columns, is told cell by cell,
    under the row's head and the column's.
    """
    rows = [replace(row, cells=tuple(map(_on_one_line, row.cells))) for row in rows]
    shown = [(row, line) for row, line in zip(rows, _grid(rows), strict=True) if _has_own_text(row)]
    lines = _without_empty_columns([line for _, line in shown])
    marked = [row.is_head or _is_all_heads(line) for (row, _), line in zip(shown, lines, strict=True)]
    titles = _count_titles(lines)
    heads = _count_heads(lines[titles:], marked[titles:])
    trail, below = headings, headings
    column_heads = _heads(lines[titles : titles + heads])
    for number, ((row, _), line) in enumerate(zip(shown, lines, strict=True)):
        text = _text(line)
        if number < titles and _is_long(text):
            yield Block(BlockKind.PARAGRAPH, text, trail, page, row.place)
        elif number < titles:
            trail = below = (*trail, text)
            yield Block(BlockKind.HEADING, text, trail, page, row.place)
        elif number < titles + heads:
            yield Block(BlockKind.ROW, text, trail, page, row.place)
        elif _is_band(line):
            below = (*trail, text)
            yield Block(BlockKind.HEADING, text, below, page, row.place)
        else:
            yield from _row_blocks(line, column_heads, below, page, row.place)


def _on_one_line(cell: Cell) -> Cell:
    text = one_line(cell.text)
    return cell if text == cell.text else replace(cell, text=text)


def _has_own_text(row: Row) -> bool:
    return any(cell.text for cell in row.cells)


def _grid(rows: Sequence[Row]) -> list[_Line]:
    lines: list[_Line] = []
    below: dict[int, tuple[Cell, int]] = {}  # by column: a cell from above, and how many more rows it covers
    for row in rows:
        line: _Line = []
        for cell in row.cells:
            _reach_down(line, below)
            again = _told_again(cell) if cell.rows > 1 else cell
            for _ in range(max(1, min(cell.columns, _MOST_COLUMNS - len(line)))):
                if cell.rows > 1:
                    below[len(line)] = (again, cell.rows - 1)
                line.append(cell)
        while any(column >= len(line) for column in below):
            if len(line) not in below:
                line.append(None)
            _reach_down(line, below)
        lines.append(line)
    return lines


def _told_again(cell: Cell) -> Cell:
    """A cell as the rows below its first one repeat it: how a long one begins is enough to name them."""
    words = cell.text.split()
    return replace(cell, text=" ".join(words[:_MOST_WORDS_OF_ROW_HEAD]))


def _reach_down(line: _Line, below: dict[int, tuple[Cell, int]]) -> None:
    """Put the cells that reach down from the rows above into the next columns."""
    while len(line) in below:
        cell, more = below.pop(len(line))
        if more > 1:
            below[len(line)] = (cell, more - 1)
        line.append(cell)


def _without_empty_columns(lines: list[_Line]) -> list[_Line]:
    """The same lines without the columns in which no cell with text begins."""
    width = max(map(len, lines), default=0)
    padded: list[_Line] = [[*line, *[None] * (width - len(line))] for line in lines]
    kept = [any(_begins(line, column) for line in padded) for column in range(width)]
    return [[cell for cell, is_kept in zip(line, kept, strict=True) if is_kept] for line in padded]


def _begins(line: _Line, column: int) -> bool:
    return bool(_cell_text(line[column])) and (column == 0 or line[column - 1] is not line[column])


def _text(line: _Line) -> str:
    """The cells of a row, each once. An empty one keeps its place, unless no other follows it."""
    texts = [_cell_text(cell) for cell in _each_once(line)]
    while texts and not texts[-1]:
        texts.pop()
    return one_line(BETWEEN_CELLS.join(texts))


def _each_once(line: _Line) -> Iterator[Cell | None]:
    for column, cell in enumerate(line):
        if cell is None or column == 0 or line[column - 1] is not cell:
            yield cell


def _cell_text(cell: Cell | None) -> str:
    return cell.text if cell else ""


def _is_all_heads(line: _Line) -> bool:
    cells = [cell for cell in line if cell is not None and cell.text]
    return bool(cells) and all(cell.is_head for cell in cells)


def _count_titles(lines: list[_Line]) -> int:
    """How many rows at the top are one cell and no more, above rows that hold several."""
    for count, line in enumerate(lines):
        if any(cell is not None and cell is not line[0] for cell in line) or not _cell_text(line[0]):
            return count
    return 0


def _is_band(line: _Line) -> bool:
    """Whether one short cell is merged across all columns: it names the rows below it."""
    is_one = len(line) > 1 and all(cell is line[0] for cell in line)
    return is_one and not _is_long(_cell_text(line[0]))


def _is_long(text: str) -> bool:
    return len(text.split()) > _MOST_WORDS_OF_ROW_HEAD


def _count_heads(lines: list[_Line], marked: list[bool]) -> int:
    """How many rows name the columns: those that the source marks; where it marks nothing, the first."""
    count = next((number for number, is_marked in enumerate(marked) if not is_marked), len(marked))
    if count == len(lines):
        return min(1, len(lines) - 1) if lines else 0
    if count or any(cell is not None and cell.is_head for line in lines for cell in line):
        return count
    is_short = len(_text(lines[0]).split()) <= _MOST_WORDS_OF_HEADS if lines else False
    return int(len(lines) > 1 and (is_short or not any(_is_long(_cell_text(cell)) for cell in lines[0])))


def _heads(lines: list[_Line]) -> _Heads:
    """The heads of the columns, each from the highest row to the lowest: "Needs: Health"."""
    if not lines:
        return _Heads()
    columns = zip(*lines, strict=True)
    each = tuple(": ".join(dict.fromkeys(filter(None, map(_cell_text, column)))) for column in columns)
    return _Heads(each, _text(lines[0]) if len(lines) == 1 else _joined(each))


def _row_blocks(
    line: _Line, heads: _Heads, trail: tuple[str, ...], page: PageReference | None, place: str
) -> Iterator[Block]:
    text = _text(line)
    if len(text.split()) <= MOST_WORDS and len(heads.line.split()) <= _MOST_WORDS_OF_HEADS:
        yield Block(BlockKind.ROW, text, (*trail, heads.line) if heads.line else trail, page, place)
        return
    width = _row_head_width(line)
    row_head = _text(line[:width])
    for number, columns in enumerate(_columns_to_a_block(line, width)):
        text = _text(line[columns.start : columns.stop])
        if number == 0 and row_head:
            text = f"{row_head}{BETWEEN_CELLS}{text}"
        over = [row_head, _joined(heads.columns[columns.start : columns.stop])]
        yield Block(BlockKind.ROW, text, (*trail, *filter(None, over)), page, place)


def _row_head_width(line: _Line) -> int:
    """How many columns the head of a row takes: its first cell, and what is marked or merged beside it."""
    width = 0
    for column, cell in enumerate(line):
        is_begun = column > 0 and line[column - 1] is cell
        if not is_begun and not _is_row_head(cell, column):
            break
        width = column + 1
    return width if width < len(line) else 0


def _is_row_head(cell: Cell | None, column: int) -> bool:
    if cell is None or not cell.text or _is_long(cell.text):
        return False
    return column == 0 or cell.is_head or cell.rows > 1


def _columns_to_a_block(line: _Line, first: int) -> Iterator[range]:
    """Long cells alone, short ones together; a cell that spans columns is not cut, and empty ones are left out."""
    start, stop, words = first, first, 0
    for column in range(first, len(line)):
        is_begun = column > first and line[column - 1] is line[column]
        more = len(_cell_text(line[column]).split())
        if not is_begun and more and words and words + more > USUAL_WORDS / 2:
            yield range(start, stop)
            words = 0
        if more:
            start, stop = start if words else column, column + 1
            words += 0 if is_begun else more
    if words:
        yield range(start, stop)


def _joined(heads: Sequence[str]) -> str:
    """The heads of neighbouring columns; one that spans some of them once."""
    apart = [head for column, head in enumerate(heads) if column == 0 or head != heads[column - 1]]
    return one_line(BETWEEN_CELLS.join(apart)).rstrip(" |")
