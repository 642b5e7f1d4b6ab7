"""The chain: an entry for each deed, also for those that are there already; legal holds; text can be removed."""

import sqlalchemy as sa
from alembic import op

from knowledge.ledger.adoption import adopt
from knowledge.ledger.cover import COVERED
from knowledge.ledger.triggers import protect, protect_entries

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The rows that are there are read by the code that writes the chain: its digests are for good."""
    _create_holds()
    _create_entries()
    connection = op.get_bind()
    adopt(connection, revision)
    protect_entries(connection)
    for name in sa.inspect(connection).get_table_names():
        if name in COVERED:
            protect(connection, name, COVERED[name].what_empties)


def downgrade() -> None:
    """There is nothing to go back to."""
    raise NotImplementedError("going below this schema would destroy the chain over the record")


def _create_holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id"), nullable=False),
        sa.Column("deed", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_holds_answer_id", "holds", ["answer_id"])


def _create_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("previous", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("covers", sa.Text, nullable=False),
    )
    op.create_index("ix_entries_subject", "entries", ["subject"])
