"""Frozen passages say where they stand in a format without pages: sheet and row, slide, paragraph."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Passages that are there already came from formats with pages, or were given none."""
    op.add_column("passages", sa.Column("place", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """The record stays as it is: only the place goes."""
    op.drop_column("passages", "place")
