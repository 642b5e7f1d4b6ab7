"""What `signpost export` writes: every table and column, its type and meaning. The export is made from this."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """The tables that can be exported."""

    CITATIONS = "citations"
    ANSWERS = "answers"
    REVIEWS = "reviews"
    VERDICTS = "verdicts"
    FEEDBACK = "feedback"
    ACTIONS = "actions"
    SAMPLES = "samples"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `type` is text, integer, number, yes/no, day, moment (ISO 8601, UTC) or a list of texts."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table: what a row is, what `--since` and `--until` bound, and its columns in order."""

    row: str
    bounded_by: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


_ANSWER = (
    Column("answer_id", "text", "Names the answer everywhere."),
    Column("asked_at", "moment", "When the question was asked."),
    Column("question", "text", "The question; empty where it was not kept, because it could identify somebody."),
    Column("outcome", "text", "How it ended: answered, partial, not_found, unsupported, urgent, identifiers, …"),
    Column("notice", "text", "The fixed wording that was shown: a safety card, a refusal, what is missing."),
    Column("edition", "text", "The edition of the documents that it was answered from."),
    Column("prompt_digest", "text", "SHA-256 of the prompts; empty where no language model was asked."),
    Column("language_model", "text", "The language model; extractive where none was used."),
    Column("seconds", "number", "How long the answer took."),
    Column("input_tokens", "integer", "Tokens that the language model was given; empty where nobody knows."),
    Column("output_tokens", "integer", "Tokens that it wrote; empty where nobody knows."),
    Column("cost", "number", "What that cost, in the currency that the prices are set in; empty where none is set."),
)
_REVIEW = (
    Column("review_id", "integer", "Names the review: one reviewer's judging of one answer."),
    Column("answer_id", "text", "The answer that was judged."),
    Column("seat", "integer", "1 first, 2 second and blind, 3 the third that decides where these differ."),
    Column("reviewer", "text", "Who judged."),
    Column("given_at", "moment", "When the review was given."),
    Column("taken_back_at", "moment", "When its reviewer took it back; empty where it stands."),
)

