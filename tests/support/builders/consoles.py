"""Browsers at the console, and who sits at them."""

import re
from collections.abc import Callable

from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from builders.accounts import PASSWORD
from knowledge.accounts import Account, Role
from knowledge.ledger.ledger import Ledger
from review.console.forgery import HEADER, session_token
from review.console.front import Front

SECRET = "0" * 64
ORIGIN = "http://127.0.0.1:8765"
SignedIn = Callable[..., TestClient]


def client_for(console: Starlette, origin: str = ORIGIN) -> TestClient:
    """A browser that goes where it is sent only when it is told to."""
    return TestClient(console, base_url=origin, follow_redirects=False)


def account_for(ledger: Ledger, *roles: Role, name: str = "") -> Account:
    """An account with these roles, named after them, with PASSWORD; the one that is there where there is one."""
    name = name or " and ".join(role.capitalize() for role in roles)
    return ledger.accounts.find(name) or ledger.accounts.add(name, roles, password=PASSWORD)


def sign_in_as(client: TestClient, ledger: Ledger, *roles: Role, name: str = "") -> Account:
    """Give a browser a session, without the form; what it then posts holds the session's token in a header."""
    account = account_for(ledger, *roles, name=name)
    session = ledger.sessions.begin(account, "password")
    client.cookies.set(Front().cookie("session"), session.token, domain=client.base_url.host)
    client.headers[HEADER] = session_token(SECRET, session)
    return account


def page_token(text: str) -> str:
    """The token that a page holds for its forms."""
    found = re.search(r'<input type="hidden" name="csrf" value="(\w+)">', text)
    assert found
    return found[1]


def sign_in_by_form(client: TestClient, name: str, password: str, goes_on_to: str = "") -> Response:
    """Fill in the form as a browser does, and send it."""
    token = page_token(client.get("/sign-in").text)
    return client.post("/sign-in", data={"csrf": token, "name": name, "password": password, "next": goes_on_to})
