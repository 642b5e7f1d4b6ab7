"""Passages are exact spans of a version's text, in order, each on one page."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.answers import sample_version
from ingest.reading import Block, BlockKind
from ingest.splitting import MOST_WORDS, split, version_text
from knowledge.domain import PageReference

WORD = st.sampled_from(["child", "must", "refer.", "See", "e.g.", "16", "weeks:", "“stop.”", "–", "É", "𝒳"])
TEXT = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
LONG = st.tuples(TEXT, st.integers(1, 80)).map(lambda pair: " ".join([pair[0]] * pair[1]))


@st.composite
def blocks(draw: st.DrawFn) -> list[Block]:
    pages = sorted(draw(st.lists(st.integers(1, 4), min_size=1, max_size=25)))
    return [
        Block(draw(st.sampled_from(BlockKind)), draw(st.one_of(TEXT, LONG)), (f"Page {page}",), PageReference(page))
        for page in pages
    ]


def paragraph(words: int, text: str = "word") -> Block:
    return Block(BlockKind.PARAGRAPH, " ".join([text] * words))


@given(blocks())
def test_passages_are_exact_spans_with_only_white_space_between(blocks: list[Block]) -> None:
    text, passages = version_text(blocks), split(sample_version(), blocks)
    assert [text[p.start : p.end] for p in passages] == [p.text for p in passages]
    assert [*range(len(passages))] == [p.ordinal for p in passages]
    gaps = [text[a.end : b.start] for a, b in pairwise(passages)]
    assert [] == [gap for gap in gaps if gap.strip() or not gap]
    assert (0, len(text)) == (passages[0].start, passages[-1].end)


@given(blocks())
def test_a_passage_stands_on_one_page(blocks: list[Block]) -> None:
    passages = split(sample_version(), blocks)
    place = 0
    for block in blocks:
        inside = [p for p in passages if p.start < place + len(block.text) and place < p.end]
        assert {block.page} == {p.page for p in inside}
        place += len(block.text) + 1


@given(st.integers(1, 60), st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(0, 120))
def test_a_list_keeps_its_lead_in(lead: int, items: list[int], before: int) -> None:
    blocks = [
        *([paragraph(before, "before")] if before else []),
        Block(BlockKind.PARAGRAPH, " ".join(["lead"] * lead) + ":"),
        *(Block(BlockKind.ITEM, "• " + " ".join(["item"] * words)) for words in items),
    ]
    (passage,) = (p for p in split(sample_version(), blocks) if "lead:" in p.text)
    assert "lead:\n• item" in passage.text


def test_a_heading_goes_with_what_follows_it() -> None:
    heading = Block(BlockKind.HEADING, "Referrals", ("Referrals",))
    _, second = split(sample_version(), [paragraph(90), heading, paragraph(90, "other")])
    assert second.text.startswith("Referrals\nother")


def test_a_sentence_without_end_is_cut_between_words() -> None:
    passages = split(sample_version(), [paragraph(10_000)])
    assert max(len(p.text.split()) for p in passages) <= MOST_WORDS


def test_the_headings_are_those_that_all_parts_share() -> None:
    parts = [
        Block(BlockKind.PARAGRAPH, "One.", ("Chapter", "First")),
        Block(BlockKind.PARAGRAPH, "Two.", ("Chapter", "Second")),
    ]
    assert [("Chapter",)] == [p.headings for p in split(sample_version(), parts)]


def test_a_passage_without_pages_ends_at_a_heading() -> None:
    blocks = [paragraph(5), Block(BlockKind.HEADING, "Next", ("Next",)), paragraph(5)]
    assert ["word word word word word", "Next\nword word word word word"] == [
        p.text for p in split(sample_version(), blocks)
    ]


def test_no_blocks_no_passages() -> None:
    assert [] == split(sample_version(), [])


@pytest.mark.parametrize(
    ("first", "last", "place"),
    [
        ("paragraph 4", "paragraph 6", "paragraphs 4–6"),
        ("paragraph 4", "paragraph 4", "paragraph 4"),
        ("sheet Levels, row 4", "sheet Levels, row 9", "sheet Levels, rows 4–9"),
        ("paragraph 4", "table 1, row 2", "paragraph 4"),
        ("slide 3", "slide 3", "slide 3"),
        ("", "", ""),
    ],
)
def test_a_passage_is_placed_from_its_first_block_to_its_last(first: str, last: str, place: str) -> None:
    blocks = [Block(BlockKind.PARAGRAPH, "Text.", place=each) for each in (first, last)]
    assert [place] == [passage.place for passage in split(sample_version(), blocks)]


def test_a_row_and_what_follows_its_table_part_unless_the_heads_stand_with_them() -> None:
    head = Block(BlockKind.ROW, "Level | Signs", ("Levels",))
    row = Block(BlockKind.ROW, "4 | burns", ("Levels", "Level | Signs"))
    after = Block(BlockKind.PARAGRAPH, "After.", ("Levels",))
    assert ["Level | Signs\n4 | burns\nAfter."] == [p.text for p in split(sample_version(), [head, row, after])]
    assert ["4 | burns", "After."] == [p.text for p in split(sample_version(), [row, after])]


def test_rows_of_one_table_keep_its_heads() -> None:
    heads = "Level | Need"
    rows = [
        Block(BlockKind.ROW, "1 | Universal needs", ("Thresholds", heads)),
        Block(BlockKind.ROW, "2 | Additional needs", ("Thresholds", heads)),
        Block(BlockKind.ROW, "and family support", ("Thresholds", "Level 3", heads)),
    ]
    assert [("Thresholds", heads), ("Thresholds", "Level 3", heads)] == [
        p.headings for p in split(sample_version(), rows)
    ]
