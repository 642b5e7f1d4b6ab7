"""The answer flow, top to bottom: a question to a recorded answer whose every quote was checked."""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot import guard, notices
from bot.condensing import standalone
from bot.contacts import Contact
from bot.currency import in_force
from bot.drafting import Composition
from bot.evidence import evidence_of
from bot.extracting import NAME as EXTRACTIVE
from bot.extracting import Candidate, candidates, extract
from bot.glossary import Glossary
from bot.judging import is_lacking, strength, sufficient, sufficient_for_parts
from bot.parts import parts_of
from bot.pictured import pictured
from bot.query import Query, query_of
from bot.retrieval import retrieve
from bot.verifying import verified
from knowledge.cross_encoder import Reader
from knowledge.domain import Answer, Currency, Match, Outcome, Passage, Question, Statement
from knowledge.editions import Edition
from knowledge.embedding import Embedder
from knowledge.errors import LedgerError, SignpostError
from knowledge.ledger import Ledger

if TYPE_CHECKING:  # LangChain takes a second to import, and the embedded default needs none of it
    from bot.composing import LanguageModel

_log = logging.getLogger("signpost.answering")


@dataclass(frozen=True, slots=True)
class Answerer:
    """Everything an answer is made with. `edition` gives the live one; without a language model it extracts."""

    edition: Callable[[], Edition]
    embedder: Embedder
    ledger: Ledger
    max_passages: int
    contacts: Sequence[Contact] = ()
    glossary: Glossary = field(default_factory=Glossary)
    language_model: "LanguageModel | None" = None
    reader: Reader | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def reply(self, question: Question) -> Answer | None:
        """Answer a question once and record it; None where its event was claimed before.

        Raises QuestionError for an empty or overlong question, LedgerError when nothing can be recorded; the
        claim is then given back. A safety card is given all the same.
        """
        question = replace(question, text=guard.check_length(question.text))
        try:
            return self._recorded(question)
        except LedgerError as error:
            guarded = self._guarded(question)
            if guarded is None or guarded.outcome != Outcome.URGENT:
                raise
            _log.error("A safety card was given and could not be recorded: %s", error)
            return guarded

    def _recorded(self, question: Question) -> Answer | None:
        if question.event_id and not self.ledger.claim(question.event_id):
            return None
        try:
            answer = self.answer(question)
            self.ledger.record(answer)
        except BaseException:
            if question.event_id:
                self.ledger.release(question.event_id)
            raise
        return answer

    def answer(self, question: Question) -> Answer:
        """Answer a question without recording it."""
        started = time.monotonic()
        answer = self._guarded(question) or self._searched(question)
        return replace(answer, seconds=round(time.monotonic() - started, 3))

    def search(self, text: str, limit: int) -> list[Match]:
        """The passages of the live edition that fit best, best first."""
        edition = self.edition()
        return retrieve(edition, self._query(edition, text), limit, self._today(), self.reader)

    def strength(self, question: Question) -> float:
        """How much speaks for an answer to a question, as the judge weighs it; comparable between questions."""
        edition = self.edition()
        query = self._query(edition, standalone(question))
        _, usable, ranked = self._found(edition, query)
        return strength(evidence_of(query, ranked, usable))

    def _guarded(self, question: Question) -> Answer | None:
        """The reply to a question that goes no further: danger first, then people who can be identified."""
        told = " ".join([question.text, *(turn.question for turn in question.history)])
        identifies = guard.has_identifiers(told)
        kept = replace(question, text=notices.WITHHELD_QUESTION, history=()) if identifies else question
        if guard.is_urgent(question.text):
            card = notices.safety_card(self.contacts, self._today())
            return self._without_statements(kept, Outcome.URGENT, card)
        if identifies:
            notice = notices.identifiers_notice(self.contacts, self._today())
            return self._without_statements(kept, Outcome.IDENTIFIERS, notice)
        return None

    def _searched(self, question: Question) -> Answer:
        try:
            return self._answer_from(self.edition(), question)
        except SignpostError as error:
            _log.error("A question could not be answered: %s", error)
            notice = notices.unavailable_notice(self.contacts, self._today())
            return self._without_statements(question, Outcome.UNAVAILABLE, notice)

    def _answer_from(self, edition: Edition, question: Question) -> Answer:
        query = self._query(edition, standalone(question))
        matches, usable, ranked = self._found(edition, query)
        parts = [self._part(edition, part, usable) for part in parts_of(query.text)]
        ranked = sufficient(query, ranked, usable) or sufficient_for_parts(parts, usable)
        # The section around a match can be read from its edition at any time: only the match is recorded.
        considered = tuple(replace(match, section=()) for match in matches)
        found = Answer(
            id=_new_id(), question=question, outcome=Outcome.NOT_FOUND, considered=considered, edition=edition.id
        )
        if not ranked:
            notice = self._not_found(edition, query)
            return replace(found, notice=notice, language_model=EXTRACTIVE)
        composition = self._composed(query.text, usable, ranked)
        found = replace(found, language_model=composition.language_model, prompt_digest=composition.prompt_digest)
        if not composition.drafts:
            return replace(found, notice=self._not_found(edition, query))
        statements = verified(composition.drafts, edition, self._today(), self.embedder)
        if not statements:
            notice = notices.unsupported_notice(self.contacts, self._today())
            return replace(found, outcome=Outcome.UNSUPPORTED, notice=notice)
        lacking = [part.text for part, units in parts if is_lacking(part, units, usable)]
        told = [notices.partial_notice(lacking)] if lacking else []
        return replace(
            found,
            outcome=Outcome.PARTIAL if lacking else Outcome.ANSWERED,
            statements=statements,
            notice="\n".join([*told, *_currency_notice(statements)]),
        )

    def _part(self, edition: Edition, text: str, matches: Sequence[Match]) -> tuple[Query, list[Candidate]]:
        """A part of a question, and what of the passages found for the whole can be quoted for it, best first."""
        query = self._query(edition, text)
        return query, self._candidates(edition, query, matches)

    def _query(self, edition: Edition, text: str) -> Query:
        return query_of(text, edition, self.embedder, self.glossary)

    def _found(self, edition: Edition, query: Query) -> tuple[list[Match], list[Match], list[Candidate]]:
        """The matches for a query, those of them that hold today, and what can be quoted of these, best first."""
        matches = retrieve(edition, query, self.max_passages, self._today(), self.reader)
        usable = in_force(query.text, matches, edition, self._today())
        return matches, usable, self._candidates(edition, query, usable)

    def _candidates(self, edition: Edition, query: Query, matches: Sequence[Match]) -> list[Candidate]:
        def neighbour(passage: Passage, ordinal: int) -> Passage | None:
            return edition.passages.at(passage.version.document.path, ordinal)

        return candidates(query, matches, neighbour, edition.vectors_of)

    def _composed(self, text: str, matches: Sequence[Match], ranked: Sequence[Candidate]) -> Composition:
        if self.language_model is None:
            return extract(ranked)
        return self.language_model.compose(text, matches)

    def _not_found(self, edition: Edition, query: Query) -> str:
        unread = [
            f"{version.document.title}, p. {', '.join(map(str, version.unreadable_pages))}"
            for version in edition.passages.versions.values()
            if version.unreadable_pages and version.document.is_open and not version.document.withdrawn
        ]
        chart = pictured(query, edition, self.glossary)
        return notices.not_found_notice(unread, chart, self.contacts, self._today())

    def _without_statements(self, question: Question, outcome: Outcome, notice: str) -> Answer:
        return Answer(id=_new_id(), question=question, outcome=outcome, notice=notice)

    def _today(self) -> date:
        return self.clock().date()


def _currency_notice(statements: Sequence[Statement]) -> list[str]:
    titles = dict.fromkeys(
        citation.passage.version.document.title
        for statement in statements
        for citation in statement.citations
        if citation.standing.currency != Currency.CURRENT
    )
    return [notices.not_current_notice(list(titles))] if titles else []


def _new_id() -> str:
    return uuid.uuid4().hex[:12]
