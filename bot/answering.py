"""The answer flow, top to bottom: a question to a recorded answer whose every quote was checked."""

import logging
import time
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot import guard
from bot.asking import Wanted, wanted_by
from bot.clarifying import clarifying_question
from bot.condensing import standalone
from bot.contacts_asked import contacts_asked_for
from bot.currency import may_instruct
from bot.drafting import Composition, Condensed, Draft
from bot.extracting import NAME as EXTRACTIVE
from bot.extracting import extract
from bot.finding import Finder, Found
from bot.finishing import finished
from bot.glossary import Glossary
from bot.identifying import identifiers_in
from bot.notices import WITHHELD_QUESTION, Notices
from bot.probability import probability
from bot.published import published_in
from bot.remarks import contact_remarks, not_found_remark, remarks
from bot.remembering import RememberingEmbedder
from bot.replaced import replaced_draft
from knowledge.cross_encoder import Reader
from knowledge.domain import Answer, Document, Match, Outcome, Question, Standing, Statement, total_usage
from knowledge.editions import Edition
from knowledge.embedding import Embedder
from knowledge.errors import AnsweredAlreadyError, LanguageModelError, LedgerError, QuestionError, SignpostError
from knowledge.ledger.ledger import Ledger
from knowledge.settings import TUNED_MODEL

if TYPE_CHECKING:  # LangChain takes a second to import, and the embedded default needs none of it
    from bot.composing import LanguageModel

# A safety card is for acting on: what follows it is short.
MOST_STEPS = 3
# What is searched for beside the words of a message that tells of danger, or that asks for a decision.
PROCEDURE = "What must I do at once if a child is in danger now or tells me of harm: refer, ring the front door"
CRITERIA = "What are the criteria and the levels of need for a referral, and what is significant harm"
_log = logging.getLogger("signpost.answering")


