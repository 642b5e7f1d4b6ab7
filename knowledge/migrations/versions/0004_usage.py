"""Answers say what a language model took to make them: tokens, and the cost where prices are set."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = (("input_tokens", sa.Integer), ("output_tokens", sa.Integer), ("cost", sa.Float))


def upgrade() -> None:
    """Of answers that are there already nobody knows it."""
    for name, kind in _COLUMNS:
        op.add_column("answers", sa.Column(name, kind))


def downgrade() -> None:
    """The record stays as it is: only the usage goes."""
    for name, _ in _COLUMNS:
        op.drop_column("answers", name)
