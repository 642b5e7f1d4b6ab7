"""Lines on pages to blocks: running lines off, bullets to their items, lines to paragraphs, headings found."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.reading import BULLET, Block, BlockKind, HeadingTrail
from knowledge.domain import PageReference
from knowledge.sentences import is_item

_BULLET_MARK = re.compile(r"^[•▪●◦‣∙·\uf0a7\uf0b7\uf02d\uf0d8\uf0fc]\s*|^o (?=[A-Za-z])")
_PARAGRAPH_NUMBER = re.compile(r"^(\d{1,3}\.(\d{1,3}\.?)*|\(?[a-z]\)|\([ivx]{1,4}\))\s")
_PAGE_NUMBER = re.compile(r"(?:^|\s)(?:page\s+)?(\d{1,4})(?:\s+of\s+\d+)?$", re.IGNORECASE)
_DOTTED_ENTRY = re.compile(r"[^\W\d].*\.{3,}\s*\d{1,3}$")
_NUMBERED_ENTRY = re.compile(r"[^\W\d].*[\s.]\d{1,3}$")
_EDGE_LINES = 2
_HEADING_LENGTH = 140
_COVER_WORDS = 100
_SCANT_WORDS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on its page, in points from the lower left: `baseline` upwards, `height` of its type."""

    text: str
    left: float
    right: float
    baseline: float
    height: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's blocks in reading order, and what was left out: running lines, and pages by index from 1.

    `scant_pages` are in the blocks, but have hardly a word beside their running lines.
    """

    blocks: tuple[Block, ...]
    running_lines: tuple[str, ...]
    contents_pages: tuple[int, ...]
    scant_pages: tuple[int, ...]


def lay_out(pages: Sequence[list[Line]], labels: Sequence[str | None] | None) -> Layout:
    """The blocks of a file; `labels` are its printed page numbers, read off its running lines where it states none."""
    running = _running_lines(pages)
    printed = labels or _printed_numbers(pages, running)
    contents = [_contents_entries(lines) for lines in pages]
    bodies = [
        [line for i, line in enumerate(lines) if i not in entries and not _is_running(lines, i, running)]
        for lines, entries in zip(pages, contents, strict=True)
    ]
    words = [sum(len(line.text.split()) for line in body) for body in bodies]
    lines = [line for body in bodies for line in body]
    body_height, leading = _usual_height(lines), _usual_leading(bodies)
    trail, blocks = HeadingTrail(), []
    for index, body in enumerate(bodies):
        page = PageReference(index + 1, printed[index])
        for group in _groups(_with_bullets(body), body_height, leading):
            blocks.append(_block(group, page, trail, body_height))
        if index == 0 and words[0] < _COVER_WORDS:
            trail = HeadingTrail()  # what a cover says in large type heads no section
    listing = tuple(page for page, entries in enumerate(contents, 1) if entries)
    scant = tuple(page for page, count in enumerate(words, 1) if count < _SCANT_WORDS and page not in listing)
    return Layout(tuple(blocks), tuple(sorted(filter(None, running))), listing, scant)


def _masked(text: str) -> str:
    """A line without its numbers: what a running line is on every page."""
    return re.sub(r"\W*\d+\W*", " ", text).strip()


def _edges(lines: Sequence[Line], count: int = _EDGE_LINES) -> list[int]:
    """The places of the highest and lowest lines of a page."""
    order = sorted(range(len(lines)), key=lambda i: lines[i].baseline)
    return order[:count] + order[count:][-count:]


def _running_lines(pages: Sequence[list[Line]]) -> frozenset[str]:
    """The lines, numbers aside, that stand at the edge of at least a third of the pages (and of three)."""
    counts = Counter(pattern for lines in pages for pattern in {_masked(lines[i].text) for i in _edges(lines)})
    least = max(3, len(pages) / 3)
    return frozenset(pattern for pattern, count in counts.items() if count >= least)


def _is_running(lines: Sequence[Line], place: int, running: frozenset[str]) -> bool:
    return _masked(lines[place].text) in running and place in _edges(lines)


def _printed_numbers(pages: Sequence[list[Line]], running: frozenset[str]) -> list[str | None]:
    """The number printed on each page, where one stands at its edge that keeps step with the pages before it."""
    found = [{int(n) for n in _numbers_at_edge(lines, running)} for lines in pages]
    steps = Counter(number - index for index, numbers in enumerate(found, 1) for number in numbers)
    in_step = {step for step, count in steps.items() if count >= 2}
    return [
        next((str(n) for n in sorted(numbers, key=lambda n: -steps[n - index]) if n - index in in_step), None)
        or _number_in_step(pages[index - 1], {str(index + step) for step in in_step})
        for index, numbers in enumerate(found, 1)
    ]


def _number_in_step(lines: Sequence[Line], expected: set[str]) -> str | None:
    """An expected number that stands alone a line further in than running lines do, as above a long footer."""
    return next((lines[i].text for i in _edges(lines, _EDGE_LINES + 1) if lines[i].text in expected), None)


def _numbers_at_edge(lines: Sequence[Line], running: frozenset[str]) -> list[str]:
    matches = [_PAGE_NUMBER.search(lines[i].text) for i in _edges(lines) if _is_running(lines, i, running)]
    return [match.group(1) for match in matches if match]


def _contents_entries(lines: Sequence[Line]) -> frozenset[int]:
    """The places of the lines that are entries of a contents list: they answer nothing.

    Dots that lead to a page number always mark one; a bare number at the end does where most lines have one.
    """
    dotted = {i for i, line in enumerate(lines) if _DOTTED_ENTRY.search(line.text)}
    numbered = {i for i, line in enumerate(lines) if _NUMBERED_ENTRY.search(line.text)}
    most = len(lines) >= 3 * _EDGE_LINES and len(numbered) >= 0.6 * len(lines)
    return frozenset(range(len(lines)) if most else dotted)


def _usual_height(lines: Sequence[Line]) -> float:
    """The height of most of the text, in points."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.height, 1)] += len(line.text)
    return weights.most_common(1)[0][0] if weights else 1.0