@dataclass(frozen=True, slots=True)
class Answerer:
    """Everything an answer is made with. `edition` gives the live one; without a language model it extracts."""

    edition: Callable[[], Edition]
    embedder: Embedder
    ledger: Ledger
    max_passages: int
    notices: Notices = field(default_factory=Notices)
    glossary: Glossary = field(default_factory=Glossary)
    language_model: "LanguageModel | None" = None
    reader: Reader | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def reply(self, question: Question) -> Answer:
        """Answer a question and record it.

        Raises QuestionError for an empty or overlong question, LedgerError when nothing can be recorded. A safety
        card is given all the same.
        """
        question = self._within_length(question)
        answer = self.answer(question)
        try:
            self.ledger.record(answer)
        except LedgerError as error:
            if answer.outcome != Outcome.URGENT or isinstance(error, AnsweredAlreadyError):
                raise
            _log.error("A safety card was given and could not be recorded: %s", error)
        return answer

    def safety_card(self, question: Question) -> Answer | None:
        """The answer to a question that tells of danger, recorded; None for any other, which then goes no further."""
        question = self._within_length(question)
        if not guard.is_urgent(self._message(question)):
            return None
        return self.reply(question)

    def _within_length(self, question: Question) -> Question:
        """The question as it is; of one that is too long, the part that tells of danger. Raises QuestionError."""
        try:
            return replace(question, text=guard.check_length(question.text))
        except QuestionError:
            for part in guard.parts_within_length(question.text):
                if guard.is_urgent(self._message(replace(question, text=part))):
                    return replace(question, text=part)
            raise

    def answer(self, question: Question) -> Answer:
        """Answer a question without recording it."""
        started = time.monotonic()
        answer = replace(self, embedder=RememberingEmbedder(self.embedder))._guarded_or_searched(question)
        return replace(answer, seconds=round(time.monotonic() - started, 3))

    def search(self, text: str, limit: int) -> list[Match]:
        """The passages of the live edition that fit best, best first."""
        finder = self._finder(self.edition())
        return finder.matches(finder.query(text), limit)

    def standing(self, document: Document) -> Standing:
        """What a document of the live edition counts for today."""
        return self.edition().standing(document, self._today())

    def strength(self, question: Question) -> float:
        """How likely it is that the documents answer a question, as the judge weighs it, from 0 to 1.

        Where the judge tells no probability, how well the kind of answer fits, below 0: it can only be compared.
        """
        finder = self._finder(self.edition())
        evidence = finder.find(standalone(question)).evidence
        return probability(evidence) if finder.tells_probability else evidence.kind_fit - 1

    def _message(self, question: Question) -> guard.Message:
        """The question as the guard looks at it, with the vectors only of the embedding model that it was made with."""
        is_known = self.embedder.name == TUNED_MODEL
        return guard.Message(question.text, self.embedder.encode if is_known else None)

    def _guarded_or_searched(self, question: Question) -> Answer:
        message = self._message(question)
        return self._guarded(question, message) or self._searched(question, message)

    def _guarded(self, question: Question, message: guard.Message) -> Answer | None:
        """The reply to a question that goes no further: danger first, then people who can be identified."""
        told = " ".join([question.text, *(turn.question for turn in question.history)])
        seen = identifiers_in(told, published_in(self.edition))
        if guard.is_urgent(message):
            return self._urgent(question, bool(seen), guard.is_plain_emergency(message.text))
        if seen:
            notice = self.notices.identifiers_notice(sorted(seen), self._today())
            return self._without_statements(_withheld(question), Outcome.IDENTIFIERS, notice)
        if guard.is_injection(question.text):
            _log.warning("A message asks for other rules; they stay as they are.")
        if guard.asks_who_a_child_is(question.text):
            return self._without_statements(question, Outcome.NOT_FOUND, self.notices.review_identity_notice())
        if guard.is_out_of_scope(message):
            notice = self.notices.out_of_scope_notice(self._today())
            return self._without_statements(question, Outcome.OUT_OF_SCOPE, notice)
        return None

    def _urgent(self, question: Question, identifies: bool, is_plain: bool) -> Answer:
        """The safety card, and under it what the rules say to do, where nobody is identified.

        A message that identifies somebody and is no plain emergency counts as that: the card comes first all the same.
        """
        card = self.notices.safety_card(self._today(), identifies)
        if identifies:
            outcome = Outcome.URGENT if is_plain else Outcome.IDENTIFIERS
            return self._without_statements(_withheld(question), outcome, card)
        answer = self._without_statements(question, Outcome.URGENT, card)
        try:
            return self._with_procedure(answer, is_plain)
        except Exception as error:  # whatever goes wrong here, the card is not lost
            _log.error("A safety card goes without the procedure: %s", type(error).__name__)
            return answer

    def _with_procedure(self, card: Answer, is_plain: bool) -> Answer:
        """The card with what rules say to do at once and, where danger is not plain, with what was asked for."""
        edition, asked = self.edition(), standalone(card.question)
        finder = self._finder(edition, card.question.audiences)
        searched = [finder.find(f"{asked} {PROCEDURE}"), *([] if is_plain else [finder.find(asked)])]
        drafts = dict.fromkeys(draft for found in searched for draft in self._steps(found, edition))
        statements = finished(list(drafts), edition, self._today(), self.notices, self.glossary, self.embedder)
        if not statements:
            return card
        return replace(
            card,
            statements=statements,
            notice=f"{card.notice}\n{self.notices.procedure_intro()}",
            considered=_answer(card.question, edition, searched[-1]).considered,
            edition=edition.id,
            language_model=EXTRACTIVE,
        )

    def _steps(self, found: Found, edition: Edition) -> tuple[Draft, ...]:
        """The best that rules say; a row of a table is no step."""
        units = [each for each in found.answering if not each.unit.is_row]
        documents = {each.unit.passage.version.document for each in units}
        rules = {each for each in documents if may_instruct(each, edition, self._today())}
        return extract([each for each in units if each.unit.passage.version.document in rules], MOST_STEPS).drafts

    def _searched(self, question: Question, message: guard.Message) -> Answer:
        try:
            if guard.asks_for_judgement(message):
                return self._left_to_people(self.edition(), question)
            return self._answer_from(self.edition(), question)
        except SignpostError as error:
            _log.error("A question could not be answered: %s", error)
            notice = self.notices.unavailable_notice(self._today())
            return self._without_statements(question, Outcome.UNAVAILABLE, notice)

    def _left_to_people(self, edition: Edition, question: Question) -> Answer:
        """The criteria for a decision that is a professional's, and whom to ring; no language model has a say in it."""
        finder, text = self._finder(edition, question.audiences), standalone(question)
        found = finder.find(text)
        found = found if found.answering else finder.find(f"{text} {CRITERIA}")
        statements = self._finished(extract(found.answering).drafts, found, finder) if found.answering else ()
        told = remarks(found, statements, self.notices, self.glossary, self._today()) if statements else []
        return replace(
            _answer(question, edition, found),
            outcome=Outcome.JUDGEMENT,
            statements=statements,
            notice="\n".join([self.notices.judgement_notice(self._today(), bool(statements)), *told]),
            language_model=EXTRACTIVE,
        )

    def _answer_from(self, edition: Edition, question: Question) -> Answer:
        if asked := clarifying_question(question, self.notices.wording):
            return self._clarifying(_answer(question, edition), asked)
        condensed = self._condensed(question)
        finder = self._finder(edition, question.audiences)
        found = finder.find(condensed.text)
        composition = self._composed(found)
        answer = replace(
            _answer(question, edition, found),
            language_model=composition.language_model,
            prompt_digest=composition.prompt_digest,
            usage=total_usage(condensed.usage, composition.usage),
        )
        if composition.clarify:
            return self._clarifying(answer, composition.clarify)
        if not composition.drafts:
            return self._not_found(answer, found, finder)
        statements = self._finished(composition.drafts, found, finder)
        if not statements:
            notice = self.notices.unsupported_notice(self._today())
            return replace(answer, outcome=Outcome.UNSUPPORTED, notice=notice)
        told = remarks(found, statements, self.notices, self.glossary, self._today())
        outcome = Outcome.PARTIAL if found.lacking else Outcome.ANSWERED
        notice = "\n".join(filter(None, [*told, composition.notice]))
        return replace(answer, outcome=outcome, statements=statements, notice=notice)

    def _condensed(self, question: Question) -> Condensed:
        """The question made to stand alone."""
        if self.language_model is None:
            return Condensed(standalone(question))
        return self.language_model.standalone(question)

    def _finder(self, edition: Edition, audiences: Collection[str] = ()) -> Finder:
        return Finder(edition, self.embedder, self.glossary, self.max_passages, self._today(), self.reader, audiences)

    def _composed(self, found: Found) -> Composition:
        """Drafts for a question; none where the evidence is not there, and no language model is asked then."""
        if self.language_model is None or not found.answering:
            return extract(found.answering)
        try:
            return self.language_model.compose(found.query.text, found.usable)
        except LanguageModelError as error:
            _log.warning("An answer is in extracts: %s", error)
            return replace(extract(found.answering), notice=self.notices.extracts_only())

    def _finished(self, drafts: Sequence[Draft], found: Found, finder: Finder) -> tuple[Statement, ...]:
        """The statements that hold, and after them what the rules that they rest on replaced."""

        def statements_of(drafts: Sequence[Draft]) -> tuple[Statement, ...]:
            return finished(drafts, finder.edition, self._today(), self.notices, self.glossary, self.embedder)

        former = replaced_draft(found, finder)
        statements = statements_of(drafts)
        return statements_of([*drafts, former]) if statements and former else statements

    def _not_found(self, answer: Answer, found: Found, finder: Finder) -> Answer:
        """What stands in no document: a number of the partnership's own list, or nothing that was found."""
        numbers = contact_remarks(found, (), self.notices, self.glossary, self._today())
        asked_for = contacts_asked_for(found.query.text, self.notices.contacts, self.glossary)
        if asked_for and wanted_by(found.query.text) is Wanted.CONTACT:
            return replace(answer, outcome=Outcome.ANSWERED, notice="\n".join(numbers))
        remark = not_found_remark(found, finder, self.notices)
        return replace(answer, notice="\n".join([*numbers, remark]))

    def _clarifying(self, answer: Answer, asked: str) -> Answer:
        return replace(answer, notice=self.notices.clarifying_notice(asked, self._today()))

    def _without_statements(self, question: Question, outcome: Outcome, notice: str) -> Answer:
        return Answer(id=_new_id(), question=question, outcome=outcome, notice=notice)

    def _today(self) -> date:
        return self.clock().date()


def _withheld(question: Question) -> Question:
    return replace(question, text=WITHHELD_QUESTION, history=())


def _answer(question: Question, edition: Edition, found: Found | None = None) -> Answer:
    """An answer that has found nothing yet.

    The section around a match can be read from its edition at any time: only the match is recorded.
    """
    considered = tuple(replace(match, section=()) for match in found.matches) if found else ()
    return Answer(_new_id(), question, Outcome.NOT_FOUND, considered=considered, edition=edition.id)


def _new_id() -> str:
    return uuid.uuid4().hex[:12]
