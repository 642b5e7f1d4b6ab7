"""What became of an answer after it was given: feedback on it, and marks. Append-only, like the answers."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError

from knowledge.domain import Feedback, FeedbackKind, Mark, MarkKind
from knowledge.ledger.chain import EntryKind, append
from knowledge.ledger.desk import queue_recorded
from knowledge.ledger.engine import transaction, writing
from knowledge.ledger.tables import feedback, marks
from knowledge.verdicts import Ground

_AT_ONCE = 500


class Aftermath:
    """Feedback and marks of recorded answers. Every method raises LedgerError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give_feedback(self, given: Feedback) -> None:
        """Write down what somebody thinks of an answer; a second thought is a second entry.

        An answer that somebody finds something wrong with is queued for review.
        """
        values = {
            "answer_id": given.answer_id,
            "kind": given.kind.value,
            "note": given.note,
            "given_by": given.given_by,
            "given_at": given.given_at,
        }
        with writing(self._engine) as connection:
            append(connection, EntryKind.FEEDBACK, given.answer_id, {feedback: [values]})
            if given.kind is not FeedbackKind.HELPFUL:
                queue_recorded(connection, [given.answer_id], Ground.FEEDBACK)

    def feedback_on(self, answer_ids: Iterable[str]) -> dict[str, tuple[Feedback, ...]]:
        """The feedback on each answer that has any, oldest first."""
        query = select(feedback).order_by(feedback.c.id)
        found: dict[str, tuple[Feedback, ...]] = {}
        for part in _parts(answer_ids):
            with self._transaction() as connection:
                rows = connection.execute(query.where(feedback.c.answer_id.in_(part))).mappings().all()
            for row in rows:
                given = Feedback(
                    row["answer_id"], FeedbackKind(row["kind"]), row["note"], row["given_by"], row["given_at"]
                )
                found[given.answer_id] = (*found.get(given.answer_id, ()), given)
        return found

    def mark(self, answer_id: str, kind: MarkKind, marked_by: str, detail: str = "") -> bool:
        """Mark an answer; False where it has this very mark, with this detail, already."""
        values = {
            "answer_id": answer_id,
            "kind": kind.value,
            "detail": detail,
            "marked_by": marked_by,
            "marked_at": datetime.now(UTC),
        }
        with writing(self._engine) as connection:
            try:
                append(connection, EntryKind.MARK, answer_id, {marks: [values]})
            except IntegrityError:
                connection.rollback()
                return False
        return True

    def marks_of(self, answer_id: str) -> tuple[Mark, ...]:
        """The marks of an answer, oldest first."""
        query = select(marks).where(marks.c.answer_id == answer_id).order_by(marks.c.marked_at, marks.c.kind)
        with self._transaction() as connection:
            return tuple(
                Mark(row["answer_id"], MarkKind(row["kind"]), row["detail"], row["marked_by"], row["marked_at"])
                for row in connection.execute(query).mappings()
            )

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


def _parts(ids: Iterable[str]) -> list[list[str]]:
    every = list(ids)
    return [every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE)]
