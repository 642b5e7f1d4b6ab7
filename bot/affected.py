"""Past answers that no longer hold: what an edition took from under them, as the ingest that published it found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from knowledge.domain import Answer, Currency, MarkKind, QuoteCheck
from knowledge.editions import Edition, Editions
from knowledge.ingest_report import Cause, Impact
from knowledge.ledger.ledger import Ledger
from knowledge.quoting import check_quote

_IMPACTS = TypeAdapter(tuple[Impact, ...])
_NO_LONGER = (Currency.SUPERSEDED, Currency.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Affected:
    """An answer, and a document that it quotes of which that cannot be relied on any more; `edition` took it away."""

    answer: Answer
    path: str
    title: str
    why: Cause
    edition: str


def affected_answers(editions: Editions, live: Edition, ledger: Ledger, since: datetime, today: date) -> list[Affected]:
    """The answers given since a moment that have lost their ground and not found it again, newest first.

    Each with each document once, as the newest edition has it. What was asked on a terminal has nobody to be told, nor
    has a question that was deleted or stopped.
    """
    found: dict[tuple[str, str], Affected] = {}
    for edition, impact in _impacts(editions, live):
        key = (impact.answer_id, impact.document)
        if key in found or datetime.fromisoformat(impact.asked_at) < since or _holds_again(impact, live, today):
            continue
        answer = ledger.answer(impact.answer_id)
        if answer and answer.question.asker and not _is_taken_back(answer.id, ledger):
            found[key] = Affected(answer, impact.document, _title(answer, impact.document), impact.why, edition)
    return sorted(found.values(), key=lambda each: each.answer.question.asked_at, reverse=True)


def _is_taken_back(answer_id: str, ledger: Ledger) -> bool:
    marks = ledger.aftermath.marks_of(answer_id)
    return any(mark.kind in (MarkKind.QUESTION_DELETED, MarkKind.STOPPED) for mark in marks)


def _impacts(editions: Editions, live: Edition) -> Iterator[tuple[str, Impact]]:
    """What each edition up to the live one took away, the newest first."""
    for summary in editions.summaries():
        if summary.created_at <= live.summary.created_at:
            for impact in _IMPACTS.validate_python(editions.report(summary.id).get("impact", [])):
                yield summary.id, impact


def _holds_again(impact: Impact, live: Edition, today: date) -> bool:
    version = live.passages.versions.get(impact.document)
    if version is None:
        return False
    if live.standing(version.document, today).currency in _NO_LONGER:
        return False
    text = "\n".join(passage.text for passage in live.passages.of(impact.document))
    return check_quote(impact.quote, text) is not QuoteCheck.MISSING


def _title(answer: Answer, path: str) -> str:
    documents = (citation.passage.version.document for citation in answer.citations)
    return next((document.title for document in documents if document.path == path), path)