TABLES = {
    What.CITATIONS: ExportTable(
        "a citation of a statement, and an answer without any",
        "when the question was asked",
        (
            *_ANSWER,
            Column("feedback", "list of texts", "What those who asked said of the answer, oldest first."),
            Column(
                "feedback_notes", "list of texts", "Their own words, in the same order; empty where there are none."
            ),
            Column("statement", "text", "The statement that the citation is attached to."),
            Column("marker", "integer", "The number in square brackets that leads to the citation."),
            Column("quote", "text", "The words that are quoted."),
            Column("check", "text", "EXACT, NORMALISED (but for spacing, dashes, quotation marks) or MISSING."),
            Column("authority", "text", "What kind of authority the document had when it was cited."),
            Column("currency", "text", "Whether it was current then."),
            Column("document", "text", "The document's path below the corpus folder."),
            Column("title", "text", "Its title."),
            Column("version", "text", "SHA-256 of the file as it was."),
            Column("page", "integer", "The page in the file, from 1; empty where the format has none."),
            Column("printed_page", "text", "The number printed on the page; empty where there is none."),
            Column("headings", "list of texts", "The headings above the passage, the outermost first."),
            Column("passage", "text", "The passage that was quoted from, frozen when the answer was given."),
        ),
    ),
    What.ANSWERS: ExportTable(
        "an answer",
        "when the question was asked",
        (
            *_ANSWER,
            Column("audiences", "list of texts", "Whose restricted documents it could be made from."),
            Column("answer", "text", "The statements, an empty line between each two."),
            Column("statements", "integer", "How many statements it has."),
            Column("citations", "integer", "How many citations these have, each of each statement counted."),
            Column("ground", "text", "Why it is to be reviewed; empty where it is not."),
            Column("stratum", "text", "Of which part of all answers it was drawn, or its ground."),
        ),
    ),
    What.REVIEWS: ExportTable(
        "a review",
        "when the review was given",
        (*_REVIEW, Column("verdicts", "integer", "How many verdicts it has: one a citation, and one on the answer.")),
    ),
    What.VERDICTS: ExportTable(
        "a verdict of a review",
        "when the review was given",
        (
            *_REVIEW,
            Column("statement", "integer", "The statement, from 1; 0 for the answer as a whole."),
            Column("marker", "integer", "The citation's number; 0 for the answer as a whole."),
            Column("judgement", "text", "What the reviewer said."),
            Column("reason", "text", "Why; empty only where none is needed."),
            Column("holds", "yes/no", "Whether this is the verdict that holds, the other reviews considered."),
        ),
    ),
    What.FEEDBACK: ExportTable(
        "what somebody said of an answer",
        "when it was given",
        (
            Column("feedback_id", "integer", "Names the entry."),
            Column("answer_id", "text", "The answer that it is about."),
            Column("kind", "text", "helpful, wrong, out of date, …"),
            Column("note", "text", "Their own words; empty where they wrote none. Who they are is not exported."),
            Column("given_at", "moment", "When it was given."),
        ),
    ),
    What.ACTIONS: ExportTable(
        "something that was done in the console beside judging",
        "when it was done",
        (
            Column("action_id", "integer", "Names the entry."),
            Column("kind", "text", "What was done."),
            Column("answer_id", "text", "The answer that it was about; empty where it was about none."),
            Column("document", "text", "The document's path; empty where it was about none."),
            Column("text", "text", "What was written down."),
            Column("by", "text", "Who did it."),
            Column("at", "moment", "When it was done."),
        ),
    ),
    What.SAMPLES: ExportTable(
        "a stratum of a draw",
        "when the sample was drawn",
        (
            Column("sample_id", "integer", "Names the draw."),
            Column("seed", "text", "With it the draw can be repeated."),
            Column("since", "moment", "It was drawn from the answers asked from here on …"),
            Column("until", "moment", "… to before here."),
            Column("share", "number", "The share of the answers that was to be drawn."),
            Column("stratum", "text", "The part of the answers."),
            Column("size", "integer", "How many answers that part had."),
            Column("drawn", "integer", "How many of them were drawn."),
            Column("drawn_by", "text", "Who drew it."),
            Column("drawn_at", "moment", "When it was drawn."),
        ),
    ),
    What.DOCUMENTS: ExportTable(
        "a version of a document that is live, or was cited",
        "when the question was asked whose answer cites it; live ones are always there",
        (
            Column("document", "text", "The path below the corpus folder."),
            Column("title", "text", "The title."),
            Column("version", "text", "SHA-256 of the file."),
            Column("live", "yes/no", "Whether answers are made from it now."),
            Column("currency", "text", "Whether it is current today; empty where it is not live."),
            Column("citations", "integer", "How often it was cited, each citation of each statement counted."),
            Column("kind", "text", "What sort of document it is."),
            Column("authority", "text", "What kind of authority it has."),
            Column("publisher", "text", "Who issued it."),
            Column("area", "text", "The area it holds for."),
            Column("effective_on", "day", "The day it came into force."),
            Column("review_by", "day", "The day by which it must be looked at again."),
            Column("supersedes", "list of texts", "The paths of what it replaces."),
            Column("audience", "list of texts", "Who may see it; everybody where it is empty."),
            Column("source_url", "text", "Where it is published."),
            Column("media_type", "text", "The format of the file."),
            Column("page_count", "integer", "How many pages it has; empty where the format has none."),
            Column("unreadable_pages", "list of integers", "The pages that could not be read."),
            Column("ingested_at", "moment", "When it was put in."),
            Column("ingested_by", "text", "Who put it in."),
        ),
    ),
}


def schema_lines() -> Iterator[str]:
    """The schema as Markdown, for people."""
    yield "# What `signpost export` writes"
    yield ""
    yield 'In CSV, lists are joined by "; " and headings by " > ", yes/no is true or false, and a cell that a'
    yield "spreadsheet would take for a formula begins with an apostrophe. JSON lines hold lists as lists."
    for what, table in TABLES.items():
        yield from (
            "",
            f"## {what}",
            "",
            f"A row is {table.row}. `--since` and `--until` bound {table.bounded_by}.",
            "",
        )
        yield "| column | type | meaning |"
        yield "|---|---|---|"
        for column in table.columns:
            yield f"| {column.name} | {column.type} | {column.meaning} |"
