"""What is to be reviewed, and what reviewers said and did of it: append-only, like the answers."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_APPEND_ONLY = ("queued", "samples", "assignments", "reviews", "verdicts", "actions")


def upgrade() -> None:
    """Safety cards and answers with feedback that something is wrong are to be reviewed, those of the past too."""
    _create_queue()
    _create_reviews()
    _create_actions()
    op.create_index("ix_answers_outcome", "answers", ["outcome"])
    _queue_past_answers()
    _forbid_changes(op.get_bind().dialect.name)


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
        "assignments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), nullable=False),
        sa.Column("seat", sa.Integer, nullable=False),
        sa.Column("reviewer", sa.String, nullable=False),
        sa.Column("assigned_by", sa.String, nullable=False),
        sa.Column("assigned_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_assignments_answer_id", "assignments", ["answer_id"])
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
    """As `knowledge.ledger` and `knowledge.ledger_aftermath` queue new ones."""
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT id, asked_at, recorded_at, outcome FROM answers WHERE outcome = 'urgent' "
            "OR id IN (SELECT answer_id FROM feedback WHERE kind <> 'helpful')"
        )
    ).all()
    queue = sa.text(
        "INSERT INTO queued (answer_id, ground, stratum, lot, asked_at, queued_at) "
        "VALUES (:id, :ground, :ground, :lot, :asked_at, :queued_at)"
    )
    for id, asked_at, recorded_at, outcome in found:
        ground = "safety card" if outcome == "urgent" else "feedback"
        lot = int.from_bytes(hashlib.sha256(id.encode()).digest()[:6]) / 2**48
        connection.execute(
            queue, {"id": id, "ground": ground, "lot": lot, "asked_at": asked_at, "queued_at": recorded_at}
        )


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
