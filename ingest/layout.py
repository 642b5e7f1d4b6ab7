"""Lines on pages to blocks: running lines off, bullets to their items, lines to paragraphs, headings and rows found."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from ingest.bullets import begins_item, with_bullets
from ingest.lines import Line, Vocabulary, joined
from ingest.outline import HeadingRanks
from ingest.pdf_tables import TableHeads, row_blocks
from ingest.reading import BULLET, Block, BlockKind, HeadingTrail
from ingest.running import EDGE_LINES, RunningLines, printed_numbers
from knowledge.domain import PageReference
from knowledge.sentences import is_item

_DOTTED_ENTRY = re.compile(r"[^\W\d].*\.{3,}\s*\d{1,3}$")
_NUMBERED_ENTRY = re.compile(r"[^\W\d].*[\s.]\d{1,3}$")
_LAST_NUMBER = re.compile(r"\d{1,3}$")
_FRONT_MATTER = 20
_FEWEST_PAGES_LISTED = 3
_HEADING_LENGTH = 140
_COVER_WORDS = 100
_SCANT_WORDS = 8
_ENOUGH_GAPS = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's blocks in reading order, and what was left out; pages by index from 1.

    `running_lines` are each with the number of pages they stood on. `scant_pages` are in the blocks, but have hardly
    a word beside their running lines.
    """

    blocks: tuple[Block, ...]
    running_lines: tuple[tuple[str, int], ...]
    numbered_pages: int
    contents_pages: tuple[int, ...]
    scant_pages: tuple[int, ...]


def lay_out(pages: Sequence[list[Line]], labels: Sequence[str | None] | None) -> Layout:
    """The blocks of a file; `labels` are its printed page numbers, read off its running lines where it states none."""
    running = RunningLines(pages)
    printed = labels or printed_numbers(pages, running)
    contents = [_contents_entries(lines, len(pages)) for lines in pages]
    left_out = [entries | running.places(lines) for lines, entries in zip(pages, contents, strict=True)]
    bodies = [
        [line for i, line in enumerate(lines) if i not in places] for lines, places in zip(pages, left_out, strict=True)
    ]
    words = [sum(len(line.text.split()) for line in body) for body in bodies]
    blocks = _Blocks(bodies).laid_out([PageReference(index, each) for index, each in enumerate(printed, 1)])
    listing = tuple(page for page, entries in enumerate(contents, 1) if entries)
    scant = tuple(page for page, count in enumerate(words, 1) if count < _SCANT_WORDS and page not in listing)
    return Layout(tuple(blocks), tuple(running), running.numbered_pages, listing, scant)


class _Blocks:
    """The pages of a file under way to blocks, with what holds for them all: usual type, words, heads above."""

    def __init__(self, bodies: Sequence[list[Line]]) -> None:
        self._bodies = bodies
        self._vocabulary = Vocabulary(bodies)
        self._height = _usual_height([line for body in bodies for line in body])
        self._leading = _usual_leading(bodies)
        self._ranks = HeadingRanks(line for body in bodies for line in body)
        self._trail = HeadingTrail()
        self._heads = TableHeads()

    def laid_out(self, pages: Sequence[PageReference]) -> list[Block]:
        blocks: list[Block] = []
        for body, page in zip(self._bodies, pages, strict=True):
            blocks += self._page(body, page)
            if page.index == 1 and sum(len(line.text.split()) for line in body) < _COVER_WORDS:
                self._trail = HeadingTrail()  # what a cover says in large type heads no section
        return blocks

    def _page(self, body: Sequence[Line], page: PageReference) -> list[Block]:
        blocks: list[Block] = []
        leading = self._leading | _own_leading(body)
        for table, lines in _by_table(body):
            if table is None:
                blocks += [self._block(group, page) for group in self._groups(with_bullets(lines), leading)]
                continue
            # Only a table that begins a page can go on from the page before.
            heads = TableHeads() if blocks else self._heads
            rows, self._heads = row_blocks(lines, self._trail.headings, page, self._vocabulary, heads)
            blocks += rows
        below = list(takewhile(lambda block: block.kind != BlockKind.ROW, reversed(blocks)))
        if len(below) == len(blocks) or any(block.kind == BlockKind.HEADING for block in below):
            self._heads = TableHeads()
        return blocks

    def _groups(self, lines: Sequence[Line], leading: Mapping[float, float]) -> Iterator[list[Line]]:
        group: list[Line] = []
        for line in lines:
            if group and _begins_block(group, line, self._height, leading):
                yield group
                group = []
            group.append(line)
        if group:
            yield group

    def _block(self, group: list[Line], page: PageReference) -> Block:
        text = joined(group, self._vocabulary)
        if _is_heading(text, group, self._height):
            self._trail.enter(self._ranks.level(group[0]), text)
            return Block(BlockKind.HEADING, text, self._trail.headings, page)
        kind = BlockKind.ITEM if is_item(text) else BlockKind.PARAGRAPH
        return Block(kind, text, self._trail.headings, page)


