"""The export: what is in a row, and that no cell can act."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from builders.answers import ASKED_AT, BRUISING_QUOTE, declined_answer, sample_answer, sample_citation, sample_passage
from knowledge.domain import Feedback, FeedbackKind
from knowledge.ledger.ledger import Ledger
from review.export import COLUMNS, export_rows, write_csv, write_json_lines


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        yield ledger


def csv_rows(ledger: Ledger) -> list[dict[str, str]]:
    out = io.StringIO()
    write_csv(export_rows(ledger), out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_a_row_a_citation(ledger: Ledger) -> None:
    ledger.record(sample_answer())
    rows = list(export_rows(ledger))
    assert len(rows) == 2
    expected = {
        "answer_id": "a1",
        "outcome": "answered",
        "statement": "A bruise on a baby who is not yet mobile is referred the same day.",
        "marker": 1,
        "quote": BRUISING_QUOTE,
        "check": "NORMALISED",
        "authority": "local procedure",
        "currency": "current",
        "document": "procedures/bruising.pdf",
        "version": "3f" * 32,
        "page": 6,
        "printed_page": "4",
        "headings": ["Assessment", "Babies who are not mobile"],
    }
    assert expected == {column: rows[0][column] for column in expected}


def test_a_row_for_an_answer_without_citations(ledger: Ledger) -> None:
    ledger.record(declined_answer())
    (row,) = export_rows(ledger)
    assert (
        row["answer_id"],
        row["outcome"],
        row["quote"],
        row["document"],
    ) == ("declined", "not_found", None, None)


def test_every_row_has_every_column_and_never_the_asker(ledger: Ledger) -> None:
    ledger.record(sample_answer())
    ledger.record(declined_answer())
    assert {COLUMNS} == {tuple(row) for row in export_rows(ledger)}
    assert "U123" not in json.dumps(list(export_rows(ledger)))


def test_no_answer_is_lost_between_pages(ledger: Ledger) -> None:
    for number in range(120):
        ledger.record(declined_answer(f"a{number}", asked_at=ASKED_AT + timedelta(minutes=number // 7)))
    exported = [row["answer_id"] for row in export_rows(ledger)]
    assert sorted(f"a{number}" for number in range(120)) == sorted(exported)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_csv_cell_cannot_be_a_formula(ledger: Ledger, start: str) -> None:
    formula = f"{start}cmd|' /C calc'!A0"
    citation = sample_citation(sample_passage(formula), quote=formula)
    ledger.record(sample_answer(question=formula, citations=(citation,)))
    first = csv_rows(ledger)[0]
    assert [f"'{formula}"] * 3 == [first[column] for column in ("question", "quote", "passage")]


def test_a_line_end_inside_a_cell_cannot_begin_a_row(ledger: Ledger) -> None:
    text = "a\r=cmd()\n=cmd()\r\n=cmd()"
    ledger.record(sample_answer(question=text))
    assert [text, text] == [row["question"] for row in csv_rows(ledger)]


def test_csv_keeps_commas_quotes_and_lines(ledger: Ledger) -> None:
    text = 'He said "now",\nthen left; = is not at the start'
    ledger.record(sample_answer(question=text))
    assert text == csv_rows(ledger)[0]["question"]


def test_csv_of_an_empty_ledger_has_its_header(ledger: Ledger) -> None:
    out = io.StringIO()
    write_csv(export_rows(ledger), out)
    assert ",".join(COLUMNS) + "\r\n" == out.getvalue()


def test_json_lines_keep_what_was_recorded(ledger: Ledger) -> None:
    ledger.record(sample_answer(question="=1+1 – “why”?"))
    out = io.StringIO()
    write_json_lines(export_rows(ledger), out)
    assert list(export_rows(ledger)) == [json.loads(line) for line in out.getvalue().splitlines()]


def test_feedback_stands_beside_its_answer_in_one_order(ledger: Ledger) -> None:
    ledger.record(sample_answer())
    ledger.record(declined_answer())
    for kind, note in ((FeedbackKind.WRONG, "=a week"), (FeedbackKind.HELPFUL, "")):
        ledger.aftermath.give_feedback(Feedback("a1", kind, note, "U0NOBODY", ASKED_AT))
    rows = {row["answer_id"]: row for row in export_rows(ledger)}
    assert [rows["a1"]["feedback"], rows["a1"]["feedback_notes"]] == [["wrong", "helpful"], ["=a week", ""]]
    assert [rows["declined"]["feedback"], rows["declined"]["feedback_notes"]] == [[], []]
    assert "U0NOBODY" not in json.dumps(list(export_rows(ledger)))
    cells = next(row for row in csv_rows(ledger) if row["answer_id"] == "a1")
    assert [cells["feedback"], cells["feedback_notes"]] == ["wrong; helpful", "'=a week; "]
