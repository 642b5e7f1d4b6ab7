"""Signing in through an OpenID provider, over HTTP with one that keeps to the protocol and strays when told to."""

import logging
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from starlette.routing import Mount
from starlette.testclient import TestClient

from builders.consoles import SECRET, client_for
from fakes.openid import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, Person, new_key
from knowledge.accounts import AccountDeed, Identity, Role
from knowledge.errors import SettingsError
from knowledge.ledger.ledger import Ledger
from review.console.app import console_app
from review.console.front import Front
from review.console.means import Means
from review.console.openid import OpenId, Registration, verified_email

EMAIL = {"email": "One@example.org", "email_verified": True}


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    with OpenIdProvider().running() as provider:
        yield provider


@pytest.fixture
def openid(provider: OpenIdProvider) -> OpenId:
    return OpenId(Registration(provider.issuer, CLIENT_ID, CLIENT_SECRET, "Example"))


@pytest.fixture
def browser(means: Means, openid: OpenId) -> Iterator[TestClient]:
    with client_for(console_app(means, SECRET, provider=openid)) as client:
        yield client


@pytest.fixture(autouse=True)
def one(ledger: Ledger) -> None:
    """Somebody with an account and an e-mail address, and no password."""
    ledger.accounts.add("Reviewer One", [Role.REVIEWER], email="one@example.org")


def ask(browser: TestClient, goes_on_to: str = "") -> httpx2.URL:
    """Press the button; where the provider sends the browser back to."""
    response = browser.get("/sign-in/openid", params={"next": goes_on_to} if goes_on_to else {})
    assert 302 == response.status_code
    with httpx2.Client(trust_env=False) as client:
        return httpx2.URL(client.get(response.headers["location"]).headers["location"])


def sign_in(browser: TestClient, goes_on_to: str = "") -> Any:
    return browser.get(ask(browser, goes_on_to))


def assert_refused(
    browser: TestClient, response: Any, heading: str = "You were not signed in", status: int = 403
) -> None:
    assert (status, True) == (response.status_code, f"<h1>{heading}</h1>" in response.text)
    assert "signpost-session" not in browser.cookies
    assert 401 == browser.get("/answers").status_code


def test_the_sign_in_page_has_a_button_that_keeps_the_way_on(browser: TestClient, stranger: TestClient) -> None:
    text = browser.get("/answers?flagged=yes").text
    assert 'href="/sign-in/openid?next=/answers%3Fflagged%3Dyes">Sign in with Example</a>' in text
    assert "/sign-in/openid" not in stranger.get("/sign-in").text


def test_only_the_way_out_and_the_way_back_are_open_to_all(means: Means, openid: OpenId) -> None:
    console = console_app(means, SECRET, provider=openid)
    public = {route.path for route in console.routes if not isinstance(route, Mount) and not route.roles}  # type: ignore[attr-defined]
    assert {"/sign-in", "/sign-in/openid", "/sign-in/openid/return"} == public


def test_a_linked_person_signs_in_and_goes_on(browser: TestClient, ledger: Ledger, provider: OpenIdProvider) -> None:
    ledger.accounts.link("Reviewer One", Identity(provider.issuer, "U1"))
    response = sign_in(browser, "/answers?flagged=yes")
    assert (303, "/answers?flagged=yes") == (response.status_code, response.headers["location"])
    assert "Reviewer One" in browser.get("/answers").text
    entry = ledger.accounts.entries(1)[0]
    assert ("Reviewer One", AccountDeed.SIGNED_IN, provider.issuer) == (entry.account, entry.deed, entry.detail)


def test_what_belongs_to_the_flow_is_hidden_from_scripts_and_gone_after(browser: TestClient) -> None:
    cookie = browser.get("/sign-in/openid").headers["set-cookie"]
    assert cookie.startswith("signpost-openid=")
    assert {"httponly", "samesite=lax", "max-age=600", "path=/"} <= set(cookie.lower().split("; "))
    sign_in(browser)
    assert "signpost-openid" not in browser.cookies


def test_behind_tls_one_comes_back_to_the_address_that_people_open(means: Means, openid: OpenId) -> None:
    origin = "https://audit.example.org"
    with client_for(console_app(means, SECRET, Front(origin), openid), origin) as client:
        response = client.get("/sign-in/openid")
        asked = httpx2.URL(response.headers["location"]).params
    assert f"{origin}/sign-in/openid/return" == asked["redirect_uri"]
    assert ("code", "openid email", "S256") == (
        asked["response_type"], asked["scope"], asked["code_challenge_method"],
    )  # fmt: skip
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-signpost-openid=")
    assert "secure" in cookie.lower()


def test_a_verified_e_mail_links_at_the_first_sign_in(browser: TestClient, provider: OpenIdProvider) -> None:
    provider.person = Person(claims=EMAIL)
    assert 303 == sign_in(browser).status_code
    browser.cookies.clear()
    provider.person = Person()
    assert 303 == sign_in(browser).status_code