def _by_table(body: Sequence[Line]) -> Iterator[tuple[int | None, list[Line]]]:
    """The lines between tables, and where a table begins all lines of it, with its number."""
    between: list[Line] = []
    done: set[int] = set()
    for line in body:
        if line.cell is None:
            between.append(line)
        elif line.cell.table not in done:
            yield None, between
            between = []
            done.add(line.cell.table)
            yield line.cell.table, [each for each in body if each.cell and each.cell.table == line.cell.table]
    yield None, between


def _contents_entries(lines: Sequence[Line], pages: int) -> frozenset[int]:
    """The places of the lines that are entries of a contents list: they answer nothing.

    Dots that lead to a page number always mark one; a bare number at the end does where most lines have one, and
    they rise as those of pages do. A list of figures is no contents list.
    """
    ends = [(i, line.text) for i, line in enumerate(lines) if line.text[-1].isdigit()]
    dotted = {i for i, text in ends if _DOTTED_ENTRY.search(text)}
    numbered = {i for i, text in ends if _NUMBERED_ENTRY.search(text)}
    numbers = [int(match.group()) for i in sorted(numbered) if (match := _LAST_NUMBER.search(lines[i].text))]
    rises = sum(above <= below <= pages + _FRONT_MATTER for above, below in pairwise(numbers))
    is_free = not any(line.cell for line in lines) and pages > _FEWEST_PAGES_LISTED
    most = is_free and len(lines) >= 3 * EDGE_LINES and len(numbered) >= 0.6 * len(lines)
    return frozenset(range(len(lines)) if most and rises >= 0.8 * (len(numbers) - 1) else dotted)


def _usual_height(lines: Sequence[Line]) -> float:
    """The height of most of the text, in points."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.height, 1)] += len(line.text)
    return weights.most_common(1)[0][0] if weights else 1.0


def _usual_leading(bodies: Sequence[Sequence[Line]]) -> dict[float, float]:
    """For each height of type, the usual distance between two lines of a paragraph."""
    return {height: _lowest_common(counts) for height, counts in _gaps(bodies).items()}


def _own_leading(body: Sequence[Line]) -> dict[float, float]:
    """A page's own leading where it has lines enough to tell: one file can have several."""
    found = {height: (_lowest_common(counts), counts.total()) for height, counts in _gaps([body]).items()}
    return {height: gap for height, (gap, count) in found.items() if count >= _ENOUGH_GAPS and gap <= 1.5 * height}


def _gaps(bodies: Sequence[Sequence[Line]]) -> dict[float, Counter[float]]:
    gaps: defaultdict[float, Counter[float]] = defaultdict(Counter)
    for body in bodies:
        for above, below in pairwise(body):
            gap = above.baseline - below.baseline
            if abs(above.height - below.height) < 0.5 and 0.5 * below.height < gap < 2.5 * below.height:
                gaps[round(below.height)][round(gap)] += 1
    return gaps


def _lowest_common(counts: Counter[float]) -> float:
    """The smallest gap that is at least a third as frequent as the most frequent: lines, not paragraphs."""
    most = max(counts.values())
    return min(gap for gap, count in counts.items() if 3 * count >= most)


def _begins_block(group: list[Line], line: Line, body_height: float, leading: Mapping[float, float]) -> bool:
    before = group[-1]
    if abs(before.baseline - line.baseline) < 0.5 * line.height and not _is_apart(before, line):
        return False
    if begins_item(line.text) or before.level != line.level:
        return True
    if _is_heading_line(before, body_height) != _is_heading_line(line, body_height):
        return True
    if abs(before.height - line.height) > 0.15 * line.height:
        return True
    gap = before.baseline - line.baseline
    usual = leading.get(round(line.height), 1.2 * line.height)
    if gap < 0:  # the next column, or the next tile
        return not (line.text[0].islower() and before.text[-1] not in ".!?:;")
    return gap > 1.2 * usual + 0.5


def _is_apart(before: Line, line: Line) -> bool:
    """Whether two lines of one height on the page are of neighbouring columns, the second beginning a new thought."""
    return line.left > before.right + 3 * line.height and len(line.text.split()) > 3 and len(before.text.split()) > 3


def _is_heading_line(line: Line, body_height: float) -> bool:
    is_large = line.height > 1.12 * body_height
    is_marked = is_large or (line.bold and line.height > 0.9 * body_height)
    return line.level is not None or (is_marked and not line.text.startswith(BULLET))


def _is_heading(text: str, group: list[Line], body_height: float) -> bool:
    if group[0].level is not None:
        return True
    return (
        all(_is_heading_line(line, body_height) for line in group)
        and len(text) <= _HEADING_LENGTH
        and text[-1] not in ".;,:"
        and any(character.isalpha() for character in text)
    )
