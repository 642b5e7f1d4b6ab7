"""The tables of the ledger, alike on SQLite and PostgreSQL. A change here needs a migration beside it."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored and returned in UTC. SQLite keeps no time zone, so this puts it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a time without a zone: nobody could say later which hour it was."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


answers = Table(
    "answers",
    metadata,
    Column("id", String, primary_key=True),
    Column("question", Text, nullable=False),
    Column("asker", String, nullable=False, index=True),
    Column("thread", String, nullable=False, index=True),
    Column("event_id", String, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False, index=True),
    Column("history", JSON, nullable=False),
    Column("outcome", String, nullable=False, index=True),
    Column("notice", Text, nullable=False),
    Column("edition", String, nullable=False),
    Column("prompt_digest", String, nullable=False),
    Column("language_model", String, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    # What a language model took; empty where none was asked or nobody knows.
    Column("input_tokens", Integer),
    Column("output_tokens", Integer),
    Column("cost", Float),
    # Whose restricted documents the answer could be made from.
    Column("audiences", JSON, nullable=False, server_default="[]"),
)

# A passage is frozen once for each answer, however many citations and matches point at it. Each answer
# has its own copies, so that no later ingest and no other answer can change what this one was made from.
passages = Table(
    "passages",
    metadata,
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("passage_id", String, nullable=False),
    Column("document_path", String, nullable=False, index=True),
    Column("title", String, nullable=False),
    Column("version", String, nullable=False),
    Column("page_index", Integer),
    Column("printed_page", String),
    Column("headings", JSON, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("start_offset", Integer, nullable=False),
    Column("end_offset", Integer, nullable=False),
    Column("version_record", JSON, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
)

statements = Table(
    "statements",
    metadata,
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("text", Text, nullable=False),
)

citations = Table(
    "citations",
    metadata,
    Column("answer_id", String, primary_key=True),
    Column("statement_ordinal", Integer, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("marker", Integer, nullable=False),
    Column("passage_number", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("authority", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("quote_check", String, nullable=False),
    ForeignKeyConstraint(["answer_id", "statement_ordinal"], ["statements.answer_id", "statements.ordinal"]),
    ForeignKeyConstraint(["answer_id", "passage_number"], ["passages.answer_id", "passages.number"]),
)

considered = Table(
    "considered",
    metadata,
    Column("answer_id", String, primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("passage_number", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("found_by", JSON, nullable=False),
    ForeignKeyConstraint(["answer_id", "passage_number"], ["passages.answer_id", "passages.number"]),
)

# Operational, not part of the record: a claim may be given back. An ended one stays, so that an event that comes
# again is known.
claims = Table(
    "claims",
    metadata,
    Column("event_id", String, primary_key=True),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("channel", String, nullable=False, server_default=""),
    Column("ts", String, nullable=False, server_default=""),
    Column("root", String, nullable=False, server_default=""),
    Column("asker", String, nullable=False, server_default=""),
    Column("reply_url", Text, nullable=False, server_default=""),
    Column("owner", String, nullable=False, server_default=""),
    Column("seen_at", UtcDateTime),
    Column("answer_id", String),
    Column("message_ts", String),
    Column("ending", String),
    Column("ended_at", UtcDateTime),
    Index("ix_claims_open", "ended_at", "seen_at"),
    Index("ix_claims_asker", "asker", "claimed_at"),
    Index("ix_claims_claimed_at", "claimed_at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer_id", ForeignKey("answers.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("given_by", String, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
)

# What became of an answer: its question was deleted, somebody was told that it no longer holds, …
marks = Table(
    "marks",
    metadata,
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("detail", String, primary_key=True),
    Column("marked_by", String, nullable=False),
    Column("marked_at", UtcDateTime, nullable=False),
)

# A legal hold on an answer, or the end of one: the newest of an answer counts.
holds = Table(
    "holds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer_id", ForeignKey("answers.id"), nullable=False, index=True),
    Column("deed", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# The chain over the rows of the append-only tables, one entry a deed (`knowledge.ledger.chain`). `hash` seals all that
# stands before it but `salt`, which goes with the text that it hides.
entries = Table(
    "entries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("salt", String, nullable=False),
    Column("covers", Text, nullable=False),
)

# What is to be reviewed, and why: each answer once. `lot` lies in [0, 1): it decides, beside a setting, whether a
# second review is wanted. `asked_at` stands here too, so that the queue is read in order without the answers.
queued = Table(
    "queued",
    metadata,
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    Column("ground", String, nullable=False),
    Column("stratum", String, nullable=False),
    Column("sample_id", ForeignKey("samples.id")),
    Column("lot", Float, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False, index=True),
    Column("queued_at", UtcDateTime, nullable=False),
)

# A draw: the seed, with what it was drawn from, makes it repeatable. `strata` holds [name, size, drawn] of each.
samples = Table(
    "samples",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seed", String, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("share", Float, nullable=False),
    Column("strata", JSON, nullable=False),
    Column("drawn_by", String, nullable=False),
    Column("drawn_at", UtcDateTime, nullable=False),
)

# The last entry for an answer and a seat holds; an empty reviewer gives it back to all.
assignments = Table(
    "assignments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer_id", ForeignKey("answers.id"), nullable=False),
    Column("seat", Integer, nullable=False),
    Column("reviewer", String, nullable=False, index=True),
    Column("assigned_by", String, nullable=False),
    Column("assigned_at", UtcDateTime, nullable=False),
    Index("ix_assignments_answer_id", "answer_id", "seat"),
)

# One reviewer's judging of one answer. `takes_back` names the review that an undo takes back; an undo has no verdicts.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer_id", ForeignKey("answers.id"), nullable=False, index=True),
    Column("seat", Integer, nullable=False),
    Column("reviewer", String, nullable=False, index=True),
    Column("takes_back", ForeignKey("reviews.id"), unique=True),
    Column("given_at", UtcDateTime, nullable=False, index=True),
)

# The answer as a whole has statement 0 and marker 0.
verdicts = Table(
    "verdicts",
    metadata,
    Column("review_id", ForeignKey("reviews.id"), primary_key=True),
    Column("statement", Integer, primary_key=True),
    Column("marker", Integer, primary_key=True),
    Column("judgement", String, nullable=False),
    Column("reason", Text, nullable=False),
)

# What was done in the console beside judging, under its person.
actions = Table(
    "actions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False, index=True),
    Column("answer_id", String, nullable=False, index=True),
    Column("document", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# Operational, not part of the record: what the queue is read from, so that filters and order need one table. A row for
# each of `queued`, made from the record in the same transaction. `put_in_by` has who put in the versions that are
# cited, as `knowledge.names` compares them, each between line ends. `question` is a copy, so that a search reads one
# table; a trigger keeps it what the record has, so that text which is removed there is removed here.
desk = Table(
    "desk",
    metadata,
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    Column("ground", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("lot", Float, nullable=False),
    Column("question", Text, nullable=False),
    Column("put_in_by", Text, nullable=False),
    Column("stage", String, nullable=False),
    Index("ix_desk_asked_at", "asked_at", "answer_id"),
)

# Which documents each answer on the desk cites.
desk_documents = Table(
    "desk_documents",
    metadata,
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    Column("document", String, primary_key=True),
    Column("title", String, nullable=False),
    Index("ix_desk_documents_document", "document", "title", "answer_id"),
)
