"""The tables of accounts: beside the record, but for what was done to them. A change needs a migration beside it."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, Text

from knowledge.ledger.tables import UtcDateTime, metadata

# `name_key` is the name as it is compared at sign-in. An account without a password hash cannot sign in with one.
accounts = Table(
    "accounts",
    metadata,
    Column("name", String, primary_key=True),
    Column("name_key", String, nullable=False, unique=True),
    Column("roles", JSON, nullable=False),
    Column("email", String, unique=True),
    Column("password_hash", Text),
    Column("must_choose_password", Boolean, nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("signed_in_at", UtcDateTime),
)

account_identities = Table(
    "account_identities",
    metadata,
    Column("issuer", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("account", ForeignKey("accounts.name"), nullable=False, index=True),
    Column("linked_at", UtcDateTime, nullable=False),
)

# Of a session's token only the digest is kept.
account_sessions = Table(
    "account_sessions",
    metadata,
    Column("token_digest", String, primary_key=True),
    Column("account", ForeignKey("accounts.name"), nullable=False, index=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

# What was done to accounts and with them: append-only, and in the chain like the record. `account` is empty where
# somebody typed a name that is none: what they typed may be their password, so it is not kept.
account_entries = Table(
    "account_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String, nullable=False, index=True),
    Column("deed", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("address", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# How many sign-ins have failed for a name, or from an address, since the first one of a window.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("counted", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
)
