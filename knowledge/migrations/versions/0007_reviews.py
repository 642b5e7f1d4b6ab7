"""What is to be reviewed, and what reviewers said and did of it: append-only, like the answers."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_CITED = sa.text(
    "SELECT DISTINCT p.document_path, p.title, CAST(p.version_record AS TEXT) FROM passages p JOIN citations c "
    "ON c.answer_id = p.answer_id AND c.passage_number = p.number WHERE p.answer_id = :id"
)
_DOCUMENT = sa.text("INSERT INTO desk_documents (answer_id, document, title) VALUES (:id, :document, :title)")
_APPEND_ONLY = ("queued", "samples", "assignments", "reviews", "verdicts", "actions")


def upgrade() -> None:
    """Safety cards and answers with feedback that something is wrong are to be reviewed, those of the past too."""
    _create_queue()
    _create_reviews()
    _create_actions()
    op.create_index("ix_answers_outcome", "answers", ["outcome"])
    _queue_past_answers()
    _forbid_changes(op.get_bind().dialect.name)
    _keep_questions_alike(op.get_bind().dialect.name)


def downgrade() -> None:
    """There is nothing to go back to."""
    raise NotImplementedError("going below this schema would destroy what reviewers said")


def _create_queue() -> None:
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("seed", sa.String, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("strata", sa.JSON, nullable=False),
        sa.Column("drawn_by", sa.String, nullable=False),
        sa.Column("drawn_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "queued",
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), primary_key=True),
        sa.Column("ground", sa.String, nullable=False),
        sa.Column("stratum", sa.String, nullable=False),
        sa.Column("sample_id", sa.Integer, sa.ForeignKey("samples.id")),
        sa.Column("lot", sa.Float, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("queued_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_queued_asked_at", "queued", ["asked_at"])
    op.create_table(
        "desk",
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), primary_key=True),
        sa.Column("ground", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("lot", sa.Float, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("put_in_by", sa.Text, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
    )
    op.create_table(
        "desk_documents",
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), primary_key=True),
        sa.Column("document", sa.String, primary_key=True),
        sa.Column("title", sa.String, nullable=False),
    )
    op.create_index("ix_desk_documents_document", "desk_documents", ["document", "title", "answer_id"])
    op.create_index("ix_desk_asked_at", "desk", ["asked_at", "answer_id"])
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), nullable=False),
        sa.Column("seat", sa.Integer, nullable=False),
        sa.Column("reviewer", sa.String, nullable=False),
        sa.Column("assigned_by", sa.String, nullable=False),
        sa.Column("assigned_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_assignments_answer_id", "assignments", ["answer_id", "seat"])
    op.create_index("ix_assignments_reviewer", "assignments", ["reviewer"])


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), nullable=False),
        sa.Column("seat", sa.Integer, nullable=False),
        sa.Column("reviewer", sa.String, nullable=False),
        sa.Column("takes_back", sa.Integer, sa.ForeignKey("reviews.id"), unique=True),
        sa.Column("given_at", _MOMENT, nullable=False),
    )
    for name in ("answer_id", "reviewer", "given_at"):
        op.create_index(f"ix_reviews_{name}", "reviews", [name])
    op.create_table(
        "verdicts",
        sa.Column("review_id", sa.Integer, sa.ForeignKey("reviews.id"), primary_key=True),
        sa.Column("statement", sa.Integer, primary_key=True),
        sa.Column("marker", sa.Integer, primary_key=True),
        sa.Column("judgement", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def _create_actions() -> None:
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("answer_id", sa.String, nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_actions_kind", "actions", ["kind"])
    op.create_index("ix_actions_answer_id", "actions", ["answer_id"])


def _queue_past_answers() -> None:
    """As `knowledge.ledger.ledger` and `knowledge.ledger.aftermath` queue new ones."""
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT id, asked_at, recorded_at, outcome, question FROM answers WHERE outcome = 'urgent' "
            "OR id IN (SELECT answer_id FROM feedback WHERE kind <> 'helpful')"
        )
    ).all()
    queue = sa.text(
        "INSERT INTO queued (answer_id, ground, stratum, lot, asked_at, queued_at) "
        "VALUES (:id, :ground, :ground, :lot, :asked_at, :queued_at)"
    )
    desk = sa.text(
        "INSERT INTO desk (answer_id, ground, outcome, asked_at, lot, question, put_in_by, stage) "
        "VALUES (:id, :ground, :outcome, :asked_at, :lot, :question, :put_in_by, 'new')"
    )
    for id, asked_at, recorded_at, outcome, question in found:
        row = {
            "id": id,
            "ground": "safety card" if outcome == "urgent" else "feedback",
            "lot": int.from_bytes(hashlib.sha256(id.encode()).digest()[:6]) / 2**48,
            "asked_at": asked_at,
        }
        connection.execute(queue, {**row, "queued_at": recorded_at})
        cited = connection.execute(_CITED, {"id": id}).all()
        putters = _put_in_by(json.loads(record)["ingested_by"] for _, _, record in cited)
        connection.execute(desk, {**row, "outcome": outcome, "question": question, "put_in_by": putters})
        for document, title in {document: title for document, title, _ in cited}.items():
            connection.execute(_DOCUMENT, {"id": id, "document": document, "title": title})


def _put_in_by(names: Iterable[str]) -> str:
    """Each name between line ends, in the form in which names are compared."""
    known = {" ".join(unicodedata.normalize("NFKC", name).casefold().split()) for name in names} - {""}
    return "".join(f"\n{name}\n" for name in sorted(known))


def _forbid_changes(dialect: str) -> None:
    for table in _APPEND_ONLY:
        if dialect == "sqlite":
            for deed in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
                )
        elif dialect == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
            )


def _keep_questions_alike(dialect: str) -> None:
    """The record's questions may be removed one day, when they have been kept long enough: then the copies go too."""
    update = "UPDATE desk SET question = NEW.question WHERE answer_id = NEW.id"
    if dialect == "sqlite":
        op.execute(f"CREATE TRIGGER answers_to_desk AFTER UPDATE OF question ON answers BEGIN {update}; END")
    elif dialect == "postgresql":
        op.execute(
            f"CREATE FUNCTION keep_desk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {update}; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER answers_to_desk AFTER UPDATE OF question ON answers "
            "FOR EACH ROW EXECUTE FUNCTION keep_desk()"
        )
