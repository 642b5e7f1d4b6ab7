"""What the page of an answer shows: each citation with its page, its standing then and now, its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from knowledge.accounts import Role
from knowledge.domain import Answer, Citation, Mark, MarkKind, Match, Passage
from knowledge.ledger.actions import is_about_correction
from knowledge.passages import PassageStore
from knowledge.verdicts import AnswerJudgement, Judgement, Subject
from review.audit.judging import Choice
from review.audit.standing_now import UNKNOWN, Now, standing_now
from review.console.means import Means, means_of
from review.console.open_passages import live_passages, passages_of
from review.console.reviewing import Reviewing, reviewing_of
from review.console.routes import account_of

# What the page says after something was done, by the word in its address.
DONE_WORDS = {
    "saved": "Your review is saved.",
    "undone": "Your review is taken back. It stays in the record as taken back.",
    "corrected": "The correction is recorded. The bot tells the conversation within about a minute.",
    "noted": "The note is left for the partnership team.",
    "golden": "The golden question is kept. The next ingest asks it.",
    "withdrawn": "The withdrawal is asked for. The publishers see it among their requests.",
}
_PDF = "application/pdf"
_NEIGHBOURS = 1


@dataclass(frozen=True, slots=True)
class PageShown:
    """The page of a citation as an image; `is_marked` is None until it was drawn once."""

    address: str
    label: str
    is_marked: bool | None = None


@dataclass(frozen=True, slots=True)
class CitationShown:
    """A citation with what a reviewer needs beside it.

    `before` and `after` are the passages around it in its version, none where the edition is not kept any more.
    """

    subject: Subject
    citation: Citation
    now: Now
    page: PageShown | None
    is_original_kept: bool
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class StatementShown:
    """A statement with its citations."""

    number: int
    text: str
    citations: tuple[CitationShown, ...]


def answer_values(
    request: Request, answer: Answer, choices: Mapping[Subject, Choice] | None = None, error: str = ""
) -> dict[str, Any]:
    """What the template takes; `choices` are those of a form that was refused, with `error` where it is as a whole."""
    means, account = means_of(request), account_of(request)
    reviewing = reviewing_of(means, account, answer)
    if choices is None or not reviewing.seat:
        choices = reviewing.choices
    live = live_passages(means.editions)
    aftermath = means.ledger.aftermath
    return {
        "answer": answer,
        "statements": _statements(means, answer, live, choices),
        "whole": choices.get(Subject()),
        "reviewing": reviewing,
        "wrong": [choice for choice in choices.values() if choice.error],
        "error": error,
        "judgements": list(Judgement),
        "answer_judgements": list(AnswerJudgement),
        "unused": _unused_matches(answer),
        "feedback": aftermath.feedback_on([answer.id]).get(answer.id, ()),
        "marks": _marks(aftermath.marks_of(answer.id), reviewing),
        "actions": () if reviewing.is_blind else means.ledger.actions.of_answer(answer.id),
        "documents": list(
            {each.passage.version.document.path: each.passage.version.document for each in answer.citations}.values()
        ),
        "is_lead": account.may(Role.LEAD),
        "done": "",
        "done_words": DONE_WORDS,
        "refused": False,
        "is_live": answer.edition == means.editions.live_id,
        "thread": _others_in_thread(means, answer),
    }


def citation_at(answer: Answer, statement: int, marker: int) -> Citation | None:
    """A citation of a statement of an answer, both from 1."""
    cited = answer.statements[statement - 1].citations if 0 < statement <= len(answer.statements) else ()
    return next((citation for citation in cited if citation.marker == marker), None)


def _statements(
    means: Means, answer: Answer, live: PassageStore | None, choices: Mapping[Subject, Choice]
) -> list[StatementShown]:
    stores = [store for store in (passages_of(means.editions, answer.edition), live) if store]
    today = datetime.now(UTC).date()
    shown = []
    for number, statement in enumerate(answer.statements, start=1):
        citations = []
        for citation in statement.citations:
            subject = Subject(number, citation.marker)
            before, after = _around(citation.passage, stores)
            is_kept = (means.data / "originals" / citation.passage.version.sha256).is_file()
            citations.append(
                CitationShown(
                    subject,
                    citation,
                    standing_now(citation, live, today) if live else UNKNOWN,
                    _page(means, answer, subject, citation) if is_kept else None,
                    is_kept,
                    before,
                    after,
                    choices.get(subject),
                )
            )
        shown.append(StatementShown(number, statement.text, tuple(citations)))
    return shown


def _page(means: Means, answer: Answer, subject: Subject, citation: Citation) -> PageShown | None:
    passage = citation.passage
    if passage.version.media_type != _PDF or passage.page is None or means.page_images is None:
        return None
    kept = means.page_images.kept(passage.version, passage.page.index, [citation.quote], [passage.text])
    version = passage.version.sha256[:12]
    address = f"citations/{subject.statement}/{subject.marker}/page?version={version}"
    return PageShown(address, str(passage.page).replace("p. ", "page ", 1), kept.is_marked if kept else None)


def _around(passage: Passage, stores: Sequence[PassageStore]) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """The passages next to one, of the same version and section, from the first edition that still has it."""
    path, place = passage.version.document.path, passage.ordinal
    for store in stores:
        version = store.versions.get(path)
        if version and version.sha256 == passage.version.sha256:
            around = ([store.at(path, place + step * way) for step in range(1, _NEIGHBOURS + 1)] for way in (-1, 1))
            before, after = (tuple(each for each in side if each and _is_beside(each, passage)) for side in around)
            return before, after
    return (), ()


def _is_beside(other: Passage, passage: Passage) -> bool:
    return other.page == passage.page and other.headings[:1] == passage.headings[:1]


def _unused_matches(answer: Answer) -> list[Match]:
    cited = {citation.passage for citation in answer.citations}
    return [match for match in answer.considered if match.passage not in cited]


def _marks(marks: Sequence[Mark], reviewing: Reviewing) -> list[Mark]:
    """A blind reviewer is not to learn that somebody else corrected the answer."""
    told = (MarkKind.TOLD, MarkKind.NOT_TOLD)
    return [m for m in marks if not (reviewing.is_blind and m.kind in told and is_about_correction(m.detail))]


def _others_in_thread(means: Means, answer: Answer) -> list[tuple[bool, Answer]]:
    """The other answers of the same thread, oldest first, each with whether it came later."""
    ids = means.ledger.in_thread(answer.question.thread)
    found = (means.ledger.answer(id) for id in ids[-_MOST_IN_THREAD:] if id != answer.id)
    return [(each.question.asked_at > answer.question.asked_at, each) for each in found if each]


_MOST_IN_THREAD = 10
