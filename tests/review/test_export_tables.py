"""Every table of the export: described in full, exported in full, bounded by days, and held a page at a time."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import signpost
from builders.answers import ASKED_AT, declined_answer, sample_answer, sample_version
from builders.quarters import QUARTER, fill_quarter
from builders.reviews import verdicts_on
from knowledge.domain import Feedback, FeedbackKind
from knowledge.errors import SettingsError
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import Judgement, Seat
from review.audit.sampling import draw_sample
from review.export import Bounds, export_rows, write_csv
from review.schema import TABLES, What, schema_lines


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        yield ledger


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Something in every table."""
    answer = sample_answer()
    ledger.record(answer)
    for number in range(5):
        ledger.record(declined_answer(f"d{number}"))
    ledger.aftermath.give_feedback(Feedback("a1", FeedbackKind.WRONG, "=cmd()", "U0NOBODY", ASKED_AT))
    draw_sample(ledger, QUARTER.since, QUARTER.until, "Lead One", number=2, seed="seven")
    first = ledger.reviews.give("a1", Seat.FIRST, "Reviewer One", verdicts_on(answer, Judgement.PARTLY))
    ledger.reviews.take_back(first, "Reviewer One")
    ledger.reviews.give("a1", Seat.FIRST, "Reviewer One", verdicts_on(answer, Judgement.DOES_NOT))
    ledger.reviews.give("a1", Seat.SECOND, "Reviewer Two", verdicts_on(answer))
    return ledger


@pytest.mark.parametrize("what", What)
def test_each_exported_column_is_described_and_each_described_one_exported(filled: Ledger, what: What) -> None:
    rows = list(export_rows(filled, what))
    assert rows
    assert {frozenset(TABLES[what].names)} == {frozenset(row) for row in rows}
    assert len(set(TABLES[what].names)) == len(TABLES[what].names)


@pytest.mark.parametrize("what", What)
def test_each_table_is_valid_json_and_never_names_who_asked(filled: Ledger, what: What) -> None:
    text = json.dumps(list(export_rows(filled, what)))
    assert [name for name in ("U123", "U0NOBODY", "T456") if name in text] == []


@pytest.mark.parametrize("what", What)
def test_values_are_of_the_type_that_is_described(filled: Ledger, what: What) -> None:
    kinds: dict[str, type | tuple[type, ...]] = {
        "text": str,
        "integer": int,
        "number": (int, float),
        "yes/no": bool,
        "day": str,
        "moment": str,
        "list of texts": list,
        "list of integers": list,
    }
    for row in export_rows(filled, what):
        for column in TABLES[what].columns:
            value = row[column.name]
            assert value is None or isinstance(value, kinds[column.type]), column
            if column.type == "moment" and value is not None:
                assert datetime.fromisoformat(str(value)).utcoffset() == timedelta(0)


def test_the_schema_describes_every_column_of_every_table() -> None:
    text = "\n".join(schema_lines())
    for what, table in TABLES.items():
        part = text.partition(f"## {what}\n")[2].partition("\n## ")[0]
        assert [line.split(" | ")[0][2:] for line in part.splitlines() if line.startswith("| ")][1:] == list(
            table.names
        )


def test_verdicts_say_which_of_them_holds(filled: Ledger) -> None:
    rows = [row for row in export_rows(filled, What.VERDICTS) if row["statement"] == 1]
    assert [(row["judgement"], row["reviewer"], row["holds"], row["taken_back_at"] is None) for row in rows] == [
        ("partly supports", "Reviewer One", False, False),
        ("does not support", "Reviewer One", True, True),
        ("supports", "Reviewer Two", False, True),
    ]


def test_documents_are_those_that_were_cited_with_how_often(filled: Ledger) -> None:
    (row,) = export_rows(filled, What.DOCUMENTS)
    version = sample_version()
    assert (row["document"], row["version"], row["citations"]) == (version.document.path, version.sha256, 2)
    assert (row["live"], row["currency"], row["review_by"], row["unreadable_pages"]) == (
        False,
        None,
        "2027-04-01",
        [7, 9],
    )


def test_samples_have_a_row_a_stratum(filled: Ledger) -> None:
    rows = list(export_rows(filled, What.SAMPLES))
    assert sum(row["drawn"] for row in rows) == 2
    assert {row["seed"] for row in rows} == {"seven"}
    assert all(row["drawn"] <= row["size"] for row in rows)


def test_days_bound_what_the_schema_says(filled: Ledger) -> None:
    after = Bounds(ASKED_AT + timedelta(microseconds=1), None)
    until = Bounds(None, ASKED_AT + timedelta(microseconds=1))
    for what in (What.ANSWERS, What.CITATIONS, What.FEEDBACK):
        assert list(export_rows(filled, what, after)) == []
        assert list(export_rows(filled, what, until)) == list(export_rows(filled, what))
    # Reviews were given today, whenever the question was asked.
    assert list(export_rows(filled, What.REVIEWS, Bounds(None, ASKED_AT))) == []
    assert len(list(export_rows(filled, What.REVIEWS, Bounds(datetime(2026, 1, 1, tzinfo=UTC), None)))) == 3


def test_no_cell_of_any_table_can_be_a_formula(filled: Ledger) -> None:
    for what in What:
        out = io.StringIO()
        write_csv(export_rows(filled, what), out, what)
        cells = [cell for row in csv.reader(io.StringIO(out.getvalue(), newline="")) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "@", "\t"))] == []
    out = io.StringIO()
    write_csv(export_rows(filled, What.FEEDBACK), out, What.FEEDBACK)
    assert "'=cmd()" in out.getvalue()


def test_pages_lose_nothing_and_repeat_nothing(ledger: Ledger) -> None:
    for number in range(1100):
        ledger.record(declined_answer(f"a{number:04}", asked_at=ASKED_AT + timedelta(minutes=number // 300)))
    for what in (What.ANSWERS, What.CITATIONS):
        ids = [row["answer_id"] for row in export_rows(ledger, what)]
        assert sorted(ids) == [f"a{number:04}" for number in range(1100)]
        moments = [row["asked_at"] for row in export_rows(ledger, what)]
        assert moments == sorted(moments, reverse=True)


def test_the_two_commands_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNPOST_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SIGNPOST_LEDGER_URL", raising=False)
    with Ledger.open(f"sqlite:///{tmp_path / 'data' / 'ledger.db'}") as ledger:
        fill_quarter(ledger, 12)

    def run(*arguments: str) -> str:
        return CliRunner().invoke(signpost.app, list(arguments), catch_exceptions=False).output

    for what in What:
        assert run("export", "--what", what) == run("review", "export", "--what", what) != ""
    assert run("export") == run("export", "--what", "citations")
    assert run("export", "--what", "answers", "--since", "2026-04-01").count("\n") == 1
    assert run("export", "--what", "answers", "--until", "2026-03-31", "--format", "jsonl").count("\n") == 12
    assert "## verdicts" in run("export", "--schema")
    with pytest.raises(SettingsError, match="--since soon is no day"):
        run("export", "--since", "soon")
