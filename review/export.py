"""The ledger as a table: one row a citation, for spreadsheets and for counting."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from knowledge.domain import Answer, Citation, Statement
from knowledge.ledger import Ledger

Row = dict[str, Any]

# The asker and the thread stay out: judging a citation does not need them.
COLUMNS = (
    "answer_id",
    "asked_at",
    "question",
    "outcome",
    "notice",
    "edition",
    "prompt_digest",
    "language_model",
    "seconds",
    "input_tokens",
    "output_tokens",
    "cost",
    "statement",
    "marker",
    "quote",
    "check",
    "authority",
    "currency",
    "document",
    "title",
    "version",
    "page",
    "printed_page",
    "headings",
    "passage",
)

# A spreadsheet takes a cell that begins so for a formula, the wide forms of the signs included.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export_rows(ledger: Ledger) -> Iterator[Row]:
    """One row a citation, and one for an answer without any; the newest answers first."""
    for answer_id in _answer_ids(ledger):
        answer = ledger.answer(answer_id)
        if answer is not None:
            yield from _answer_rows(answer)


def write_csv(rows: Iterable[Row], out: TextIO) -> None:
    """Write rows for a spreadsheet: no cell can act as a formula, headings are joined with " > "."""
    # The default line end quotes a cell with a lone carriage return too: unquoted, what follows begins a row.
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in rows:
        writer.writerow({column: _cell(value) for column, value in row.items()})


def write_json_lines(rows: Iterable[Row], out: TextIO) -> None:
    """Write rows for a program: one JSON object a line, everything as it was recorded."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _answer_ids(ledger: Ledger) -> Iterator[str]:
    page = ledger.answers()
    while page:
        yield from (summary.id for summary in page)
        page = ledger.answers(before=page[-1].asked_at)


def _answer_rows(answer: Answer) -> Iterator[Row]:
    cited = [(statement, citation) for statement in answer.statements for citation in statement.citations]
    for statement, citation in cited:
        yield _answer_part(answer) | _citation_part(statement, citation)
    if not cited:
        yield dict.fromkeys(COLUMNS) | _answer_part(answer)


def _answer_part(answer: Answer) -> Row:
    return {
        "answer_id": answer.id,
        "asked_at": answer.question.asked_at.isoformat(),
        "question": answer.question.text,
        "outcome": answer.outcome.value,
        "notice": answer.notice,
        "edition": answer.edition,
        "prompt_digest": answer.prompt_digest,
        "language_model": answer.language_model,
        "seconds": answer.seconds,
        "input_tokens": answer.usage.input_tokens if answer.usage else None,
        "output_tokens": answer.usage.output_tokens if answer.usage else None,
        "cost": answer.usage.cost if answer.usage else None,
    }


def _citation_part(statement: Statement, citation: Citation) -> Row:
    passage = citation.passage
    return {
        "statement": statement.text,
        "marker": citation.marker,
        "quote": citation.quote,
        "check": citation.check.value,
        "authority": citation.standing.authority.value,
        "currency": citation.standing.currency.value,
        "document": passage.version.document.path,
        "title": passage.version.document.title,
        "version": passage.version.sha256,
        "page": passage.page.index if passage.page else None,
        "printed_page": passage.page.printed if passage.page else None,
        "headings": list(passage.headings),
        "passage": passage.text,
    }


def _cell(value: object) -> object:
    text = " > ".join(value) if isinstance(value, list) else value
    if isinstance(text, str) and text.startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text
