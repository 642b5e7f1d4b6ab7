"""Who may use which address: every route of the console, by everybody who may come."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

import review.console.app
from builders.accounts import Clock
from builders.consoles import SECRET, SignedIn, client_for, page_token, sign_in_as
from knowledge.accounts import IDLE_LIMIT, Role
from knowledge.ledger.ledger import Ledger
from review.console.app import PAGES, console_app
from review.console.forgery import HEADER
from review.console.means import Means
from review.console.password import ROUTES as PASSWORD_ROUTES
from review.console.routes import PageRoute, check_declared, page_route
from review.console.sign_in import ROUTES as SIGN_IN_ROUTES

TEMPLATES = Path(review.console.app.__file__).parent / "templates"
ROUTES = [*SIGN_IN_ROUTES, *PAGES]
PUBLIC = {("/sign-in", "GET"), ("/sign-in", "POST")}
EXAMPLES = {"int": "1", "float": "1.0", "uuid": "00000000-0000-0000-0000-000000000000"}


def addresses() -> Iterator[tuple[PageRoute, str, str]]:
    """Each route with a method of it, and an address that it matches."""
    for route in ROUTES:
        path = re.sub(r"\{\w+(?::(\w+))?\}", lambda found: EXAMPLES.get(found[1] or "str", "x"), route.path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield route, method, path


EVERY = list(addresses())
DECLARED = [pytest.param(*each, id=f"{each[1]} {each[2]}") for each in EVERY if each[0].roles]
POSTS = [pytest.param(*each, id=f"{each[1]} {each[2]}") for each in EVERY if each[1] != "GET"]


@pytest.fixture
def browser(console: Starlette) -> Iterator[TestClient]:
    """A browser that is shown what the server says of its own errors."""
    with TestClient(
        console, base_url="http://127.0.0.1:8765", follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


def come_with_a_token(browser: TestClient, ledger: Ledger, route: PageRoute) -> None:
    """Sign in as who may use a route, or open the sign-in page where it is open to all."""
    if route.roles:
        sign_in_as(browser, ledger, *Role)
    else:
        browser.headers[HEADER] = page_token(browser.get("/sign-in").text)


def assert_not_taken(browser: TestClient, method: str, path: str, **sent: dict[str, str]) -> None:
    response = browser.request(method, path, **sent)  # type: ignore[arg-type]
    assert 403 == response.status_code
    assert "This form was not taken" in response.text


def test_the_table_holds_every_route_of_the_application(console: Starlette) -> None:
    assert ROUTES == [route for route in console.routes if not isinstance(route, Mount)]
    assert ["/static"] == [route.path for route in console.routes if isinstance(route, Mount)]


def test_few_addresses_are_open_to_all() -> None:
    assert PUBLIC == {(route.path, method) for route, method, _ in EVERY if not route.roles}


@pytest.mark.parametrize(
    "route",
    [Route("/secret", lambda request: PlainTextResponse("")), Mount("/more", routes=[])],
    ids=["route", "mount"],
)
def test_an_address_that_says_not_whom_it_is_for_stops_the_console(
    route: Route | Mount, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.console.app.PAGES", [*PASSWORD_ROUTES, route])
    with pytest.raises(ValueError, match="does not say whom it is for"):
        console_app(means, SECRET)


def test_a_route_for_no_role_is_none() -> None:
    with pytest.raises(ValueError, match="says of no role"):
        page_route("/secret", lambda request: PlainTextResponse(""))
    check_declared(ROUTES)


@pytest.mark.parametrize(("route", "method", "path"), DECLARED)
def test_nobody_is_asked_to_sign_in(browser: TestClient, route: PageRoute, method: str, path: str) -> None:
    response = browser.request(method, path)
    assert 401 == response.status_code
    assert "Sign in to see this page" in response.text


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("route", "method", "path"), DECLARED)
def test_each_role_may_use_what_is_declared_for_it(
    browser: TestClient, ledger: Ledger, route: PageRoute, method: str, path: str, role: Role
) -> None:
    account = sign_in_as(browser, ledger, role)
    response = browser.request(method, path)
    if account.may(*route.roles):
        assert response.status_code not in (401, 403)
        assert response.status_code < 500
    else:
        assert 403 == response.status_code
        assert "This page is not for your account" in response.text


@pytest.mark.parametrize(("route", "method", "path"), DECLARED)
def test_a_disabled_account_may_use_nothing(
    browser: TestClient, ledger: Ledger, route: PageRoute, method: str, path: str
) -> None:
    account = sign_in_as(browser, ledger, *Role)
    ledger.accounts.disable(account.name)
    assert 401 == browser.request(method, path).status_code


@pytest.mark.parametrize(("route", "method", "path"), DECLARED)
def test_an_expired_session_may_use_nothing(
    browser: TestClient, ledger: Ledger, clock: Clock, route: PageRoute, method: str, path: str
) -> None:
    sign_in_as(browser, ledger, *Role)
    clock.pass_by(IDLE_LIMIT)
    assert 401 == browser.request(method, path).status_code


@pytest.mark.parametrize(("route", "method", "path"), POSTS)
def test_a_form_without_a_token_is_not_taken(
    browser: TestClient, ledger: Ledger, route: PageRoute, method: str, path: str
) -> None:
    if route.roles:
        sign_in_as(browser, ledger, *Role)
    browser.headers.pop(HEADER, None)
    for data in ({}, {"csrf": ""}, {"csrf": "guess"}):
        assert_not_taken(browser, method, path, data=data)


@pytest.mark.parametrize(("route", "method", "path"), POSTS)
def test_a_form_with_the_token_of_another_session_is_not_taken(
    browser: TestClient, ledger: Ledger, signed_in: SignedIn, route: PageRoute, method: str, path: str
) -> None:
    other = signed_in(*Role, name="Somebody Else")
    if route.roles:
        sign_in_as(browser, ledger, *Role)
    browser.headers[HEADER] = other.headers[HEADER]
    assert_not_taken(browser, method, path)
    del browser.headers[HEADER]
    assert_not_taken(browser, method, path, data={"csrf": other.headers[HEADER]})


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize(("route", "method", "path"), POSTS)
def test_a_form_of_another_site_is_not_taken(
    browser: TestClient, ledger: Ledger, route: PageRoute, method: str, path: str, headers: dict[str, str]
) -> None:
    come_with_a_token(browser, ledger, route)
    assert_not_taken(browser, method, path, headers=headers)


@pytest.mark.parametrize("field", [True, False], ids=["field", "header"])
@pytest.mark.parametrize(("route", "method", "path"), POSTS)
def test_a_form_of_the_console_s_own_page_is_taken(
    browser: TestClient, ledger: Ledger, route: PageRoute, method: str, path: str, field: bool
) -> None:
    come_with_a_token(browser, ledger, route)
    data = {"csrf": browser.headers.pop(HEADER)} if field else {}
    own = {"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "same-origin"}
    assert "This form was not taken" not in browser.request(method, path, headers=own, data=data).text


def test_every_form_that_posts_holds_the_token() -> None:
    forms = [
        (template.name, form)
        for template in TEMPLATES.rglob("*.html")
        for form in re.findall(r"<form\b.*?</form>", template.read_text(encoding="utf-8"), re.DOTALL)
        if re.search(r"""method=["']?post""", form, re.IGNORECASE)
    ]
    assert forms
    assert [] == [name for name, form in forms if "{{ csrf_field }}" not in form]


