"""The ledger as a table: one row a citation, for spreadsheets and for counting."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from knowledge.domain import Answer, Citation, Feedback, Statement
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
    "feedback",
    "feedback_notes",
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
    for answer_ids in _pages_of_ids(ledger):
        feedback = ledger.aftermath.feedback_on(answer_ids)
        for answer in map(ledger.answer, answer_ids):
            if answer is not None:
                yield from _answer_rows(answer, feedback.get(answer.id, ()))


def write_csv(rows: Iterable[Row], out: TextIO) -> None:
    """Write rows for a spreadsheet. No cell can act as a formula; headings are joined by " > ", feedback by "; "."""
    # The default line end quotes a cell with a lone carriage return too: unquoted, what follows begins a row.
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in rows:
        writer.writerow({column: _cell(column, value) for column, value in row.items()})


def write_json_lines(rows: Iterable[Row], out: TextIO) -> None:
    """Write rows for a program: one JSON object a line, everything as it was recorded."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _pages_of_ids(ledger: Ledger) -> Iterator[list[str]]:
    page = ledger.answers()
    while page:
        yield [summary.id for summary in page]
        page = ledger.answers(before=page[-1].asked_at)


def _answer_rows(answer: Answer, feedback: tuple[Feedback, ...]) -> Iterator[Row]:
    part = _answer_part(answer) | _feedback_part(feedback)
    cited = [(statement, citation) for statement in answer.statements for citation in statement.citations]
    for statement, citation in cited:
        yield part | _citation_part(statement, citation)
    if not cited:
        yield dict.fromkeys(COLUMNS) | part


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


def _feedback_part(feedback: tuple[Feedback, ...]) -> Row:
    """Both lists are in the same order: a note is empty where nothing was written."""
    return {
        "feedback": [given.kind.value for given in feedback],
        "feedback_notes": [given.note for given in feedback],
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


def _cell(column: str, value: object) -> object:
    joint = " > " if column == "headings" else "; "
    text = joint.join(value) if isinstance(value, list) else value
    if isinstance(text, str) and text.startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text
