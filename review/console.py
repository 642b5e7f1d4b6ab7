"""The review console: the answers given, each with the passages it rests on, for a reviewer to judge."""

import logging
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from knowledge.domain import Answer, Match
from knowledge.errors import LedgerError
from knowledge.ledger import Ledger
from review.access import ReviewersOnly, SecurityHeaders, session_middleware, show_sign_in, sign_in, sign_out
from review.pages import message_page, page

_log = logging.getLogger(__name__)

_STATIC = Path(__file__).parent / "static"
_PAGE_SIZE = 25
_MAX_BODY_BYTES = 4096
_MESSAGES = {
    401: (
        "Sign in to see this page",
        "The console shows what people asked, so only reviewers may see it.",
    ),
    404: ("Page not found", "There is no such page or answer. Check the address, or look in the list."),
}


def console_app(ledger: Ledger, secret: str) -> Starlette:
    """The console as an ASGI application; `secret` signs its session cookies."""
    app = Starlette(
        routes=[
            Route("/sign-in", show_sign_in),
            Route("/sign-in", sign_in, methods=["POST"]),
            Route("/sign-out", sign_out, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
            # Last, so that every other address, known or not, asks who is there first.
            Mount("/", routes=_pages(), middleware=[Middleware(ReviewersOnly)]),
        ],
        middleware=[Middleware(SecurityHeaders), session_middleware(secret)],
        exception_handlers={HTTPException: show_refusal, LedgerError: show_ledger_error},
        max_body_size=_MAX_BODY_BYTES,
    )
    app.state.ledger = ledger
    return app


def _pages() -> list[Route]:
    return [Route("/", list_answers), Route("/answers/{answer_id}", show_answer)]


def list_answers(request: Request) -> Response:
    """The newest answers, or those before a moment; with `flagged=yes` those that somebody found wrong."""
    ledger: Ledger = request.app.state.ledger
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
    ledger: Ledger = request.app.state.ledger
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


def show_refusal(request: Request, error: Exception) -> Response:
    """A plain page for an address that cannot be shown."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    heading, text = _MESSAGES.get(status, ("That did not work", "Go back to the list and try again."))
    return message_page(request, status, heading, text)


def show_ledger_error(request: Request, error: Exception) -> Response:
    """The reason is for whoever started the console, in its log; the reviewer is told what to do."""
    _log.error("%s", error)
    return message_page(
        request,
        503,
        "The ledger cannot be read",
        "Try again in a minute. If it stays so, tell your maintainer.",
    )


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
