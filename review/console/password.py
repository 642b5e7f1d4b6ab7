"""One's own account, and its password, which whoever is signed in may change."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from knowledge.accounts import PASSWORD_LENGTH
from knowledge.errors import AccountError
from review.console.access import address_of, keep_session, text_of
from review.console.means import means_of
from review.console.pages import page
from review.console.routes import EVERYONE, account_of, page_route
from review.console.sign_in import wait_page


def show_password(request: Request) -> Response:
    """The account, and the form."""
    return _password_page(request, is_changed=request.query_params.get("changed") == "yes")


def change_password(request: Request) -> Response:
    """Take a new password. Every session of the account ends; a fresh one begins here."""
    ledger, account, address = means_of(request).ledger, account_of(request), address_of(request)
    confirmation = ledger.sign_ins.confirm(account, text_of(request, "current"), address)
    if confirmation.wait:
        return wait_page(request, confirmation.wait)
    if not confirmation.is_right:
        return _password_page(request, 422, current_error="This is not your password.")
    new = text_of(request, "new")
    if new != text_of(request, "again"):
        return _password_page(request, 422, new_error="The two new passwords differ.")
    if new == text_of(request, "current"):
        return _password_page(request, 422, new_error="The new password is the one that you have.")
    try:
        account = ledger.accounts.set_password(account.name, new, address)
    except AccountError as error:
        return _password_page(request, 422, new_error=str(error))
    response = RedirectResponse("/password?changed=yes", 303)
    keep_session(request, response, ledger.sessions.begin(account, "password", address))
    return response


def _password_page(
    request: Request, status: int = 200, *, is_changed: bool = False, current_error: str = "", new_error: str = ""
) -> Response:
    values = {
        "is_changed": is_changed,
        "current_error": current_error,
        "new_error": new_error,
        "least": PASSWORD_LENGTH,
        "roles": sorted(account_of(request).roles),
    }
    return page(request, "password.html", values, status)


ROUTES = [
    page_route("/password", show_password, *EVERYONE),
    page_route("/password", change_password, *EVERYONE, methods=("POST",)),
]
