"""Who is to give which review of which answer: the last entry for a seat holds. Append-only, like the answers."""

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from knowledge.errors import ReviewError
from knowledge.ledger.actions import write_action
from knowledge.ledger.chain import EntryKind, append
from knowledge.ledger.desk import assigned_to, queue_recorded
from knowledge.ledger.engine import writing_on
from knowledge.ledger.reviews import check_reviewer, check_seat, entries_of
from knowledge.ledger.tables import answers, assignments, reviews
from knowledge.names import is_same_person
from knowledge.verdicts import ActionKind, Ground, Seat, standing


class Assignments:
    """The assignments of a ledger. Every method raises LedgerError; ReviewError where somebody may be told why."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def assign(self, answer_id: str, seat: Seat, reviewer: str, by: str, *, over: bool = False) -> None:
        """Assign the open seat of an answer; `over` takes it from whoever has it, which is for a lead.

        Raises ReviewError where the seat is not open or somebody else's, or the reviewer cannot take it.
        """
        with writing_on(self._engine, answers.c.id == answer_id) as connection:
            holder = assigned_to(connection, answer_id, seat)
            if is_same_person(holder, reviewer):
                return
            if holder and over:
                _write(connection, answer_id, seat, "", by)
            check_reviewer(connection, answer_id, seat, reviewer)
            check_seat(seat, reviewer, standing(entries_of(connection, reviews.c.answer_id == answer_id)))
            queue_recorded(connection, [answer_id], Ground.CHOSEN)
            _write(connection, answer_id, seat, reviewer.strip(), by)

    def give_back(self, answer_id: str, seat: Seat, by: str, *, over: bool = False) -> None:
        """Leave a seat to all again; nothing where it is nobody's. Raises ReviewError for another's, unless `over`."""
        with writing_on(self._engine, answers.c.id == answer_id) as connection:
            holder = assigned_to(connection, answer_id, seat)
            if not holder:
                return
            if not over and not is_same_person(holder, by):
                raise ReviewError(f"This review is assigned to {holder}: they, or a lead, can give it back.")
            _write(connection, answer_id, seat, "", by)


def _write(connection: Connection, answer_id: str, seat: Seat, reviewer: str, by: str) -> None:
    now = datetime.now(UTC)
    holder = {"answer_id": answer_id, "seat": int(seat), "reviewer": reviewer}
    row = {**holder, "assigned_by": by, "assigned_at": now}
    append(connection, EntryKind.ASSIGNMENT, answer_id, {assignments: [row]}, now)
    text = f"the {seat.name.lower()} review, to {reviewer or 'nobody'}"
    write_action(connection, ActionKind.ASSIGN, by, answer_id=answer_id, text=text, at=now)
