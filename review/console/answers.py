"""The list of all answers."""

from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from knowledge.accounts import Role
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


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
        if moment is not None and moment.tzinfo is None:
            raise HTTPException(404)
        return moment and moment.astimezone(UTC)
    except (ValueError, OverflowError):  # a moment at the end of time, in a time zone in which it is over
        raise HTTPException(404) from None


ROUTES = [
    page_route("/answers", list_answers, Role.REVIEWER),
]
