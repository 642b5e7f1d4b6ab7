"""A month of use: the demonstration's questions asked and answered, feedback on the answers, and reviews of them."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.answering import Answerer
from bot.contacts import read_contacts
from bot.following import LiveEdition
from bot.glossary import read_glossary
from bot.notices import Notices
from builders.accounts import PASSWORD
from builders.answers import sample_answer, sample_citation, sample_passage, sample_version
from builders.reviews import verdicts_on
from knowledge.accounts import Role
from knowledge.domain import Answer, Currency, Feedback, FeedbackKind, MarkKind, Question, QuoteCheck
from knowledge.editions import Editions
from knowledge.embedding import Embedder
from knowledge.golden import read_golden
from knowledge.ledger import Ledger
from knowledge.verdicts import ANSWER, AnswerJudgement, Judgement, Seat, Subject, Verdict

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
FIRST_ASKED_AT = datetime(2026, 10, 5, 8, 10, tzinfo=UTC)
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
_APART = timedelta(days=1, hours=23, minutes=47)
_THREAD = "T-bruise"

# Beside the golden questions: by name, the words and the thread. The second leans on the first.
_MESSAGES = (
    ("first_turn", "How quickly must a baby with a bruise be seen by a paediatrician?", _THREAD),
    ("follow_up", "and who decides whether it is referred?", _THREAD),
    ("out_of_scope", "Write a poem about safeguarding for the team newsletter.", "T-poem"),
    ("long_word", f"What does {'Datenschutzgrundverordnung' * 5} mean for a referral?", "T-long"),
)
# Feedback by the name of an answer; the notes are what people write, and what an attacker would.
_FEEDBACK = (
    ("demo-004", FeedbackKind.HELPFUL, ""),
    ("demo-004", FeedbackKind.HELPFUL, "Just what I needed before the visit."),
    ("demo-006", FeedbackKind.WRONG, "The meeting is within ten days of the referral, not of the agreement?"),
    ("demo-005", FeedbackKind.OUT_OF_DATE, "We had a new protocol in the spring."),
    ("demo-007", FeedbackKind.NOT_SAID, "<b>Nothing</b> like it on that page.\nI looked twice."),
    ("demo-010", FeedbackKind.MISSING, ""),
    ("hostile", FeedbackKind.WRONG, "<script>document.title = 'owned'</script>"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in, and with what."""

    name: str
    roles: frozenset[Role]
    password: str


@dataclass(frozen=True, slots=True)
class Audited:
    """The data folder and the corpus it was made from, answer ids by name, a person for each role, and one more."""

    data: Path
    corpus: Path
    answers: dict[str, str]
    people: dict[Role, Person]
    second_reviewer: Person

    def copy(self, folder: Path) -> "Audited":
        """The same in a folder that does not exist yet, to be changed."""
        return replace(self, data=Path(shutil.copytree(self.data, folder)))


def audited(edition_data: Path, folder: Path, embedder: Embedder, corpus: Path = CORPUS) -> Audited:
    """Fill a copy of a data folder that has an edition of `corpus`; `folder` must not exist yet."""
    data = Path(shutil.copytree(edition_data, folder))
    with Ledger.open(f"sqlite:///{data / 'ledger.db'}") as ledger:
        answers = {name: answer.id for name, answer in _answers(ledger, data, corpus, embedder)}
        _give_feedback(ledger, answers)
        people = {role: _person(ledger, f"{role.capitalize()} One", role) for role in Role}
        second = _person(ledger, "Reviewer Two", Role.REVIEWER)
        _give_reviews(ledger, answers, people[Role.REVIEWER].name, second.name, people[Role.LEAD].name)
    return Audited(data, corpus, answers, people, second)


def _answers(ledger: Ledger, data: Path, corpus: Path, embedder: Embedder) -> Iterator[tuple[str, Answer]]:
    live = LiveEdition(Editions(data), embedder.name)
    notices = Notices(contacts=read_contacts(corpus))
    answerer = Answerer(live, embedder, ledger, 8, notices, read_glossary(corpus), clock=lambda: TODAY)
    golden = [(each.id, each.question, f"T-{each.id}") for each in read_golden(corpus / "golden.jsonl")]
    for number, (name, text, thread) in enumerate([*golden, *_MESSAGES]):
        asked_at = FIRST_ASKED_AT + number * _APART
        turns = ledger.turns(thread, 5)
        yield name, answerer.reply(Question(text, f"U{number % 5}", thread, f"event-{name}", asked_at, turns))
    live.close()
    for answer in (hostile_answer(), unquoted_answer()):
        ledger.record(answer)
        yield answer.id, answer


