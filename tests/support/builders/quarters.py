"""A quarter's answers with their reviews, the same for the same seed: what a report is tried on."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from knowledge.domain import (
    Answer,
    Authority,
    Citation,
    Currency,
    Document,
    Feedback,
    FeedbackKind,
    Outcome,
    PageReference,
    Passage,
    Question,
    QuoteCheck,
    Standing,
    Statement,
    Version,
)
from knowledge.ledger.desk import lot_of
from knowledge.ledger.ledger import Ledger
from knowledge.periods import Period, quarter
from knowledge.verdicts import ANSWER, AnswerJudgement, Judgement, Seat, Subject, Verdict
from review.audit.sampling import draw_sample
from review.audit.seats import disagreements, wants_second

QUARTER = quarter("2026Q1")
SECOND_SHARE = 0.3
_T = TypeVar("_T")
_TITLES = {
    "bruising-2024.pdf": ("Bruising in babies who are not mobile", "Demonstration Partnership", Currency.CURRENT),
    "bruising-2019.pdf": ("Bruising protocol of 2019", "Demonstration Partnership", Currency.SUPERSEDED),
    "pathways.docx": ("Pathways: the right help at the right time", "Demonstration Partnership", Currency.CURRENT),
    "escalation.html": ("Escalation protocol", "Four Areas Demonstration", Currency.PAST_REVIEW),
    "guidance.pdf": ("Guidance for schools & colleges <2025>", "Department of Demonstration", Currency.CURRENT),
}
_QUESTIONS = (
    ("a bruise on a baby of four months, what is the timescale", 6),
    ("what level of need is this in the pathways document", 5),
    ("how do I escalate a disagreement with another agency", 4),
    ("LADO referral: how many days until the allegations meeting", 4),
    ("consent to share information with health", 4),
    ("who signs the pathway plan of a care leaver", 3),
    ("DBS check for a volunteer", 3),
    ("how often is a looked after child seen by a dentist", 2),
    ("private fostering, who do I notify", 1),
    ("where do I park at the civic offices", 1),
)
_OUTCOMES = (
    (Outcome.ANSWERED, 58),
    (Outcome.PARTIAL, 10),
    (Outcome.NOT_FOUND, 12),
    (Outcome.UNSUPPORTED, 4),
    (Outcome.URGENT, 4),
    (Outcome.IDENTIFIERS, 4),
    (Outcome.JUDGEMENT, 4),
    (Outcome.OUT_OF_SCOPE, 3),
    (Outcome.UNAVAILABLE, 1),
)
_CITING = (Outcome.ANSWERED, Outcome.PARTIAL, Outcome.JUDGEMENT)
_TEXT = "Any bruise on a baby who is not mobile must be referred the same day. The baby is seen within four hours."


def demonstration_version(path: str) -> Version:
    """A version of one of the documents that the answers cite."""
    title, publisher, _ = _TITLES[path]
    document = Document(
        path.partition(".")[0], path, title, authority=Authority.LOCAL_PROCEDURE, publisher=publisher, area="Area One"
    )
    made = datetime(2025, 12, 1, tzinfo=UTC)
    return Version(document, sha256(path.encode()).hexdigest(), "application/pdf", 9, (), made, "Publisher One")


_VERSIONS = {path: demonstration_version(path) for path in _TITLES}


def demonstration_answers(count: int, period: Period = QUARTER, seed: int = 1) -> Iterator[Answer]:
    """Answers over a period, with questions and outcomes in shares that a partnership might see."""
    chance = random.Random(seed)
    span = period.until - period.since
    for number in range(count):
        outcome = _one(chance, _OUTCOMES)
        text = "" if outcome is Outcome.IDENTIFIERS else _one(chance, _QUESTIONS)
        asked_at = period.since + span * chance.random()
        audiences = chance.choice([(), (), ("police",), ("health", "police")])
        question = Question(
            text, f"U{chance.randrange(50)}", f"T{number}", f"E{seed}-{number}", asked_at, (), audiences
        )
        notice = ""
        if outcome is Outcome.PARTIAL:
            notice = "I did not find an answer to this part of your question: “who may share information”."
        elif outcome not in _CITING:
            notice = "Fixed wording."
        yield Answer(
            id=f"q{seed}-{number:06}",
            question=question,
            outcome=outcome,
            statements=tuple(_statements(chance)) if outcome in _CITING else (),
            notice=notice,
            edition="2026-01-a" if asked_at < period.since + span / 2 else "2026-02-b",
            prompt_digest="b7" * 32 if number % 3 else "",
            language_model="house-model" if number % 3 else "extractive",
            seconds=round(chance.uniform(0.2, 4), 2),
        )


def review_answers(ledger: Ledger, answers: Sequence[Answer], seed: int = 1) -> None:
    """Review most of these answers, some twice or three times, as reviewers might."""
    chance = random.Random(seed)
    for answer in answers:
        if chance.random() < 0.1:
            continue
        first = _verdicts(chance, answer)
        ledger.reviews.give(answer.id, Seat.FIRST, "Reviewer One", first)
        if not wants_second(lot_of(answer.id), SECOND_SHARE) or chance.random() < 0.15:
            continue
        second = tuple(each if chance.random() < 0.85 else _verdict(chance, each.subject) for each in first)
        ledger.reviews.give(answer.id, Seat.SECOND, "Reviewer Two", second)
        one, other, *_ = ledger.reviews.of(answer.id)
        if disagreements(one, other) and chance.random() < 0.8:
            ledger.reviews.give(answer.id, Seat.THIRD, "Reviewer Three", _verdicts(chance, answer))


def fill_quarter(ledger: Ledger, count: int = 300, period: Period = QUARTER, seed: int = 1) -> list[Answer]:
    """Record answers with feedback on some, and review those of them that say the most."""
    answers = list(demonstration_answers(count, period, seed))
    chance = random.Random(seed)
    for answer in answers:
        ledger.record(answer)
        if chance.random() < 0.12:
            kind = chance.choice([FeedbackKind.HELPFUL, FeedbackKind.WRONG, FeedbackKind.MISSING])
            given = Feedback(answer.id, kind, "", answer.question.asker, answer.question.asked_at + timedelta(hours=1))
            ledger.aftermath.give_feedback(given)
    draw_sample(ledger, period.since, period.until, "Lead One", number=count // 3, seed=f"demonstration {seed}")
    queued = ledger.reviewed.queued(period)
    wanted = {each.answer_id for each in queued}
    review_answers(ledger, [answer for answer in answers if answer.id in wanted], seed)
    return answers


def _statements(chance: random.Random) -> Iterator[Statement]:
    marker = 0
    for number in range(chance.choice([1, 1, 2, 3])):
        citations = []
        for _ in range(chance.choice([1, 1, 2])):
            marker += 1
            path = chance.choice(list(_TITLES))
            passage = Passage(
                _VERSIONS[path], number + marker, _TEXT, 0, len(_TEXT), ("What to do",), PageReference(2 + number)
            )
            standing = Standing(Authority.LOCAL_PROCEDURE, _TITLES[path][2])
            citations.append(Citation(marker, passage, "must be referred the same day", standing, QuoteCheck.EXACT))
        yield Statement("A bruise on a baby who is not mobile is referred the same day.", tuple(citations))


def _verdicts(chance: random.Random, answer: Answer) -> tuple[Verdict, ...]:
    subjects = [
        Subject(number, citation.marker)
        for number, statement in enumerate(answer.statements, 1)
        for citation in statement.citations
    ]
    return tuple(_verdict(chance, subject) for subject in (ANSWER, *subjects))


def _verdict(chance: random.Random, subject: Subject) -> Verdict:
    judgement: Judgement | AnswerJudgement
    if subject.is_answer:
        judgement = _one(chance, _OF_ANSWERS)
        return Verdict(subject, judgement, "" if judgement is AnswerJudgement.SOUND else "Reads otherwise to me")
    judgement = _one(chance, _OF_CITATIONS)
    return Verdict(subject, judgement, "" if judgement is Judgement.SUPPORTS else "The quote leaves out the exception")


_OF_ANSWERS = (
    (AnswerJudgement.SOUND, 85),
    (AnswerJudgement.SHOULD_HAVE_DECLINED, 5),
    (AnswerJudgement.SHOULD_HAVE_ANSWERED, 6),
    (AnswerJudgement.CARD_MISSED, 1),
    (AnswerJudgement.UNCLEAR, 3),
)
_OF_CITATIONS = (
    (Judgement.SUPPORTS, 90),
    (Judgement.PARTLY, 4),
    (Judgement.DOES_NOT, 2),
    (Judgement.WRONG_PLACE, 2),
    (Judgement.SUPERSEDED, 1),
    (Judgement.SOURCE_WRONG, 1),
)


def _one(chance: random.Random, weighted: Sequence[tuple[_T, int]]) -> _T:
    return chance.choices([each for each, _ in weighted], [weight for _, weight in weighted])[0]
