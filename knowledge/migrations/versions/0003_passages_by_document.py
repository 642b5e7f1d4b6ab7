"""Cited passages are looked up by their document, to tell which past answers a new edition changes."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_passages_document_path", "passages", ["document_path"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_passages_document_path", "passages")
