"""The first schema: answers and what they were made from, claims, reviewers, the append-only triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("answers", "passages", "statements", "citations", "considered")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, then forbid changing what they will hold."""
    _create_answers()
    _create_passages()
    _create_statements()
    _create_citations()
    _create_considered()
    _create_claims()
    _create_reviewers()
    _forbid_changes(op.get_bind().dialect.name)


def downgrade() -> None:
    """There is nothing to go back to."""
    raise NotImplementedError("going below the first schema would destroy the record")


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("asker", sa.String, nullable=False),
        sa.Column("thread", sa.String, nullable=False),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("history", sa.JSON, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("edition", sa.String, nullable=False),
        sa.Column("prompt_digest", sa.String, nullable=False),
        sa.Column("language_model", sa.String, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_answers_asked_at", "answers", ["asked_at"])


def _create_passages() -> None:
    op.create_table(
        "passages",
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("passage_id", sa.String, nullable=False),
        sa.Column("document_path", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("page_index", sa.Integer),
        sa.Column("printed_page", sa.String),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("start_offset", sa.Integer, nullable=False),
        sa.Column("end_offset", sa.Integer, nullable=False),
        sa.Column("version_record", sa.JSON, nullable=False),
    )


def _create_statements() -> None:
    op.create_table(
        "statements",
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )


def _create_citations() -> None:
    op.create_table(
        "citations",
        sa.Column("answer_id", sa.String, primary_key=True),
        sa.Column("statement_ordinal", sa.Integer, primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("marker", sa.Integer, nullable=False),
        sa.Column("passage_number", sa.Integer, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("authority", sa.String, nullable=False),
        sa.Column("currency", sa.String, nullable=False),
        sa.Column("quote_check", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["answer_id", "statement_ordinal"], ["statements.answer_id", "statements.ordinal"]),
        sa.ForeignKeyConstraint(["answer_id", "passage_number"], ["passages.answer_id", "passages.number"]),
    )


def _create_considered() -> None:
    op.create_table(
        "considered",
        sa.Column("answer_id", sa.String, primary_key=True),
        sa.Column("rank", sa.Integer, primary_key=True),
        sa.Column("passage_number", sa.Integer, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("found_by", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["answer_id", "passage_number"], ["passages.answer_id", "passages.number"]),
    )


def _create_claims() -> None:
    op.create_table(
        "claims",
        sa.Column("event_id", sa.String, primary_key=True),
        sa.Column("claimed_at", _MOMENT, nullable=False),
    )


def _create_reviewers() -> None:
    op.create_table(
        "reviewers",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("token_digest", sa.String, nullable=False, unique=True),
        sa.Column("added_at", _MOMENT, nullable=False),
    )


def _forbid_changes(dialect: str) -> None:
    if dialect == "sqlite":
        _forbid_changes_on_sqlite()
    elif dialect == "postgresql":
        _forbid_changes_on_postgresql()


def _forbid_changes_on_sqlite() -> None:
    for table in _APPEND_ONLY:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )


def _forbid_changes_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
        )
