"""What the documents hold for a question: passages, what of them can be quoted, and whether that is an answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from bot.currency import in_force
from bot.evidence import Evidence, evidence_of
from bot.extracting import Candidate, Quotable, candidates, quotable
from bot.glossary import Glossary
from bot.judging import is_lacking, sufficient, sufficient_for_parts
from bot.parts import parts_of
from bot.planting import without_orders
from bot.query import Query, queries_of
from bot.retrieval import retrieve
from knowledge.cross_encoder import Reader
from knowledge.domain import Match, Passage
from knowledge.editions import Edition
from knowledge.embedding import Embedder
from knowledge.settings import TUNED_MODEL


@dataclass(frozen=True, slots=True)
class Found:
    """The matches for a query, best first; those of them that hold today; and the units of these, best first.

    `answering` are the units that an answer may rest on, none where the evidence is not there; `lacking` are parts of
    the question that nothing answers.
    """

    query: Query
    matches: Sequence[Match]
    usable: Sequence[Match]
    ranked: Sequence[Candidate]
    answering: Sequence[Candidate]
    lacking: Sequence[str]

    @property
    def evidence(self) -> Evidence:
        """The signs by which the evidence was judged."""
        return evidence_of(self.query, self.ranked, self.usable)


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds in one edition, as on one day, what these audiences may be shown."""

    edition: Edition
    embedder: Embedder
    glossary: Glossary
    max_passages: int
    today: date
    reader: Reader | None = None
    audiences: Collection[str] = ()

    def find(self, question: str) -> Found:
        """What the edition holds for a question that stands alone."""
        query, *asked = self._queries([question, *parts_of(question)])
        matches = self.matches(query, self.max_passages)
        usable = without_orders(in_force(query.text, matches, self.edition, self.today))
        held = self._quotable(usable)
        ranked = candidates(query, held)
        parts = [(part, candidates(part, held)) for part in asked]
        fitting = sufficient(query, ranked, usable, tells_probability=self.tells_probability)
        answering = fitting or sufficient_for_parts(parts, usable)
        lacking = [part.text for part, units in parts if is_lacking(part, units, usable)]
        return Found(query, matches, usable, ranked, answering, lacking)

    @property
    def tells_probability(self) -> bool:
        """Whether everything is there that the judge was fitted with: its embedding model, and signs of the tokens.

        An edition from before has none of these, and without them an answer would seem less likely than it is.
        """
        return self.embedder.name == TUNED_MODEL and self.edition.signs is not None

    def query(self, text: str) -> Query:
        """A text made ready to be searched for."""
        return self._queries([text])[0]

    def matches(self, query: Query, limit: int) -> list[Match]:
        """The passages that fit best, best first."""
        return retrieve(self.edition, query, limit, self.today, self.reader, audiences=self.audiences)

    def units(self, query: Query, matches: Sequence[Match]) -> list[Candidate]:
        """What can be quoted of the matches, best first."""
        return candidates(query, self._quotable(matches))

    def evidence(self, query: Query, matches: Sequence[Match]) -> Evidence:
        """The signs that these matches answer a query."""
        return evidence_of(query, self.units(query, matches), matches)

    def _queries(self, texts: Sequence[str]) -> list[Query]:
        return queries_of(texts, self.edition, self.embedder, self.glossary)

    def _quotable(self, matches: Sequence[Match]) -> list[Quotable]:
        def neighbour(passage: Passage, ordinal: int) -> Passage | None:
            return self.edition.passages.at(passage.version.document.path, ordinal)

        return list(quotable(matches, neighbour, self.edition.vectors_of))
