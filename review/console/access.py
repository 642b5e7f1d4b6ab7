"""Who may see the console: a reviewer's token, exchanged for a cookie that lasts a working day."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.accounts import Account, Role
from review.console.means import means_of
from review.console.pages import page

_SESSION_SECONDS = 8 * 60 * 60

_POLICY = "Content-Security-Policy"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Adds to every response the headers that keep its content private and inert."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                policy = headers.get(_POLICY)
                headers.update(_HEADERS)
                if policy:  # a response may be stricter
                    headers[_POLICY] = policy
            await send(message)

        await self.app(scope, receive, send_with_headers)


class ReviewersOnly:
    """Lets a request through when its session holds a token that the ledger still knows.

    The signed cookie carries the token itself: giving a reviewer a new one then signs the old one out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        name = await _reviewer(connection, connection.session.get("token", ""))
        if name is None:
            raise HTTPException(401)
        # Until accounts have roles, whoever is let in may do everything.
        connection.state.account = Account(name, frozenset(Role))
        await self.app(scope, receive, send)


def session_middleware(secret: str) -> Middleware:
    """The signed session cookie. It is not sent when another site opens or posts to a page of the console."""
    return Middleware(
        SessionMiddleware,
        secret_key=secret,
        session_cookie="signpost_review",
        max_age=_SESSION_SECONDS,
        same_site="strict",
    )


async def show_sign_in(request: Request) -> Response:
    """The form, filled in where the link holds a token.

    The link alone does not sign in: programs that fetch links ahead of people would, and a browser would
    hold the new cookie back on the way on from another site.
    """
    return _sign_in_page(request, token=request.query_params.get("token", ""))


async def sign_in(request: Request) -> Response:
    """Exchange a token for a session."""
    async with request.form(max_files=0, max_fields=5) as form:
        token = str(form.get("token", "")).strip()
    if await _reviewer(request, token) is None:
        return _sign_in_page(request, refused=True)
    request.session["token"] = token
    return RedirectResponse("/", 303)


async def sign_out(request: Request) -> Response:
    """Forget the session."""
    request.session.clear()
    return RedirectResponse("/sign-in", 303)


def _sign_in_page(request: Request, token: str = "", refused: bool = False) -> Response:
    return page(request, "sign_in.html", {"token": token, "refused": refused}, 401 if refused else 200)


async def _reviewer(connection: HTTPConnection, token: str) -> Any:
    return await run_in_threadpool(means_of(connection).ledger.reviewer, token) if token else None
