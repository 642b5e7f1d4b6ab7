"""What somebody did in the console beside judging: append-only, each under its person."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, and_, exists, select

from knowledge.domain import MarkKind
from knowledge.ledger.chain import EntryKind, append, lock
from knowledge.ledger.engine import transaction, writing
from knowledge.ledger.tables import actions, answers, marks
from knowledge.verdicts import Action, ActionKind

_TOLD = "correction "
# Nobody reads on in a thread that is older, and a bot that was down for long tells nothing stale.
_OVERDUE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Note:
    """A note for the partnership team, and the action that settled it, None while it is open."""

    action: Action
    settled: Action | None = None

    @property
    def settled_how(self) -> str:
        """What the one who settled it wrote; nothing while it is open."""
        return self.settled.text.partition("\n")[2] if self.settled else ""


class Actions:
    """The actions of the ledger. Every method raises LedgerError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, kind: ActionKind, by: str, *, answer_id: str = "", document: str = "", text: str = "") -> Action:
        """Write down what somebody did, about an answer, a document (a path), both or neither."""
        with writing(self._engine) as connection:
            return write_action(connection, kind, by, answer_id=answer_id, document=document, text=text)

    def of_answer(self, answer_id: str) -> tuple[Action, ...]:
        """What was done about an answer, oldest first."""
        query = select(actions).where(actions.c.answer_id == answer_id).order_by(actions.c.id)
        return self._actions(query)

    def of_kinds(self, *kinds: ActionKind) -> tuple[Action, ...]:
        """What was done of these kinds, oldest first."""
        query = select(actions).where(actions.c.kind.in_([kind.value for kind in kinds])).order_by(actions.c.id)
        return self._actions(query)

    def notes(self) -> tuple[Note, ...]:
        """The notes for the partnership team, newest first, each with what settled it."""
        found = self.of_kinds(ActionKind.NOTE, ActionKind.SETTLE)
        settled = {_settled_id(each): each for each in found if each.kind is ActionKind.SETTLE}
        return tuple(Note(each, settled.get(each.id)) for each in reversed(found) if each.kind is ActionKind.NOTE)

    def settle(self, note_id: int, by: str, how: str = "") -> bool:
        """Settle a note, in a new entry; False where there is no such note, or it is settled."""
        with writing(self._engine) as connection:
            lock(connection)  # of two who settle it at once, one finds it settled
            is_it = (actions.c.id == note_id) & (actions.c.kind == ActionKind.NOTE.value)
            note = connection.execute(select(actions).where(is_it)).mappings().first()
            if note is None or _is_settled(connection, note_id):
                return False
            text = f"{note_id}\n{how}"
            about = {"answer_id": note["answer_id"], "document": note["document"]}
            write_action(connection, ActionKind.SETTLE, by, **about, text=text)
        return True

    def untold_corrections(self, now: datetime) -> tuple[Action, ...]:
        """The corrections of the last 30 days that still are to be told, oldest first.

        None of an answer that nobody asked for in Slack, or whose question was deleted or stopped.
        """
        detail = _TOLD + actions.c.id.cast(marks.c.detail.type)
        is_over = (marks.c.kind.in_([MarkKind.TOLD.value, MarkKind.NOT_TOLD.value])) & (marks.c.detail == detail)
        is_back = marks.c.kind.in_([MarkKind.QUESTION_DELETED.value, MarkKind.STOPPED.value])
        query = (
            select(actions)
            .join(answers, answers.c.id == actions.c.answer_id)
            .where(
                actions.c.kind == ActionKind.CORRECT.value,
                actions.c.at > now - _OVERDUE,
                answers.c.asker != "",
                ~exists().where(and_(marks.c.answer_id == actions.c.answer_id, is_over | is_back)),
            )
            .order_by(actions.c.id)
        )
        return self._actions(query)

    def _actions(self, query: Any) -> tuple[Action, ...]:
        with self._transaction() as connection:
            return tuple(map(_action, connection.execute(query).mappings()))

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


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
    """Write an action inside a writer's transaction; `at` is now when not given."""
    at = at or datetime.now(UTC)
    row = {"kind": kind.value, "answer_id": answer_id, "document": document, "text": text, "by": by, "at": at}
    ((id,),) = append(connection, EntryKind.ACTION, answer_id, {actions: [row]}, at).keys
    return Action(int(id), kind, answer_id, document, text, by, at)


def correction_detail(action: Action) -> str:
    """The detail of the mark that says of an answer that this correction of it was told, or could not be."""
    return f"{_TOLD}{action.id}"


def is_about_correction(detail: str) -> bool:
    """Whether a mark's detail names a correction."""
    return detail.startswith(_TOLD)


def _is_settled(connection: Connection, note_id: int) -> bool:
    is_one = (actions.c.kind == ActionKind.SETTLE.value) & actions.c.text.startswith(f"{note_id}\n")
    return connection.execute(select(actions.c.id).where(is_one)).first() is not None


def _settled_id(settling: Action) -> int:
    return int(settling.text.partition("\n")[0])


def _action(row: RowMapping) -> Action:
    return Action(
        row["id"], ActionKind(row["kind"]), row["answer_id"], row["document"], row["text"], row["by"], row["at"]
    )
