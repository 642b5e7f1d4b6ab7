"""Tables: every row keeps its row head and its column heads, wherever it is read alone."""

from builders.answers import sample_version
from ingest.reading import Block, BlockKind
from ingest.splitting import split
from ingest.tables import Cell, Row, plain_row, table_blocks

HEADS = ("Level", "Signs", "What to do")
HEADS_LINE = "Level | Signs | What to do"


def told(*rows: Row | tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Text and headings of each block of a table below the heading "Matrix"."""
    return [(block.text, block.headings) for block in blocks(*rows)]


def blocks(*rows: Row | tuple[str, ...]) -> list[Block]:
    made = [row if isinstance(row, Row) else plain_row(row) for row in rows]
    return list(table_blocks(made, ("Matrix",)))


def words(count: int, word: str) -> str:
    return " ".join([word] * count)


def test_the_first_row_names_the_columns() -> None:
    assert [
        (HEADS_LINE, ("Matrix",)),
        ("1 | late | wait", ("Matrix", HEADS_LINE)),
    ] == told(HEADS, ("1", "late", "wait"))


def test_an_empty_cell_keeps_its_place_and_an_empty_column_goes() -> None:
    rows = told(("Level", "", "Signs", "Do"), ("1", "", "", "wait"), ("2", "", "late", ""))
    assert ["Level | Signs | Do", "1 | | wait", "2 | late"] == [text for text, _ in rows]


def test_a_cell_merged_over_rows_is_told_in_each() -> None:
    level = Row((Cell("4", rows=2), Cell("burns"), Cell("ring")))
    rows = told(HEADS, level, ("bruises", "write"), ("5", "late", "wait"))
    assert ["4 | burns | ring", "4 | bruises | write", "5 | late | wait"] == [text for text, _ in rows[1:]]


def test_a_long_cell_merged_over_rows_is_told_again_by_its_beginning() -> None:
    level = Row((Cell(f"Level 4: {words(50, 'acute')}", rows=2), Cell("burns")))
    assert f"Level 4: {words(13, 'acute')} | bruises" == told(("Level", "Signs"), level, ("bruises",))[-1][0]


def test_titles_and_bands_are_headings_of_the_rows_below_them() -> None:
    band = Row((Cell("Level 3", columns=3),))
    assert [
        ("Threshold matrix", ("Matrix", "Threshold matrix")),
        ("Need | Signs | Do", ("Matrix", "Threshold matrix")),
        ("Level 3", ("Matrix", "Threshold matrix", "Level 3")),
        ("Health | late | wait", ("Matrix", "Threshold matrix", "Level 3", "Need | Signs | Do")),
    ] == told(("Threshold matrix",), ("Need", "Signs", "Do"), band, ("Health", "late", "wait"))


def test_a_first_row_with_empty_cells_is_no_title() -> None:
    form = Row((Cell("Name:"), Cell("")))
    assert [("Name:", ("Matrix",)), ("Date: | today", ("Matrix", "Name:"))] == told(form, ("Date:", "today"))


def test_heads_of_several_rows_are_joined_column_by_column() -> None:
    top = Row((Cell("Level", rows=2), Cell("Signs", columns=2)), is_head=True)
    below = Row((Cell("Health"), Cell("School")), is_head=True)
    assert ("1 | asthma | late", ("Matrix", "Level | Signs: Health | Signs: School")) == told(
        top, below, ("1", "asthma", "late")
    )[-1]


def test_heads_down_the_side_name_no_columns() -> None:
    rows = [Row((Cell(name, is_head=True), Cell(value))) for name, value in (("Who", "police"), ("When", "at once"))]
    assert [("Who | police", ("Matrix",)), ("When | at once", ("Matrix",))] == told(*rows)


def test_a_long_first_row_names_no_columns() -> None:
    assert ("late | wait", ("Matrix",)) == told((words(40, "a"), words(40, "b")), ("late", "wait"))[-1]


def test_a_row_too_long_for_a_passage_is_told_by_column_under_both_heads() -> None:
    need, action = words(120, "need"), words(120, "act")
    assert [
        (f"Level 4 | {need}", ("Matrix", "Level 4", "Signs")),
        (action, ("Matrix", "Level 4", "What to do")),
    ] == told(HEADS, ("Level 4", need, action))[1:]


def test_a_row_of_many_short_cells_is_told_in_few_parts() -> None:
    rows = told(tuple(f"h{n}" for n in range(300)), tuple(f"c{n}" for n in range(300)))[1:]
    cells = [cell for text, _ in rows for cell in text.split(" | ")]
    assert [f"c{n}" for n in range(300)] == cells
    heads = [head for _, headings in rows for head in headings[-1].split(" | ")]
    assert [f"h{n}" for n in range(1, 300)] == heads
    assert {("Matrix", "c0")} == {headings[:-1] for _, headings in rows}
    assert len(rows) < 10


def test_a_span_of_thousands_costs_nothing() -> None:
    rows = told(HEADS, Row((Cell("1", columns=60_000, rows=60_000),)), ("2", "late", "wait"))
    assert ["1"] == [text for text, _ in rows[1:2]]


def test_every_passage_of_a_long_table_has_its_column_heads_over_it_or_in_it() -> None:
    rows = [("3", f"sign {number} {words(12, 'seen')}", "ring at once") for number in range(60)]
    after = Block(BlockKind.PARAGRAPH, "After the table.", ("Matrix",))
    passages = split(sample_version(), [*blocks(HEADS, *rows), after])
    assert len(passages) > 5
    assert [] == [p.text for p in passages[:-1] if HEADS_LINE not in (*p.headings, *p.text.split("\n"))]
    assert ("After the table.", ("Matrix",)) == (passages[-1].text, passages[-1].headings)


def test_the_cells_of_a_long_row_do_not_share_a_passage() -> None:
    long = [(f"Level {n}", words(100, "need"), words(100, "act")) for n in (3, 4)]
    passages = split(sample_version(), blocks(HEADS, *long))
    assert [("Level 3", "Signs"), ("Level 3", "What to do"), ("Level 4", "Signs"), ("Level 4", "What to do")] == [
        passage.headings[-2:] for passage in passages[1:]
    ]