def hostile_answer() -> Answer:
    """Every text that a document or a person could have written is markup; one word is wider than a small screen."""
    script = '<script>document.title = "owned"</script><img src=x onerror="document.title = 1">'
    version = sample_version("procedures/<img src=x>.pdf", f"Protocol {script}")
    passage = replace(
        sample_passage(f"Before. {script} {'wide' * 40}\u202e after.", version=version), headings=(script,)
    )
    citation = sample_citation(passage, script, check=QuoteCheck.EXACT)
    answer = sample_answer("hostile", f"What is {script}?", TODAY - timedelta(hours=2), (citation,))
    return replace(answer, notice=script)


def unquoted_answer() -> Answer:
    """A quote that is not in its passage, of a document that was superseded."""
    citation = sample_citation(
        quote="must be seen within two hours", check=QuoteCheck.MISSING, currency=Currency.SUPERSEDED
    )
    return sample_answer("unquoted", asked_at=TODAY - timedelta(hours=1), citations=(citation,))


def _give_feedback(ledger: Ledger, answers: dict[str, str]) -> None:
    for number, (name, kind, note) in enumerate(_FEEDBACK):
        given_at = TODAY + timedelta(hours=number)
        ledger.aftermath.give_feedback(Feedback(answers[name], kind, note, f"U{number % 5}", given_at))
    ledger.aftermath.mark(answers["demo-004"], MarkKind.SHARED, "U0", "C-team")
    ledger.aftermath.mark(answers["demo-013"], MarkKind.HANDED_ON, "U1")


def _give_reviews(ledger: Ledger, answers: dict[str, str], one: str, two: str, lead: str) -> None:
    """Two who agree, two who do not, two between whom a third decides, one alone, and one who took theirs back."""

    def give(name: str, seat: Seat, reviewer: str, *judged: Judgement | AnswerJudgement) -> int:
        answer = ledger.answer(answers[name])
        assert answer
        return ledger.reviews.give(answer.id, seat, reviewer, _verdicts(answer, judged))

    give("demo-004", Seat.FIRST, one, Judgement.SUPPORTS)
    give("demo-004", Seat.SECOND, two, Judgement.SUPPORTS)
    give("demo-006", Seat.FIRST, one, Judgement.PARTLY, AnswerJudgement.UNCLEAR)
    give("demo-006", Seat.SECOND, two, Judgement.SUPPORTS)
    give("demo-007", Seat.FIRST, one, Judgement.DOES_NOT, AnswerJudgement.SHOULD_HAVE_DECLINED)
    give("demo-007", Seat.SECOND, two, Judgement.WRONG_PLACE, AnswerJudgement.SHOULD_HAVE_DECLINED)
    give("demo-007", Seat.THIRD, lead, Judgement.WRONG_PLACE, AnswerJudgement.SHOULD_HAVE_DECLINED)
    give("demo-005", Seat.FIRST, two, Judgement.SUPERSEDED)
    give("demo-013", Seat.FIRST, one, AnswerJudgement.SHOULD_HAVE_ANSWERED)
    ledger.reviews.take_back(give("demo-010", Seat.FIRST, one, Judgement.SOURCE_WRONG), one)


def _verdicts(answer: Answer, judged: Sequence[Judgement | AnswerJudgement]) -> tuple[Verdict, ...]:
    """The first citation and the answer as a whole are judged so, every other citation is found to support."""
    of_citation = next((each for each in judged if isinstance(each, Judgement)), Judgement.SUPPORTS)
    of_whole = next((each for each in judged if isinstance(each, AnswerJudgement)), AnswerJudgement.SOUND)
    given = verdicts_on(answer, of_citation, of_whole, "Page 2 says four hours, and this says two.")
    return tuple(
        verdict if verdict.subject in (ANSWER, Subject(1, 1)) else Verdict(verdict.subject, Judgement.SUPPORTS)
        for verdict in given
    )


def _person(ledger: Ledger, name: str, role: Role) -> Person:
    ledger.accounts.add(name, [role], password=PASSWORD)
    return Person(name, frozenset({role}), PASSWORD)
