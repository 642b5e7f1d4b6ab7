"""The list of all answers, and each of them with what it was made from and what became of it."""

from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from knowledge.accounts import Role
from knowledge.domain import Answer, Match
from review.console.means import means_of
from review.console.pages import page
from review.console.routes import page_route

_PAGE_SIZE = 25


def list_answers(request: Request) -> Response:
    """The newest answers, or those before a moment; with `flagged=yes` those that somebody found wrong."""
    ledger = means_of(request).ledger
    before = _moment(request.query_params.get("before", ""))
    is_flagged = request.query_params.get("flagged") == "yes"
    answers = ledger.answers(_PAGE_SIZE, before, flagged=is_flagged)
    values = {
        "answers": answers,
        "feedback": ledger.aftermath.feedback_on(answer.id for answer in answers),
        "has_older": bool(answers) and bool(ledger.answers(1, answers[-1].asked_at, flagged=is_flagged)),
        "is_first": before is None,
        "is_flagged": is_flagged,
    }
    return page(request, "answers.html", values)


def show_answer(request: Request) -> Response:
    """One answer with all it was made from, and what became of it."""
    ledger = means_of(request).ledger
    answer = ledger.answer(request.path_params["answer_id"])
    if answer is None:
        raise HTTPException(404)
    values = {
        "answer": answer,
        "unused": _unused_matches(answer),
        "feedback": ledger.aftermath.feedback_on([answer.id]).get(answer.id, ()),
        "marks": ledger.aftermath.marks_of(answer.id),
    }
    return page(request, "answer.html", values)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise HTTPException(404) from None
    if moment is not None and moment.tzinfo is None:
        raise HTTPException(404)
    return moment


def _unused_matches(answer: Answer) -> list[Match]:
    cited = {citation.passage for citation in answer.citations}
    return [match for match in answer.considered if match.passage not in cited]


ROUTES = [
    page_route("/answers", list_answers, Role.REVIEWER),
    page_route("/answers/{answer_id}", show_answer, Role.REVIEWER),
]
