"""Months of use: questions asked and answered, feedback on the answers, reviews of them, and documents put in."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.answering import Answerer
from bot.contacts import read_contacts
from bot.following import LiveEdition
from bot.glossary import read_glossary
from bot.notices import Notices
from builders.accounts import PASSWORD
from builders.answers import sample_answer, sample_citation, sample_passage, sample_version
from builders.quarters import fill_quarter
from builders.reviews import verdicts_on
from builders.staged_requests import staged_requests
from knowledge.accounts import FAILURES_PER_NAME, Role
from knowledge.domain import Answer, Currency, Feedback, FeedbackKind, MarkKind, Question, QuoteCheck
from knowledge.editions import Editions
from knowledge.embedding import Embedder
from knowledge.golden import read_golden
from knowledge.ledger.desk import lot_of
from knowledge.ledger.ledger import Ledger
from knowledge.periods import quarter
from knowledge.verdicts import ANSWER, ActionKind, AnswerJudgement, Judgement, Seat, Subject, Verdict
from review.audit.sampling import draw_sample
from review.audit.seats import wants_second

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
FIRST_ASKED_AT = datetime(2026, 10, 5, 8, 10, tzinfo=UTC)
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
_APART = timedelta(days=1, hours=23, minutes=47)
QUARTER, _QUARTER_ANSWERS = quarter("2026Q2"), 120
# Nobody has this name: too many have tried to sign in with it.
LOCKED = "Reviewer Nine"
_THREAD = "T-bruise"
# As the setting is where nobody set it.
SECOND_SHARE = 0.2

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
    """A folder with data and the corpus that it was made from, and who may sign in: one for each role, and one more.

    `names` are the ids of answers, of requests of the intake, and of the edition before the live one.
    """

    folder: Path
    names: dict[str, str]
    people: dict[Role, Person]
    second_reviewer: Person

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def corpus(self) -> Path:
        """The folder of documents."""
        return self.folder / "corpus"

    def copy(self, folder: Path) -> "Audited":
        """The same in a folder that does not exist yet, to be changed."""
        return replace(self, folder=Path(shutil.copytree(self.folder, folder)))


def audited(edition_data: Path, folder: Path, embedder: Embedder, corpus: Path = CORPUS) -> Audited:
    """Fill a copy of a data folder that has an edition of `corpus`; `folder` must not exist yet."""
    data = Path(shutil.copytree(edition_data, folder / "data"))
    shutil.copytree(corpus, folder / "corpus", ignore=shutil.ignore_patterns("_*"))
    names = {"first_edition": Editions(data).live_id or ""}
    with Ledger.open(f"sqlite:///{data / 'ledger.db'}") as ledger:
        people, second = _people(ledger)
        fill_quarter(ledger, _QUARTER_ANSWERS, QUARTER)
        answers = {name: answer.id for name, answer in _answers(ledger, data, folder / "corpus", embedder)}
        _give_feedback(ledger, answers)
        _give_reviews(ledger, answers, people[Role.REVIEWER].name, second.name, people[Role.LEAD].name)
        _act(ledger, answers)
        for _ in range(FAILURES_PER_NAME):
            ledger.sign_ins.by_password(LOCKED, "not the password", "192.0.2.1")
    return Audited(folder, {**names, **answers, **staged_requests(folder, embedder)}, people, second)


def unused(folder: Path) -> Audited:
    """A console on its first day: nothing was put in or asked; `folder` must not exist yet."""
    for name in ("data", "corpus"):
        (folder / name).mkdir(parents=True)
    with Ledger.open(f"sqlite:///{folder / 'data' / 'ledger.db'}") as ledger:
        return Audited(folder, {}, *_people(ledger))


def _people(ledger: Ledger) -> tuple[dict[Role, Person], Person]:
    people = {role: _person(ledger, f"{role.capitalize()} One", role) for role in Role}
    return people, _person(ledger, "Reviewer Two", Role.REVIEWER)


def _answers(ledger: Ledger, data: Path, corpus: Path, embedder: Embedder) -> Iterator[tuple[str, Answer]]:
    live = LiveEdition(Editions(data), embedder.name)
    notices = Notices(contacts=read_contacts(corpus))
    answerer = Answerer(live, embedder, ledger, 8, notices, read_glossary(corpus), clock=lambda: TODAY)
    golden = [(each.id, each.question, f"T-{each.id}") for each in read_golden(corpus / "golden.jsonl")]
    found = []
    for number, (name, text, thread) in enumerate([*golden, *_MESSAGES]):
        asked_at = FIRST_ASKED_AT + number * _APART
        turns = ledger.turns(thread, 5)
        question = Question(text, f"U{number % 5}", thread, f"event-{name}", asked_at, turns)
        found.append((name, answerer.reply(question)))
    live.close()
    yield from found
    asked = dict(found)
    for name, answer in (
        ("hostile", hostile_answer()),
        ("unquoted", unquoted_answer()),
        ("blind", _drawn_for_two(asked["demo-009"])),
        ("twice", _drawn_for_two(asked["demo-010"])),
    ):
        ledger.record(answer)
        yield name, answer


def _drawn_for_two(answer: Answer) -> Answer:
    """The same answer to somebody else, with an id whose lot is to be reviewed twice."""
    ids = (f"{answer.id}-{number}" for number in count())
    id = next(each for each in ids if wants_second(lot_of(each), SECOND_SHARE))
    question = replace(answer.question, asker="U7", thread="T-again", event_id=f"event-{id}", asked_at=TODAY)
    return replace(answer, id=id, question=question)


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
    give("blind", Seat.FIRST, one, Judgement.SUPPORTS)
    ledger.reviews.take_back(give("demo-010", Seat.FIRST, one, Judgement.SOURCE_WRONG), one)


def _act(ledger: Ledger, answers: dict[str, str]) -> None:
    """A sample, assignments, notes and what was done about answers."""
    draw_sample(ledger, FIRST_ASKED_AT, TODAY, "Lead One", number=6, seed="november")
    for name, reviewer in (("demo-012", "Reviewer Two"), ("demo-011", "Reviewer One")):
        ledger.assignments.assign(answers[name], Seat.FIRST, reviewer, "Lead One")
    record, note = ledger.actions.record, ActionKind.NOTE
    document = "bruising-protocol-2024.pdf"
    record(
        note, "Reviewer One", answer_id=answers["demo-004"], document=document, text="Page 3 names a ward that moved."
    )
    record(note, "Reviewer Two", answer_id=answers["demo-015"], text="People ask for allowances: is there a list?")
    settled = record(note, "Reviewer One", answer_id=answers["demo-008"], text="The form it names has a new number.")
    ledger.actions.settle(settled.id, "Publisher One", "Corrected in the next version.")
    told = "The meeting is within ten working days of the family agreeing to it."
    record(ActionKind.CORRECT, "Lead One", answer_id=answers["demo-006"], text=told)


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
