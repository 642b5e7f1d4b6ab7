"""Signing in with name and password, and out."""

import math
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from knowledge.ledger.sessions import Session
from review.console.access import address_of, forget_session, keep_session, own_path, text_of
from review.console.means import means_of
from review.console.pages import page
from review.console.routes import EVERYONE, home_of, page_route, public_route
from review.words import count_words


def show_sign_in(request: Request) -> Response:
    """The form; who is signed in goes on."""
    goes_on_to = own_path(request.query_params.get("next", ""))
    if request.state.account is not None:
        return RedirectResponse(goes_on_to or home_of(request.state.account), 303)
    return sign_in_page(request, goes_on_to=goes_on_to)


def sign_in(request: Request) -> Response:
    """A session for name and password. What was wrong is not told."""
    goes_on_to = own_path(text_of(request, "next"))
    name, password = text_of(request, "name"), text_of(request, "password")
    attempt = means_of(request).ledger.sign_ins.by_password(name, password, address_of(request))
    if attempt.wait:
        return wait_page(request, attempt.wait)
    if attempt.session is None:
        return sign_in_page(request, 401, goes_on_to=goes_on_to, name=name, is_refused=True)
    return signed_in(request, attempt.session, goes_on_to)


def sign_out(request: Request) -> Response:
    """End the session, here and in the ledger."""
    means_of(request).ledger.sessions.end(request.state.session, address_of(request))
    response = RedirectResponse("/sign-in", 303)
    forget_session(request, response)
    return response


def signed_in(request: Request, session: Session, goes_on_to: str = "") -> Response:
    """Go on under a fresh session. One that the browser had is no longer of use."""
    if request.state.session is not None:
        means_of(request).ledger.sessions.end(request.state.session, address_of(request))
    response = RedirectResponse(goes_on_to or home_of(session.account), 303)
    keep_session(request, response, session)
    return response


def sign_in_page(
    request: Request, status: int = 200, *, goes_on_to: str = "", name: str = "", is_refused: bool = False
) -> Response:
    """The form, with what to do where it was refused. A provider's button stands beside it where one is set up."""
    values = {
        "goes_on_to": goes_on_to,
        "name": name,
        "is_refused": is_refused,
        "is_asked": status == 401 and not is_refused,
        "provider": request.app.state.provider,
    }
    return page(request, "sign_in.html", values, status)


def wait_page(request: Request, wait: timedelta) -> Response:
    """Too many wrong passwords: when the next may be tried."""
    seconds = math.ceil(wait.total_seconds())
    minutes = math.ceil(seconds / 60)
    values = {"minutes": count_words(minutes, "minute"), "moment": datetime.now(UTC) + timedelta(minutes=minutes)}
    response = page(request, "wait.html", values, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


ROUTES = [
    public_route("/sign-in", show_sign_in),
    public_route("/sign-in", sign_in, methods=("POST",)),
    page_route("/sign-out", sign_out, *EVERYONE, methods=("POST",)),
]
