"""Writes down what somebody did in the console beside judging. Its function works inside a writer's transaction."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from knowledge.ledger_chain import EntryKind, append
from knowledge.ledger_tables import actions
from knowledge.verdicts import Action, ActionKind


def write_action(
    connection: Connection,
    kind: ActionKind,
    by: str,
    *,
    answer_id: str = "",
    document: str = "",
    text: str = "",
    at: datetime | None = None,
) -> Action:
    """Write an action, about an answer, a document (a path), both or neither; `at` is now when not given."""
    at = at or datetime.now(UTC)
    row = {"kind": kind.value, "answer_id": answer_id, "document": document, "text": text, "by": by, "at": at}
    ((id,),) = append(connection, EntryKind.ACTION, answer_id, {actions: [row]}, at).keys
    return Action(int(id), kind, answer_id, document, text, by, at)