def _usual_leading(bodies: Sequence[list[Line]]) -> dict[float, float]:
    """For each height of type, the usual distance between two lines of a paragraph."""
    gaps: defaultdict[float, Counter[float]] = defaultdict(Counter)
    for body in bodies:
        for above, below in pairwise(body):
            gap = above.baseline - below.baseline
            if abs(above.height - below.height) < 0.5 and 0.5 * below.height < gap < 2.5 * below.height:
                gaps[round(below.height)][round(gap)] += 1
    return {height: _lowest_common(counts) for height, counts in gaps.items()}


def _lowest_common(counts: Counter[float]) -> float:
    """The smallest gap that is at least a third as frequent as the most frequent: lines, not paragraphs."""
    most = max(counts.values())
    return min(gap for gap, count in counts.items() if 3 * count >= most)


def _with_bullets(lines: Sequence[Line]) -> list[Line]:
    """Each lone bullet put before the line it stands beside, wherever the file draws it."""
    lone = [line for line in lines if _is_lone_bullet(line)]
    kept = [line for line in lines if not _is_lone_bullet(line)]
    for bullet in lone:
        beside = [
            place
            for place, line in enumerate(kept)
            if abs(line.baseline - bullet.baseline) < 0.6 * line.height and line.left >= bullet.left
        ]
        if beside:
            item = min(beside, key=lambda place: kept[place].left)
            kept[item] = replace(kept[item], text=BULLET + kept[item].text)
    return [replace(line, text=_BULLET_MARK.sub(BULLET, line.text)) for line in kept]


def _is_lone_bullet(line: Line) -> bool:
    return _BULLET_MARK.sub("", line.text + " ").strip() == ""


def _groups(lines: Sequence[Line], body_height: float, leading: dict[float, float]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and _begins_block(group, line, body_height, leading):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins_block(group: list[Line], line: Line, body_height: float, leading: dict[float, float]) -> bool:
    before = group[-1]
    if abs(before.baseline - line.baseline) < 0.5 * line.height:
        return False
    if _begins_item(line.text):
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


def _begins_item(text: str) -> bool:
    return text.startswith(BULLET) or _PARAGRAPH_NUMBER.match(text) is not None


def _is_heading_line(line: Line, body_height: float) -> bool:
    is_large = line.height > 1.12 * body_height
    return (is_large or (line.bold and line.height > 0.9 * body_height)) and not line.text.startswith(BULLET)


def _block(group: list[Line], page: PageReference, trail: HeadingTrail, body_height: float) -> Block:
    text = " ".join(line.text for line in group)
    if _is_heading(text, group, body_height):
        # Size ranks headings; of one size, bold stands higher.
        trail.enter(-round(group[0].height) - (0.5 if group[0].bold else 0), text)
        return Block(BlockKind.HEADING, text, trail.headings, page)
    kind = BlockKind.ITEM if is_item(text) else BlockKind.PARAGRAPH
    return Block(kind, text, trail.headings, page)


def _is_heading(text: str, group: list[Line], body_height: float) -> bool:
    return (
        all(_is_heading_line(line, body_height) for line in group)
        and len(text) <= _HEADING_LENGTH
        and text[-1] not in ".;,:"
        and any(character.isalpha() for character in text)
    )
