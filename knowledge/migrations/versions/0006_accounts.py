"""Reviewers with a token become accounts with roles and passwords; sessions and what accounts do are kept."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Who had a token has an account without a password: it cannot sign in until it is given one."""
    accounts = _create_accounts()
    _create_identities()
    _create_sessions()
    _create_entries()
    _create_failures()
    _take_over_reviewers(accounts)
    op.drop_table("reviewers")


def downgrade() -> None:
    """There is nothing to go back to."""
    raise NotImplementedError("going below this schema would lock everybody out of the console")


def _create_accounts() -> sa.Table:
    return op.create_table(
        "accounts",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("name_key", sa.String, nullable=False, unique=True),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("email", sa.String, unique=True),
        sa.Column("password_hash", sa.Text),
        sa.Column("must_choose_password", sa.Boolean, nullable=False),
        sa.Column("is_disabled", sa.Boolean, nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("signed_in_at", _MOMENT),
    )


def _create_identities() -> None:
    op.create_table(
        "account_identities",
        sa.Column("issuer", sa.String, primary_key=True),
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("account", sa.String, sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_account_identities_account", "account_identities", ["account"])


def _create_sessions() -> None:
    op.create_table(
        "account_sessions",
        sa.Column("token_digest", sa.String, primary_key=True),
        sa.Column("account", sa.String, sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_account_sessions_account", "account_sessions", ["account"])


def _create_entries() -> None:
    op.create_table(
        "account_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("deed", sa.String, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_account_entries_account", "account_entries", ["account"])


def _create_failures() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("counted", sa.String, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
    )


def _take_over_reviewers(accounts: sa.Table) -> None:
    """Of two names that differ in capitals only, the one that was there first stays."""
    reviewers = sa.table("reviewers", sa.column("name", sa.String), sa.column("added_at", _MOMENT))
    found = op.get_bind().execute(sa.select(reviewers.c.name, reviewers.c.added_at).order_by(reviewers.c.added_at))
    taken: dict[str, dict[str, object]] = {}
    for name, added_at in found:
        key = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
        row = {
            "name": name,
            "name_key": key,
            "roles": ["reviewer"],
            "must_choose_password": False,
            "is_disabled": False,
            "added_at": added_at,
        }
        taken.setdefault(key, row)
    if taken:
        op.bulk_insert(accounts, list(taken.values()))
