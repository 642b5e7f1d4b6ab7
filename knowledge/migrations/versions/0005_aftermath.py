"""Claims say where to reply and who works on it; feedback and marks say what became of an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_APPEND_ONLY = ("feedback", "marks")


def upgrade() -> None:
    """Claims that are there already have ended: nobody knows where their replies went."""
    _widen_claims()
    op.execute("UPDATE claims SET ended_at = claimed_at, ending = 'shown'")
    op.create_index("ix_answers_thread", "answers", ["thread"])
    op.create_index("ix_answers_asker", "answers", ["asker"])
    op.add_column("answers", sa.Column("audiences", sa.JSON, nullable=False, server_default="[]"))
    _create_feedback()
    _create_marks()
    _forbid_changes(op.get_bind().dialect.name)


def downgrade() -> None:
    """There is nothing to go back to."""
    raise NotImplementedError("going below this schema would destroy what people said of their answers")


def _widen_claims() -> None:
    for name in ("channel", "ts", "root", "asker", "owner"):
        op.add_column("claims", sa.Column(name, sa.String, nullable=False, server_default=""))
    op.add_column("claims", sa.Column("reply_url", sa.Text, nullable=False, server_default=""))
    for name in ("answer_id", "message_ts", "ending"):
        op.add_column("claims", sa.Column(name, sa.String))
    for name in ("seen_at", "ended_at"):
        op.add_column("claims", sa.Column(name, _MOMENT))
    op.create_index("ix_claims_open", "claims", ["ended_at", "seen_at"])
    op.create_index("ix_claims_asker", "claims", ["asker", "claimed_at"])
    op.create_index("ix_claims_claimed_at", "claims", ["claimed_at"])


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("given_by", sa.String, nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_feedback_answer_id", "feedback", ["answer_id"])


def _create_marks() -> None:
    op.create_table(
        "marks",
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("detail", sa.String, primary_key=True),
        sa.Column("marked_by", sa.String, nullable=False),
        sa.Column("marked_at", _MOMENT, nullable=False),
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
