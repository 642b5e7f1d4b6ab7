"""Whether a form was sent from the console's own page: by where it says it comes from, and by a token that it holds."""

import hashlib
import hmac
import secrets

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from knowledge.ledger.sessions import Session
from review.console.front import front_of

FIELD = "csrf"
HEADER = "X-CSRF-Token"
_VISITOR = "visitor"
_MOST_BYTES = 16_384
_OWN = ("same-origin", "none")


class ForgeryError(HTTPException):
    """The request was not sent from a page of the console that this browser was shown."""

    def __init__(self) -> None:
        super().__init__(403)


def form_token(request: HTTPConnection) -> str:
    """What a form must hold: made from the session, or before there is one from a cookie of the browser."""
    session: Session | None = request.state.session
    secret: str = request.app.state.secret
    return session_token(secret, session) if session else _token(secret, f"visitor {_visitor(request)}")


def session_token(secret: str, session: Session) -> str:
    """What the forms of a session hold."""
    return _token(secret, f"session {session.token}")


def remember_visitor(request: Request, response: Response) -> None:
    """Give a browser that is not signed in the cookie that its form's token was made from."""
    front = front_of(request)
    response.set_cookie(
        front.cookie(_VISITOR), _visitor(request), secure=front.is_tls, httponly=True, samesite="lax", path="/"
    )


async def check_form(request: Request, *, max_files: int = 0, max_fields: int = 1000, streams: bool = False) -> None:
    """Raises ForgeryError for what another site sent, or a form without the token of this browser.

    The token may stand in a header too; the form is then not read here, so that what is large can be read as a stream.
    Where it `streams`, a form of several parts is left to whoever reads it, with `check_token`; any other is read
    into memory as a whole, and there only where it is small.
    """
    if not _is_own(request):
        raise ForgeryError
    given = request.headers.get(HEADER)
    if given is None:
        if streams:
            if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
                return
            if int(request.headers.get("content-length", _MOST_BYTES + 1)) > _MOST_BYTES:
                raise HTTPException(413)
        form = await request.form(max_files=max_files, max_fields=max_fields)
        given = str(form.get(FIELD, ""))
    check_token(request, given)


def check_token(request: Request, given: str) -> None:
    """Raises ForgeryError where a form did not hold the token of this browser; one in a header goes before it."""
    given = request.headers.get(HEADER, given)
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), form_token(request).encode()):
        raise ForgeryError


def _is_own(request: Request) -> bool:
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    return site in (None, *_OWN) and origin in (None, front_of(request).origin(request))


def _token(secret: str, bound_to: str) -> str:
    return hmac.new(secret.encode(), bound_to.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _visitor(request: HTTPConnection) -> str:
    """The browser's cookie, or a fresh value for one that has none, the same throughout a request."""
    if not hasattr(request.state, "visitor"):
        given = request.cookies.get(front_of(request).cookie(_VISITOR))
        request.state.visitor = given or secrets.token_urlsafe(32)
    return str(request.state.visitor)
