"""Cells from the rules that enclose them."""

from ingest.grid import Cell, Rule, boxes_apart, cells_of


def ruled(xs: list[float], ys: list[float]) -> list[Rule]:
    level = [Rule(xs[0], y, xs[-1], y) for y in ys]
    return level + [Rule(x, ys[0], x, ys[-1]) for x in xs]


def places(cells: list[Cell]) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in cells]


def test_a_grid_has_a_cell_for_each_row_and_column() -> None:
    cells = cells_of(ruled([50, 150, 300], [500, 540, 600]))
    assert [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)] == places(cells)
    assert Rule(50, 540, 150, 600) == cells[0].box


def test_a_cell_can_span_rows_and_columns() -> None:
    outer = [Rule(50, 400, 300, 400), Rule(50, 600, 300, 600), Rule(50, 400, 50, 600), Rule(300, 400, 300, 600)]
    inner = [Rule(150, 400, 150, 560), Rule(50, 560, 300, 560), Rule(150, 480, 300, 480)]
    assert [(0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 1)] == places(cells_of(outer + inner))


def test_rules_drawn_cell_by_cell_are_one_grid() -> None:
    short = [Rule(x, y, x + 99.5, y + 0.5) for y in (500, 540, 600) for x in (50, 150)] + [
        Rule(x, low, x + 0.5, high) for x in (50, 150, 250) for low, high in ((500, 540), (540.5, 600))
    ]
    assert 4 == len(cells_of(short))


def test_a_table_cut_by_a_page_break_is_closed() -> None:
    rules = [Rule(50, y, 300, y) for y in (540, 600)] + [Rule(x, 450, x, 600) for x in (50, 150, 300)]
    assert [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)] == places(cells_of(rules))


def test_a_frame_and_a_line_below_text_are_no_table() -> None:
    frame = [Rule(50, 400, 300, 400), Rule(50, 600, 300, 600), Rule(50, 400, 50, 600), Rule(300, 400, 300, 600)]
    assert [] == cells_of([*frame, Rule(60, 350, 120, 350)])
    assert 1 == boxes_apart(frame)


def test_two_tables_on_a_page_are_numbered_from_the_top() -> None:
    low, high = ruled([50, 150, 300], [100, 150]), ruled([50, 200, 300], [500, 600])
    assert [(0, 600), (0, 600), (1, 150), (1, 150)] == [
        (cell.table, round(cell.box.high)) for cell in cells_of(low + high)
    ]


def test_a_drawing_of_thousands_of_lines_is_let_be() -> None:
    assert [] == cells_of(ruled([float(x) for x in range(0, 8_000, 5)], [0, 10]))
