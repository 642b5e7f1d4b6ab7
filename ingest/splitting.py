"""Blocks to passages: exact spans of a version's text, each on one page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.reading import Block, BlockKind
from knowledge.domain import Passage, Version
from knowledge.sentences import sentence_spans

_NUMBERED = re.compile(r"(.*(?:row|paragraph)) (\d+)")
USUAL_WORDS = 110
MOST_WORDS = 180


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or some sentences of a long one, at [start, end) of the version's text."""

    block: Block
    start: int
    end: int
    words: int


def version_text(blocks: Sequence[Block]) -> str:
    """The text that passages are spans of: one block a line."""
    return "\n".join(block.text for block in blocks)


def split(version: Version, blocks: Sequence[Block]) -> list[Passage]:
    """The passages of a version, in order. They do not overlap, and only white space lies between them."""
    text = version_text(blocks)
    return [_passage(version, ordinal, text, pieces) for ordinal, pieces in enumerate(_packed(_pieces(blocks)))]


def _passage(version: Version, ordinal: int, text: str, pieces: Sequence[_Piece]) -> Passage:
    start, end = pieces[0].start, pieces[-1].end
    headings = _shared(piece.block.headings for piece in pieces if piece.block.kind != BlockKind.HEADING)
    return Passage(
        version=version,
        ordinal=ordinal,
        text=text[start:end],
        start=start,
        end=end,
        headings=headings or pieces[0].block.headings,
        page=pieces[0].block.page,
        place=_place(pieces[0].block.place, pieces[-1].block.place),
    )


def _place(first: str, last: str) -> str:
    """Where a passage stands, told from where its first and its last block do: "paragraphs 4–6"."""
    begin, end = (_NUMBERED.fullmatch(place) for place in (first, last))
    if begin is None or end is None or begin[1] != end[1] or begin[2] == end[2]:
        return first
    return f"{begin[1]}s {begin[2]}–{end[2]}"


def _shared(trails: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings that all trails begin with, and the column heads that rows of one table end with."""
    first, *others = list(trails) or [()]
    shared = first
    for trail in others:
        shared = tuple(a for a, b in zip(shared, trail, strict=False) if a == b)
    is_one_end = bool(first) and all(trail[-1:] == first[-1:] for trail in others)
    return (*shared, first[-1]) if is_one_end and first[-1] not in shared else shared


def _pieces(blocks: Sequence[Block]) -> Iterator[_Piece]:
    start = 0
    for block in blocks:
        yield from _pieces_of(block, start)
        start += len(block.text) + 1


def _pieces_of(block: Block, offset: int) -> Iterator[_Piece]:
    """The block whole, or cut between sentences where it is too long for one passage."""
    begin, words = 0, 0
    for start, end in _spans(block.text):
        more = len(block.text[start:end].split())
        if words and words + more > MOST_WORDS:
            yield _Piece(block, offset + begin, offset + start - 1, words)
            begin, words = start, 0
        words += more
    yield _Piece(block, offset + begin, offset + len(block.text), words)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """The sentences' spans; one too long for a passage, as a list without full stops can be, is cut between words."""
    for start, end in sentence_spans(text):
        words = [start + match.start() for match in re.finditer(r"\S+", text[start:end])]
        cuts = [start, *words[MOST_WORDS::MOST_WORDS]] if len(words) > 2 * MOST_WORDS else [start]
        yield from zip(cuts, [*(cut - 1 for cut in cuts[1:]), end], strict=True)


def _packed(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        if group and _begins_passage(group, piece):
            carried = _carried_over(group, piece)
            yield group[: len(group) - len(carried)]
            group = carried
        group.append(piece)
    if group:
        yield group


def _begins_passage(group: Sequence[_Piece], piece: _Piece) -> bool:
    if piece.block.page != group[-1].block.page:
        return True
    if _loses_heads(group, piece):
        return True
    words = sum(each.words for each in group)
    is_new_section = piece.block.kind == BlockKind.HEADING and any(
        each.block.kind != BlockKind.HEADING for each in group
    )
    # Where there are no pages, the heading is the only place that a person can be sent to.
    if is_new_section and (words >= USUAL_WORDS / 2 or piece.block.page is None):
        return True
    allowed = MOST_WORDS if piece.block.kind == BlockKind.ITEM else USUAL_WORDS
    return words + piece.words > allowed and words >= USUAL_WORDS / 4


def _loses_heads(group: Sequence[_Piece], piece: _Piece) -> bool:
    """Whether a row of a table would stand in one passage with `piece`, its heads neither over it nor in it."""
    if piece.block.headings == group[-1].block.headings:
        return False
    together = [each.block for each in [*group, piece]]
    shared = _shared(block.headings for block in together if block.kind != BlockKind.HEADING)
    told = {block.text for block in together}
    rows = (block for block in together if block.kind == BlockKind.ROW)
    return any(head not in told for row in rows for head in row.headings[len(shared) :])


def _carried_over(group: Sequence[_Piece], piece: _Piece) -> list[_Piece]:
    """What goes with the next passage: the lead-in of the list that begins it, and headings left without a body."""
    if piece.block.page != group[-1].block.page:
        return []
    keep = len(group)
    if piece.block.kind == BlockKind.ITEM and group[-1].block.text.endswith(":"):
        keep -= 1
    while keep and group[keep - 1].block.kind == BlockKind.HEADING:
        keep -= 1
    return list(group[keep:]) if keep else []
