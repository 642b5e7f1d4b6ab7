"""Signing in with name and password, out again, and changing one's own password."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from builders.accounts import PASSWORD, Clock
from builders.consoles import SECRET, SignedIn, account_for, client_for, page_token, sign_in_by_form
from knowledge.accounts import FAILURES_PER_NAME, AccountDeed, Role
from knowledge.ledger.ledger import Ledger
from review.console.access import own_path
from review.console.app import console_app
from review.console.forgery import HEADER
from review.console.front import Front
from review.console.means import Means

NEW = "staple of another kind"


def change_password(client: TestClient, current: str, new: str, again: str | None = None) -> tuple[int, str]:
    data = {"current": current, "new": new, "again": new if again is None else again}
    response = client.post("/password", data=data)
    return response.status_code, response.text


def test_a_stranger_may_see_the_form_and_its_style(stranger: TestClient) -> None:
    assert [stranger.get(path).status_code for path in ("/sign-in", "/static/console.css")] == [200, 200]


def test_the_form_tells_password_managers_what_it_wants(stranger: TestClient) -> None:
    text = stranger.get("/sign-in").text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text


def test_a_password_signs_in_and_the_page_says_who(ledger: Ledger, stranger: TestClient) -> None:
    account_for(ledger, Role.REVIEWER, name="Reviewer <One>")
    response = sign_in_by_form(stranger, "reviewer <one>", PASSWORD)
    assert (303, "/") == (response.status_code, response.headers["location"])
    assert "Reviewer &lt;One&gt;" in stranger.get("/answers").text


@pytest.mark.parametrize(
    ("role", "path"), [(Role.REVIEWER, "/"), (Role.LEAD, "/"), (Role.PUBLISHER, "/intake"), (Role.READER, "/documents")]
)
def test_each_begins_at_the_first_page_they_may_see(
    ledger: Ledger, stranger: TestClient, role: Role, path: str
) -> None:
    account_for(ledger, role, name="Somebody")
    assert path == sign_in_by_form(stranger, "Somebody", PASSWORD).headers["location"]
    assert path == stranger.get("/sign-in").headers["location"]


def test_one_goes_on_to_the_page_that_was_asked_for(ledger: Ledger, stranger: TestClient) -> None:
    account_for(ledger, Role.REVIEWER, name="Somebody")
    asked = stranger.get("/answers?flagged=yes&before=2026-01-01T00:00:00Z")
    assert 401 == asked.status_code
    assert 'name="next" value="/answers?flagged=yes&amp;before=2026-01-01T00:00:00Z"' in asked.text
    goes_on_to = "/answers?flagged=yes&before=2026-01-01T00:00:00Z"
    assert goes_on_to == sign_in_by_form(stranger, "Somebody", PASSWORD, goes_on_to).headers["location"]


@pytest.mark.parametrize(
    "goes_on_to", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(ledger: Ledger, stranger: TestClient, goes_on_to: str) -> None:
    account_for(ledger, Role.REVIEWER, name="Somebody")
    assert "elsewhere" not in stranger.get("/sign-in", params={"next": goes_on_to}).text
    assert "/" == sign_in_by_form(stranger, "Somebody", PASSWORD, goes_on_to).headers["location"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/answers/a1?x=//y#z", "/answers/a1?x=//y#z"),
        ("/", "/"),
        ("", ""),
        ("answers", ""),
        ("///elsewhere.example", ""),
        ("/\t/elsewhere.example", ""),
        ("/ok\r\nSet-Cookie: x=y", ""),
        ("/sign-out", ""),
        ("/sign-in?next=/", ""),
    ],
)
def test_a_way_on_is_a_path_of_the_console(text: str, path: str) -> None:
    assert path == own_path(text)


@pytest.mark.parametrize(
    ("name", "password"), [("Reviewer", "wrong"), ("Nobody", PASSWORD), ("", ""), ("Shut Out", PASSWORD)]
)
def test_a_refusal_says_not_what_was_wrong(ledger: Ledger, stranger: TestClient, name: str, password: str) -> None:
    account_for(ledger, Role.REVIEWER)
    account_for(ledger, Role.REVIEWER, name="Shut Out")
    ledger.accounts.disable("Shut Out")
    response = sign_in_by_form(stranger, name, password)
    assert 401 == response.status_code
    assert "the name or the password is not right, or the account is closed" in response.text
    assert f'value="{name}"' in response.text
    assert PASSWORD not in response.text
    assert 401 == stranger.get("/answers").status_code


def test_a_form_that_lacks_fields_is_refused(stranger: TestClient) -> None:
    token = page_token(stranger.get("/sign-in").text)
    assert 401 == stranger.post("/sign-in", data={"csrf": token}).status_code


def test_an_enormous_form_is_refused(stranger: TestClient) -> None:
    assert 413 == stranger.post("/sign-in", data={"password": "x" * 100_000}).status_code


def test_after_five_wrong_passwords_one_waits(ledger: Ledger, stranger: TestClient, clock: Clock) -> None:
    account_for(ledger, Role.REVIEWER)
    for _ in range(FAILURES_PER_NAME):
        assert 401 == sign_in_by_form(stranger, "Reviewer", "wrong").status_code
    clock.pass_by(timedelta(minutes=5))
    response = sign_in_by_form(stranger, "Reviewer", PASSWORD)
    assert (429, "600") == (response.status_code, response.headers["retry-after"])
    assert "Try again in 10 minutes" in response.text
    clock.pass_by(timedelta(minutes=10))
    assert 303 == sign_in_by_form(stranger, "Reviewer", PASSWORD).status_code


def test_the_cookie_is_for_this_site_and_not_for_scripts(ledger: Ledger, stranger: TestClient) -> None:
    account_for(ledger, Role.REVIEWER)
    cookie = sign_in_by_form(stranger, "Reviewer", PASSWORD).headers["set-cookie"]
    assert cookie.startswith("signpost-session=")
    assert ["HttpOnly", "Path=/", "SameSite=lax"] == sorted(cookie.split("; ")[1:])


def test_behind_tls_cookies_are_for_tls_and_browsers_keep_to_it(means: Means, ledger: Ledger) -> None:
    account_for(ledger, Role.REVIEWER)
    origin = "https://audit.example.org"
    with client_for(console_app(means, SECRET, Front(origin)), origin) as client:
        response = sign_in_by_form(client, "Reviewer", PASSWORD)
        assert response.headers["set-cookie"].startswith("__Host-signpost-session=")
        assert "Secure" in response.headers["set-cookie"].split("; ")
        assert "max-age=31536000" == response.headers["strict-transport-security"]
        assert 200 == client.get("/answers").status_code
        token = page_token(client.get("/password").text)
        own, other = ({"Origin": each, HEADER: token} for each in (origin, "http://audit.example.org"))
        assert [403, 422] == [client.post("/password", headers=headers).status_code for headers in (other, own)]


def test_without_tls_nothing_is_promised_of_it(stranger: TestClient) -> None:
    assert "strict-transport-security" not in stranger.get("/sign-in").headers


def test_each_sign_in_has_a_session_of_its_own(ledger: Ledger, stranger: TestClient) -> None:
    """What somebody set in the browser before is worth nothing after; nor is the session before."""
    account_for(ledger, Role.REVIEWER)
    stranger.cookies.set("signpost-session", "planted", domain="127.0.0.1")
    sign_in_by_form(stranger, "Reviewer", PASSWORD)
    first = stranger.cookies["signpost-session"]
    token = page_token(stranger.get("/password").text)
    stranger.post("/sign-in", data={"csrf": token, "name": "Reviewer", "password": PASSWORD})
    second = stranger.cookies["signpost-session"]
    assert 3 == len({"planted", first, second})
    assert [None, None] == [ledger.sessions.find(each) for each in ("planted", first)]
    assert ledger.sessions.find(second)


def test_signing_out_ends_the_session(ledger: Ledger, reviewer: TestClient) -> None:
    token = reviewer.cookies["signpost-session"]
    response = reviewer.post("/sign-out")
    assert (303, "/sign-in") == (response.status_code, response.headers["location"])
    assert "signpost-session" not in reviewer.cookies
    assert ledger.sessions.find(token) is None


def test_a_password_is_changed_and_other_browsers_are_signed_out(
    ledger: Ledger, signed_in: SignedIn, stranger: TestClient
) -> None:
    here, elsewhere = signed_in(Role.PUBLISHER), signed_in(Role.PUBLISHER)
    before = here.cookies["signpost-session"]
    assert 303 == change_password(here, PASSWORD, NEW)[0]
    assert before != here.cookies["signpost-session"]
    assert "Your password is changed" in here.get("/password?changed=yes").text
    assert 401 == elsewhere.get("/password").status_code
    assert 401 == sign_in_by_form(stranger, "Publisher", PASSWORD).status_code
    assert 303 == sign_in_by_form(stranger, "Publisher", NEW).status_code
    assert AccountDeed.PASSWORD_CHANGED in {entry.deed for entry in ledger.accounts.entries(name="Publisher")}


def test_a_password_that_was_given_is_good_for_choosing_one_alone(ledger: Ledger, stranger: TestClient) -> None:
    ledger.accounts.add("Reviewer One", [Role.REVIEWER], password=PASSWORD, must_choose_password=True)
    sign_in_by_form(stranger, "Reviewer One", PASSWORD)
    assert (303, "/password") == (stranger.get("/answers").status_code, stranger.get("/answers").headers["location"])
    page = stranger.get("/password").text
    assert "Choose a password of your own first" in page
    stranger.headers[HEADER] = page_token(page)
    assert 422 == change_password(stranger, PASSWORD, PASSWORD)[0]
    assert 303 == change_password(stranger, PASSWORD, NEW)[0]
    assert 200 == stranger.get("/answers").status_code
    assert "Choose a password of your own first" not in stranger.get("/password").text


@pytest.mark.parametrize(
    ("current", "new", "again", "sentence"),
    [
        ("wrong", NEW, NEW, "This is not your password"),
        (PASSWORD, NEW, NEW + "!", "The two new passwords differ"),
        (PASSWORD, "short", "short", "at least 12 characters"),
        (PASSWORD, "Reviewer One", "Reviewer One", "the name itself"),
    ],
)
def test_a_password_that_cannot_be_taken_is_said_to_be(
    signed_in: SignedIn, stranger: TestClient, current: str, new: str, again: str, sentence: str
) -> None:
    client = signed_in(Role.REVIEWER, name="Reviewer One")
    status, text = change_password(client, current, new, again)
    assert 422 == status
    assert sentence in text
    assert 303 == sign_in_by_form(stranger, "Reviewer One", PASSWORD).status_code


def test_a_password_is_not_guessed_in_a_session_that_was_left_open(reviewer: TestClient) -> None:
    for _ in range(FAILURES_PER_NAME):
        assert 422 == change_password(reviewer, "wrong", NEW)[0]
    assert 429 == change_password(reviewer, PASSWORD, NEW)[0]


def test_an_account_without_a_password_is_told_so(ledger: Ledger, signed_in: SignedIn) -> None:
    ledger.accounts.add("Reader Three", [Role.READER], email="three@example.org")
    assert "Your account has no password" in signed_in(Role.READER, name="Reader Three").get("/password").text


def test_every_response_keeps_its_content_to_itself(stranger: TestClient) -> None:
    headers = stranger.get("/sign-in").headers
    assert (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ) == headers["content-security-policy"]
    assert ("same-origin", "same-origin", "nosniff") == (
        headers["cross-origin-opener-policy"],
        headers["cross-origin-resource-policy"],
        headers["x-content-type-options"],
    )
    assert "microphone=()" in headers["permissions-policy"]


def test_only_what_is_the_same_for_all_may_be_kept(stranger: TestClient) -> None:
    assert "no-store" == stranger.get("/sign-in").headers["cache-control"]
    assert "no-store" == stranger.get("/nowhere").headers["cache-control"]
    assert "cache-control" not in stranger.get("/static/console.css").headers
