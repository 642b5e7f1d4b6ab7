"""The record as tables, for spreadsheets and for counting. `review.schema` says what is in them."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TextIO

from pydantic import TypeAdapter

from knowledge.domain import Version
from knowledge.editions import Editions, superseded_paths
from knowledge.errors import IndexUnavailableError
from knowledge.ledger.ledger import Ledger
from knowledge.periods import Period
from knowledge.verdicts import Entry, standing
from review.audit.seats import result
from review.cells import cell
from review.schema import TABLES, What

Row = dict[str, Any]
COLUMNS = TABLES[What.CITATIONS].names
_VERSION = TypeAdapter(Version)
_EVER = Period(datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Bounds:
    """From a moment to before another; None leaves an end open."""

    since: datetime | None = None
    until: datetime | None = None


def export_rows(
    ledger: Ledger, what: What = What.CITATIONS, bounds: Bounds | None = None, editions: Editions | None = None
) -> Iterator[Row]:
    """The rows of a table, each with all of its columns; `editions` say which documents are live.

    Nothing but a page of rows is held in memory. Raises LedgerError.
    """
    return _SOURCES[what](ledger, bounds or Bounds(), editions)


def write_csv(rows: Iterable[Row], out: TextIO, what: What = What.CITATIONS) -> None:
    """Write rows for a spreadsheet. No cell can act as a formula; headings are joined by " > ", lists by "; "."""
    # The default line end quotes a cell with a lone carriage return too: unquoted, what follows begins a row.
    writer = csv.writer(out)
    names = TABLES[what].names
    writer.writerow(names)
    for row in rows:
        writer.writerow([_csv_cell(name, row[name]) for name in names])


def write_json_lines(rows: Iterable[Row], out: TextIO) -> None:
    """Write rows for a program: one JSON object a line, everything as it was recorded."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _csv_cell(name: str, value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return cell(value, " > " if name == "headings" else "; ")


def _citation_rows(ledger: Ledger, bounds: Bounds, _: Editions | None) -> Iterator[Row]:
    """One row a citation, and one for an answer without any; the newest answers first."""
    for page in ledger.export.answers(bounds.since, bounds.until):
        ids = [row["id"] for row in page]
        feedback = ledger.aftermath.feedback_on(ids)
        said = ledger.export.statements(ids)
        cited = ledger.export.citations(ids)
        for row in page:
            given = feedback.get(row["id"], ())
            # Both lists are in the same order: a note is empty where nothing was written.
            part = _answer_part(row) | {
                "feedback": [each.kind.value for each in given],
                "feedback_notes": [each.note for each in given],
            }
            texts = {each["ordinal"]: each["text"] for each in said.get(row["id"], ())}
            for each in cited.get(row["id"], ()):
                yield part | _citation_part(each, texts[each["statement_ordinal"]])
            if row["id"] not in cited:
                yield dict.fromkeys(COLUMNS) | part


def _answer_part(row: Mapping[str, Any]) -> Row:
    return {
        "answer_id": row["id"],
        "asked_at": row["asked_at"].isoformat(),
        "question": row["question"],
        "outcome": row["outcome"],
        "notice": row["notice"],
        "edition": row["edition"],
        "prompt_digest": row["prompt_digest"],
        "language_model": row["language_model"],
        "seconds": row["seconds"],
        "input_tokens": row["input_tokens"],
        "output_tokens": row["output_tokens"],
        "cost": row["cost"],
    }


def _citation_part(row: Mapping[str, Any], statement: str) -> Row:
    return {
        "statement": statement,
        "marker": row["marker"],
        "quote": row["quote"],
        "check": row["quote_check"],
        "authority": row["authority"],
        "currency": row["currency"],
        "document": row["document_path"],
        "title": row["title"],
        "version": row["version"],
        "page": row["page_index"],
        "printed_page": row["printed_page"],
        "headings": row["headings"],
        "passage": row["text"],
    }


def _answer_rows(ledger: Ledger, bounds: Bounds, _: Editions | None) -> Iterator[Row]:
    for page in ledger.export.answers(bounds.since, bounds.until):
        ids = [row["id"] for row in page]
        said, cited = ledger.export.statements(ids), ledger.export.citations(ids)
        for row in page:
            texts = [each["text"] for each in said.get(row["id"], ())]
            yield _answer_part(row) | {
                "audiences": row["audiences"],
                "answer": "\n\n".join(texts),
                "statements": len(texts),
                "citations": len(cited.get(row["id"], ())),
                "ground": row["ground"] or "",
                "stratum": row["stratum"] or "",
            }


def _review_rows(ledger: Ledger, bounds: Bounds, _: Editions | None) -> Iterator[Row]:
    for entries in _histories(ledger, bounds):
        for entry in entries:
            if _is_within(entry.review.given_at, bounds):
                yield _review_part(entry) | {"verdicts": len(entry.review.verdicts)}