def test_who_lacks_a_role_is_told_which_and_whom_to_ask(signed_in: SignedIn) -> None:
    text = signed_in(Role.PUBLISHER).get("/answers").text
    assert "It is for reviewers. You are signed in as Publisher (publisher)." in text
    assert "ask whoever runs Signpost for you" in text


def test_unknown_addresses_are_told_only_to_who_is_signed_in(stranger: TestClient, reviewer: TestClient) -> None:
    assert [401, 404] == [client.get("/nowhere").status_code for client in (stranger, reviewer)]
    assert [401, 405] == [client.post("/answers").status_code for client in (stranger, reviewer)]


def test_a_request_by_another_name_is_not_answered(console: Starlette) -> None:
    with client_for(console, "http://rebound.example:8765") as client:
        assert 400 == client.get("/sign-in").status_code


def test_roles_are_read_anew_with_each_request(signed_in: SignedIn, ledger: Ledger) -> None:
    client = signed_in(Role.REVIEWER)
    ledger.accounts.set_roles("Reviewer", [Role.READER])
    assert 401 == client.get("/answers").status_code
    sign_in_as(client, ledger, Role.REVIEWER)
    assert 403 == client.get("/answers").status_code


def test_a_session_lasts_while_it_is_used(reviewer: TestClient, clock: Clock) -> None:
    for _ in range(3):
        clock.pass_by(IDLE_LIMIT - timedelta(minutes=1))
        assert 200 == reviewer.get("/password").status_code
    clock.pass_by(IDLE_LIMIT)
    assert 401 == reviewer.get("/password").status_code


def test_navigation_shows_what_one_may_see(signed_in: SignedIn) -> None:
    for role, shown, hidden in ((Role.PUBLISHER, "/intake", "/answers"), (Role.REVIEWER, "/answers", "/intake")):
        text = signed_in(role).get("/password").text
        assert f'href="{shown}"' in text
        assert f'href="{hidden}"' not in text
