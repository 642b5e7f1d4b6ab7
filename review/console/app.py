"""The review console: the answers given, each with the passages it rests on, for a reviewer to judge."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from knowledge.accounts import Role
from knowledge.errors import LedgerError
from review.console import (
    actions,
    answer,
    answers,
    assurance,
    documents,
    gaps,
    intake,
    intake_confirming,
    notes,
    originals,
    password,
    queue,
    sign_in,
)
from review.console.access import RoleNeededError, WhoIsThere, own_path
from review.console.forgery import ForgeryError
from review.console.front import Front
from review.console.headers import SecurityHeaders
from review.console.means import Means
from review.console.pages import message_page
from review.console.routes import PageRoute, check_declared

_log = logging.getLogger(__name__)

_STATIC = Path(__file__).parent / "static"
# Three passwords of the longest sort, as a browser writes them.
_MAX_BODY_BYTES = 16_384
# Whoever adds a page adds its module's routes here.
PAGES = [
    *queue.ROUTES,
    *answers.ROUTES,
    *answer.ROUTES,
    *actions.ROUTES,
    *notes.ROUTES,
    *assurance.ROUTES,
    *gaps.ROUTES,
    *documents.ROUTES,
    *intake_confirming.ROUTES,
    *intake.ROUTES,
    *originals.ROUTES,
    *password.ROUTES,
]
_MESSAGES = {
    404: ("Page not found", "There is no such page or answer. Check the address, or look in the list."),
}
_ROLE_WORDS = {Role.READER: "readers", Role.REVIEWER: "reviewers", Role.LEAD: "leads", Role.PUBLISHER: "publishers"}


class Provider(Protocol):
    """Another way in than name and password, under the label of its button."""

    label: str

    def routes(self, front: Front, secret: str) -> Sequence[PageRoute]:
        """Its addresses; the button leads to the first."""


def console_app(means: Means, secret: str, front: Front | None = None, provider: Provider | None = None) -> Starlette:
    """The console as an ASGI application; `secret` signs what its forms and cookies hold."""
    front = front or Front()
    routes = [
        *sign_in.ROUTES,
        *(provider.routes(front, secret) if provider else ()),
        Mount("/static", StaticFiles(directory=_STATIC)),
        *PAGES,
    ]
    check_declared(routes)
    app = _Console(
        routes=routes,
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=front.hosts, www_redirect=False),
            Middleware(WhoIsThere, on_ledger_error=show_ledger_error),
        ],
        exception_handlers={
            HTTPException: show_refusal,
            LedgerError: show_ledger_error,
            ClientDisconnect: show_nothing,
            Exception: show_failure,
        },
        max_body_size=_MAX_BODY_BYTES,
    )
    app.state.means, app.state.secret, app.state.front, app.state.provider = means, secret, front, provider
    return app


class _Console(Starlette):
    """An application all of whose responses carry the security headers: a refused body and a failure too."""

    def build_middleware_stack(self) -> ASGIApp:
        front: Front = self.state.front
        return SecurityHeaders(super().build_middleware_stack(), is_tls=front.is_tls)


def show_refusal(request: Request, error: Exception) -> Response:
    """A plain page for an address that cannot be shown. A stranger is not told which addresses there are."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if isinstance(error, ForgeryError):
        return message_page(request, 403, *_FORGED)
    if request.state.account is None and status in (401, 404, 405):
        return sign_in.sign_in_page(request, 401, goes_on_to=_way_back(request))
    if isinstance(error, RoleNeededError):
        return message_page(request, 403, "This page is not for your account", _role_needed(request, error))
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


def show_nothing(request: Request, error: Exception) -> Response:
    """Whoever breaks off while they send a form reads no page, and is no failure for the log."""
    return Response(status_code=400)


def show_failure(request: Request, error: Exception) -> Response:
    """What nobody foresaw: the log says what. It may have happened before anything was known of who is there."""
    return PlainTextResponse("Something went wrong. Tell your maintainer, whose log says what.", 500)


_FORGED = (
    "This form was not taken",
    "It was sent from another site, or it is older than your sign-in. Open the page again and repeat what you did.",
)


def _role_needed(request: Request, error: RoleNeededError) -> str:
    names = [_ROLE_WORDS[role] for role in Role if role in error.roles]
    whom = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    account = request.state.account
    return (
        f"It is for {whom}. You are signed in as {account.name} ({', '.join(sorted(account.roles))}). "
        "If you need it for your work, ask whoever runs Signpost for you to give your account that role."
    )


def _way_back(request: Request) -> str:
    """Where to go on to after signing in: a page can be opened again, a form that was posted cannot."""
    if request.method != "GET":
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return own_path(request.url.path + query)