def test_nobody_is_sent_elsewhere(browser: TestClient, provider: OpenIdProvider) -> None:
    provider.person = Person(claims=EMAIL)
    assert "/" == sign_in(browser, "https://elsewhere.example").headers["location"]


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "one@example.org"},
        {"email": "one@example.org", "email_verified": False},
        {"email": "one@example.org", "email_verified": "false"},
        {"email": "nobody@example.org", "email_verified": True},
        {"email": None, "email_verified": True},
    ],
    ids=str,
)
def test_who_has_no_account_stays_outside(
    browser: TestClient, ledger: Ledger, provider: OpenIdProvider, claims: dict[str, Any]
) -> None:
    provider.person = Person(claims=claims)
    assert_refused(browser, sign_in(browser), "There is no account for you here")
    assert AccountDeed.SIGN_IN_FAILED == ledger.accounts.entries(1)[0].deed


def test_a_disabled_account_stays_outside(browser: TestClient, ledger: Ledger, provider: OpenIdProvider) -> None:
    ledger.accounts.link("Reviewer One", Identity(provider.issuer, "U1"))
    ledger.accounts.disable("Reviewer One")
    assert_refused(browser, sign_in(browser), "There is no account for you here")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another-client"]},
        {"aud": None},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ["U1"]},
        {"azp": "another-client"},
        {"at_hash": "another"},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    browser: TestClient, provider: OpenIdProvider, claims: dict[str, Any]
) -> None:
    provider.person = Person(claims={**EMAIL, **claims})
    assert_refused(browser, sign_in(browser))


def test_an_id_token_of_another_key_is_refused(browser: TestClient, provider: OpenIdProvider) -> None:
    provider.person = Person(claims=EMAIL)
    provider.key = new_key("first")
    assert_refused(browser, sign_in(browser))


def test_a_provider_that_sends_no_id_token_signs_nobody_in(browser: TestClient, provider: OpenIdProvider) -> None:
    provider.person = Person(claims=EMAIL)
    provider.leaves_out_the_token = True
    assert_refused(browser, sign_in(browser))


def test_a_provider_may_change_its_key(browser: TestClient, provider: OpenIdProvider) -> None:
    provider.person = Person(claims=EMAIL)
    assert 303 == sign_in(browser).status_code
    browser.cookies.clear()
    provider.replace_key()
    assert 303 == sign_in(browser).status_code


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(
    browser: TestClient, provider: OpenIdProvider
) -> None:
    provider.person = Person(claims=EMAIL)
    provider.ways_to_authenticate = ["client_secret_post"]
    assert 303 == sign_in(browser).status_code


def test_a_way_back_that_was_not_asked_for_is_refused(browser: TestClient, provider: OpenIdProvider) -> None:
    """Somebody sends another person a link that would sign them in as the sender."""
    provider.person = Person(claims=EMAIL)
    link = ask(browser)
    browser.cookies.clear()
    assert_refused(browser, browser.get(link))


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=access_denied"])
def test_a_way_back_that_makes_no_sense_is_refused(browser: TestClient, query: str) -> None:
    ask(browser)
    assert_refused(browser, browser.get(f"/sign-in/openid/return{query}"))


def test_another_state_is_refused(browser: TestClient, provider: OpenIdProvider) -> None:
    provider.person = Person(claims=EMAIL)
    assert_refused(browser, browser.get(ask(browser).copy_set_param("state", "another")))


def test_a_way_back_works_once(browser: TestClient, provider: OpenIdProvider) -> None:
    provider.person = Person(claims=EMAIL)
    link = ask(browser)
    assert 303 == browser.get(link).status_code
    assert 403 == browser.get(link).status_code


def test_a_provider_that_is_down_is_said_to_be(
    browser: TestClient, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.person = Person(claims=EMAIL)
    link = ask(browser)
    provider.stop()
    with caplog.at_level(logging.ERROR):
        assert_refused(browser, browser.get(link), "Example does not answer", 502)
    assert "ConnectError" in caplog.text
    assert str(link.params["code"]) not in caplog.text


def test_a_provider_that_is_down_from_the_start_is_said_to_be(means: Means, ledger: Ledger) -> None:
    down = OpenId(Registration("http://127.0.0.1:9", CLIENT_ID, CLIENT_SECRET))
    with client_for(console_app(means, SECRET, provider=down)) as client:
        assert_refused(client, client.get("/sign-in/openid"), "Your organisation does not answer", 502)


async def test_a_provider_that_calls_itself_otherwise_is_not_used(
    browser: TestClient, provider: OpenIdProvider, openid: OpenId
) -> None:
    provider.calls_itself = "https://another.example"
    assert_refused(browser, browser.get("/sign-in/openid"), "Example does not answer", 502)
    with pytest.raises(SettingsError, match=r"calls itself 'https://another\.example'"):
        await openid.check()
    provider.calls_itself = ""
    await openid.check()


def test_what_the_provider_says_of_itself_is_asked_once(browser: TestClient, provider: OpenIdProvider) -> None:
    for _ in range(3):
        sign_in(browser)
    assert 1 == provider.requests.count("/.well-known/openid-configuration")


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        (EMAIL, "One@example.org"),
        ({"email": "one@example.org", "xms_edov": "1"}, "one@example.org"),
        ({"email": "one@example.org", "xms_edov": True}, "one@example.org"),
        ({"email": "one@example.org", "xms_edov": False}, ""),
        ({"email": ["one@example.org"], "email_verified": True}, ""),
    ],
)
def test_only_an_address_that_the_provider_vouches_for_counts(claims: dict[str, Any], email: str) -> None:
    assert email == verified_email(claims)
