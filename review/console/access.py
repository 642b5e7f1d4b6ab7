"""Who is there: the session of a request, its cookie, and whether somebody may use an address."""

import functools
import inspect
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from knowledge.accounts import Role
from knowledge.errors import LedgerError
from knowledge.ledger.sessions import Session
from review.console.forgery import check_form
from review.console.front import front_of
from review.console.means import means_of
from review.console.plain import check_address, check_encoding, check_fields

Endpoint = Callable[[Request], Response | Awaitable[Response]]

_SAFE = ("GET", "HEAD")
_COOKIE = "session"
# What may be done under a password that somebody else knows.
_BEFORE_CHOOSING = ("/password", "/sign-out")


class NotSignedInError(HTTPException):
    """Nobody is signed in."""

    def __init__(self) -> None:
        super().__init__(401)


class RoleNeededError(HTTPException):
    """Who is signed in has none of the roles that an address is for."""

    def __init__(self, roles: frozenset[Role]) -> None:
        super().__init__(403)
        self.roles = roles


class WhoIsThere:
    """Puts the session of a request's cookie, or None, where pages find it: `request.state.session` and `.account`."""

    def __init__(self, app: ASGIApp, on_ledger_error: Callable[[Request, Exception], Response]) -> None:
        self.app = app
        self._on_ledger_error = on_ledger_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.session = request.state.account = None
        try:
            session = await _session(request)
        except LedgerError as error:
            response = self._on_ledger_error(request, error)
            await response(scope, receive, send)
            return
        request.state.session = session
        request.state.account = session and session.account
        await self.app(scope, receive, send)


def guarded(endpoint: Endpoint, roles: frozenset[Role], max_files: int, streams: bool = False) -> Endpoint:
    """The endpoint behind its door: for accounts with one of the roles, and forms of the console's own pages."""
    door = open_to_all(endpoint, max_files, streams)

    @functools.wraps(endpoint)
    async def behind_the_door(request: Request) -> Response:
        require(request, roles)
        if request.state.account.must_choose_password and request.url.path not in _BEFORE_CHOOSING:
            return RedirectResponse("/password", 303)
        return await door(request)

    return behind_the_door


def open_to_all(
    endpoint: Endpoint, max_files: int = 0, streams: bool = False
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for whoever comes, with forms of the console's own pages only."""
    is_coroutine = inspect.iscoroutinefunction(endpoint)

    @functools.wraps(endpoint)
    async def behind_no_door(request: Request) -> Response:
        try:
            check_address(request)
            if request.method not in _SAFE:
                check_encoding(request)
                await check_form(request, max_files=max_files, streams=streams)
                if not streams:
                    await check_fields(request, max_files)
            if is_coroutine:
                given = endpoint(request)
            else:
                request.state.form = await request.form(max_files=max_files)
                given = await run_in_threadpool(endpoint, request)
            return given if isinstance(given, Response) else await given
        finally:
            await request.close()

    return behind_no_door


def form_of(request: Request) -> FormData:
    """The form that was posted, for an endpoint that is no coroutine."""
    form: FormData = request.state.form
    return form


def text_of(request: Request, field: str) -> str:
    """A text field of the form that was posted; "" where it is missing or a file."""
    value = form_of(request).get(field, "")
    return value if isinstance(value, str) else ""


def require(request: Request, roles: frozenset[Role]) -> None:
    """Raises NotSignedInError or RoleNeededError."""
    account = request.state.account
    if account is None:
        raise NotSignedInError
    if not account.may(*roles):
        raise RoleNeededError(roles)


def keep_session(request: Request, response: Response, session: Session) -> None:
    """Give the browser the token. It goes when the browser is closed; the ledger ends it sooner."""
    front = front_of(request)
    response.set_cookie(
        front.cookie(_COOKIE), session.token, secure=front.is_tls, httponly=True, samesite="lax", path="/"
    )


def forget_session(request: Request, response: Response) -> None:
    """Take the token from the browser."""
    front = front_of(request)
    response.delete_cookie(front.cookie(_COOKIE), secure=front.is_tls, httponly=True, samesite="lax", path="/")


def own_path(text: str) -> str:
    """A path of the console, with its query, to go on to; "" for whatever would lead elsewhere."""
    is_path = text.startswith("/") and not text.startswith("//") and text.isprintable() and "\\" not in text
    parts = urlsplit(text) if is_path else None
    return text if parts and not parts.netloc and not parts.scheme and not parts.path.startswith("/sign-") else ""


def address_of(request: HTTPConnection) -> str:
    """Where a request comes from; through a proxy only what that proxy is trusted to say."""
    return request.client.host if request.client else ""


async def _session(request: Request) -> Session | None:
    is_static = request.url.path.startswith("/static/")
    token = "" if is_static else request.cookies.get(front_of(request).cookie(_COOKIE), "")
    return await run_in_threadpool(means_of(request).ledger.sessions.find, token) if token else None