def _verdict_rows(ledger: Ledger, bounds: Bounds, _: Editions | None) -> Iterator[Row]:
    for entries in _histories(ledger, bounds):
        held = result(standing(entries))
        for entry in entries:
            for verdict in entry.review.verdicts if _is_within(entry.review.given_at, bounds) else ():
                yield _review_part(entry) | {
                    "statement": verdict.subject.statement,
                    "marker": verdict.subject.marker,
                    "judgement": verdict.judgement.value,
                    "reason": verdict.reason,
                    # The very verdict: another reviewer may have given an equal one.
                    "holds": held.get(verdict.subject) is verdict,
                }


def _histories(ledger: Ledger, bounds: Bounds) -> Iterator[tuple[Entry, ...]]:
    for ids in ledger.export.reviewed_ids(bounds.since, bounds.until):
        yield from ledger.export.histories(ids).values()


def _review_part(entry: Entry) -> Row:
    review = entry.review
    return {
        "review_id": review.id,
        "answer_id": review.answer_id,
        "seat": int(review.seat),
        "reviewer": review.reviewer,
        "given_at": review.given_at.isoformat(),
        "taken_back_at": entry.taken_back_at.isoformat() if entry.taken_back_at else None,
    }


def _is_within(moment: datetime, bounds: Bounds) -> bool:
    return (bounds.since is None or moment >= bounds.since) and (bounds.until is None or moment < bounds.until)


def _feedback_rows(ledger: Ledger, bounds: Bounds, _: Editions | None) -> Iterator[Row]:
    for row in ledger.export.feedback(bounds.since, bounds.until):
        yield {
            "feedback_id": row["id"],
            "answer_id": row["answer_id"],
            "kind": row["kind"],
            "note": row["note"],
            "given_at": row["given_at"].isoformat(),
        }


def _action_rows(ledger: Ledger, bounds: Bounds, _: Editions | None) -> Iterator[Row]:
    for row in ledger.export.actions(bounds.since, bounds.until):
        part = {name: row[name] for name in ("kind", "answer_id", "document", "text", "by")}
        yield {"action_id": row["id"], **part, "at": row["at"].isoformat()}


def _sample_rows(ledger: Ledger, bounds: Bounds, _: Editions | None) -> Iterator[Row]:
    for row in ledger.export.samples(bounds.since, bounds.until):
        moments = {name: row[name].isoformat() for name in ("since", "until", "drawn_at")}
        for stratum, size, drawn in row["strata"]:
            yield {
                "sample_id": row["id"],
                "seed": row["seed"],
                **moments,
                "share": row["share"],
                "stratum": stratum,
                "size": size,
                "drawn": drawn,
                "drawn_by": row["drawn_by"],
            }


def _document_rows(ledger: Ledger, bounds: Bounds, editions: Editions | None) -> Iterator[Row]:
    period = Period(bounds.since or _EVER.since, bounds.until or _EVER.until)
    counts: dict[tuple[str, str], int] = {}
    for each in ledger.figures.cited_versions(period):
        counts[each.document, each.version] = counts.get((each.document, each.version), 0) + each.citations
    live = _live_versions(editions)
    replaced = superseded_paths([version.document for version in live.values()])
    for key in sorted({*live, *counts}):
        version = live.get(key) or _VERSION.validate_python(ledger.export.version_record(*key))
        standing_now = version.document.standing(datetime.now(UTC).date(), version.document.path in replaced)
        yield _document_row(version) | {
            "live": key in live,
            "currency": standing_now.currency.value if key in live else None,
            "citations": counts.get(key, 0),
        }


def _live_versions(editions: Editions | None) -> dict[tuple[str, str], Version]:
    try:
        store = editions.open_live_passages() if editions else None
    except IndexUnavailableError:
        return {}
    if store is None:
        return {}
    try:
        return {(path, version.sha256): version for path, version in store.versions.items()}
    finally:
        store.close()


def _document_row(version: Version) -> Row:
    document = version.document
    return {
        "document": document.path,
        "title": document.title,
        "version": version.sha256,
        "kind": document.kind,
        "authority": document.authority.value,
        "publisher": document.publisher,
        "area": document.area,
        "effective_on": _day(document.effective_on),
        "review_by": _day(document.review_by),
        "supersedes": list(document.supersedes),
        "audience": list(document.audience),
        "source_url": document.source_url,
        "media_type": version.media_type,
        "page_count": version.page_count,
        "unreadable_pages": list(version.unreadable_pages),
        "ingested_at": version.ingested_at.isoformat(),
        "ingested_by": version.ingested_by,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


_SOURCES: Mapping[What, Callable[[Ledger, Bounds, Editions | None], Iterator[Row]]] = {
    What.CITATIONS: _citation_rows,
    What.ANSWERS: _answer_rows,
    What.REVIEWS: _review_rows,
    What.VERDICTS: _verdict_rows,
    What.FEEDBACK: _feedback_rows,
    What.ACTIONS: _action_rows,
    What.SAMPLES: _sample_rows,
    What.DOCUMENTS: _document_rows,
}
