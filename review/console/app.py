"""The review console: the answers given, each with the passages it rests on, for a reviewer to judge."""

import logging
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from knowledge.errors import LedgerError
from review.console import answers, documents, intake, originals
from review.console.access import ReviewersOnly, SecurityHeaders, session_middleware, show_sign_in, sign_in, sign_out
from review.console.means import Means
from review.console.pages import message_page

_log = logging.getLogger(__name__)

_STATIC = Path(__file__).parent / "static"
_MAX_BODY_BYTES = 4096
# Whoever adds a page adds its module's routes here.
PAGES = [*answers.ROUTES, *documents.ROUTES, *intake.ROUTES, *originals.ROUTES]
_MESSAGES = {
    401: (
        "Sign in to see this page",
        "The console shows what people asked, so only reviewers may see it.",
    ),
    404: ("Page not found", "There is no such page or answer. Check the address, or look in the list."),
}


def console_app(means: Means, secret: str) -> Starlette:
    """The console as an ASGI application; `secret` signs its session cookies."""
    app = Starlette(
        routes=[
            Route("/sign-in", show_sign_in),
            Route("/sign-in", sign_in, methods=["POST"]),
            Route("/sign-out", sign_out, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
            # Last, so that every other address, known or not, asks who is there first.
            Mount("/", routes=PAGES, middleware=[Middleware(ReviewersOnly)]),
        ],
        middleware=[Middleware(SecurityHeaders), session_middleware(secret)],
        exception_handlers={HTTPException: show_refusal, LedgerError: show_ledger_error},
        max_body_size=_MAX_BODY_BYTES,
    )
    app.state.means = means
    return app


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
