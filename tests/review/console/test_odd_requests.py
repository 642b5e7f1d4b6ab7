"""Requests that no page of the console sends: each gets an answer that is private and inert, and never a failure."""

import asyncio
from collections.abc import MutableMapping

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from builders.consoles import SECRET, SignedIn, client_for, page_token, sign_in_as
from knowledge.accounts import Role
from knowledge.ledger.ledger import Ledger
from review.audit.figures import Of
from review.console import app
from review.console.app import console_app
from review.console.forgery import HEADER
from review.console.means import Means
from review.console.routes import page_route

ADDRESSES = [
    "/?after=1,0001-01-01T00:00:00%2B14:00,x",
    "/?after=99999999999999999999999,2026-01-01T00:00:00%2B00:00,x",
    "/?after=0,9999-12-31T23:59:59-14:00,x",
    "/?until=9999-12-31",
    "/?words=%00",
    "/answers?before=0001-01-01T00:00:00%2B14:00",
    "/answers?before=9999-12-31T23:59:00-14:00",
    "/answers/%00",
    f"/answers/x/citations/{'9' * 5000}/1/page",
    "/answers/x/citations/99999999999999999999/1/page",
    "/assurance?quarter=1900Q1",
    "/assurance?since=0001-01-01&until=0001-01-02",
    "/assurance?since=0001-01-01&until=9999-12-30",
    "/assurance/report.pdf?since=0001-01-01&until=0001-01-02",
    "/gaps?quarter=1900Q1",
    "/assurance/answers?of=week&value=999999999999999999999999999999",
    "/assurance/answers?of=prompt&value=%00",
    "/documents/%00",
    "/documents/../../etc/passwd",
    "/originals/%00",
    "/static/%00",
    "/static/..%2fapp.py",
    "/intake/%00",
    f"/intake/{'a' * 300}/file",
]
POSTS = [
    ("/queue/next", {"back": "until=9999-12-31"}),
    ("/queue/assign", {"answer": "\0", "seat": "1"}),
    ("/queue/assign", {"answer": "x", "seat": "9" * 5000}),
    ("/queue/sample", {"since": "2026-01-01", "until": "9999-12-31", "number": "1e308"}),
    ("/queue/sample", {"since": "2026-01-01", "until": "2026-12-31", "number": "1e308"}),
    ("/queue/sample", {"since": "2026-01-01", "until": "2026-12-31", "share": "1e-320"}),
    ("/notes/99999999999999999999999/settle", {"how": "x"}),
    (f"/notes/{'9' * 5000}/settle", {"how": "x"}),
    ("/answers/x/reviews/99999999999999999999999/take-back", {}),
]


@pytest.fixture
def everybody(console: Starlette, ledger: Ledger) -> TestClient:
    """A browser of somebody with every role, which is shown what the server says of its own failures."""
    client = TestClient(
        console, base_url="http://127.0.0.1:8765", follow_redirects=False, raise_server_exceptions=False
    )
    sign_in_as(client, ledger, *Role)
    return client


def assert_inert(headers: dict[str, str]) -> None:
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: each[:60])
def test_an_odd_address_gets_a_page(everybody: TestClient, address: str) -> None:
    response = everybody.get(address)
    assert response.status_code < 500
    assert_inert(dict(response.headers))


@pytest.mark.parametrize("of", Of)
def test_odd_figures_have_nothing_behind_them(everybody: TestClient, of: Of) -> None:
    values = ("-1", "1e308", "\N{PILE OF POO}", "\N{SUPERSCRIPT TWO}")
    for query in (
        {"of": of.value, "value": value, "group": group} for value in values for group in ("", "x", "draw=1e9")
    ):
        assert everybody.get("/assurance/answers", params=query).status_code < 500


@pytest.mark.parametrize(("path", "fields"), POSTS, ids=lambda each: str(each)[:60])
def test_an_odd_form_gets_a_page(everybody: TestClient, path: str, fields: dict[str, str]) -> None:
    response = everybody.post(path, data=fields)
    assert response.status_code < 500
    assert_inert(dict(response.headers))


@pytest.mark.parametrize(
    "charset", ["unicode_escape", "undefined", "utf-8; charset=undefined", "utf-7", "\x00x"], ids=ascii
)
@pytest.mark.parametrize("path", ["/queue/assign", "/notes/1/settle", "/sign-in", "/intake/x/details"])
def test_who_sends_a_form_does_not_choose_how_it_is_decoded(everybody: TestClient, path: str, charset: str) -> None:
    part = b'--B\r\nContent-Disposition: form-data; name="answer"\r\n\r\n\\ud800\r\n--B--\r\n'
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    assert everybody.post(path, content=part, headers={"content-type": kind}).status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", '"UTF-8"', "utf-8; boundary=b"])
def test_a_form_may_say_that_it_is_as_usual(everybody: TestClient, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    response = everybody.post("/notes/999/settle", content=b"how=x", headers={"content-type": kind})
    assert response.status_code == 409


def test_a_nul_is_not_taken(everybody: TestClient) -> None:
    """PostgreSQL cannot hold one, and a page that shows it is cut short there by some tools."""
    assert everybody.post("/queue/sample", data={"seed": "a\0b"}).status_code == 400
    assert everybody.get("/answers/a%00b").status_code == 404


def test_a_body_that_is_too_large_is_refused_with_the_headers(console: Starlette) -> None:
    with client_for(console) as stranger:
        stranger.headers[HEADER] = page_token(stranger.get("/sign-in").text)
        response = stranger.post("/sign-in", data={"name": "x" * 20_000})
    assert response.status_code == 413
    assert_inert(dict(response.headers))


def test_only_a_form_of_parts_is_read_where_files_are_put_in(everybody: TestClient) -> None:
    """Any other is held in memory as a whole, and may be as large as all the files of a person."""
    token = everybody.headers.pop(HEADER)
    response = everybody.post("/intake/files", data={"csrf": token, "more": "x" * 100_000})
    assert response.status_code == 413
    everybody.headers[HEADER] = token
    assert everybody.post("/intake/files", data={"more": "x"}).status_code == 400


def test_a_failure_that_nobody_foresaw_says_nothing_of_itself(
    means: Means, ledger: Ledger, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(request: Request) -> Response:
        raise RuntimeError("a secret")

    monkeypatch.setattr(app, "PAGES", [*app.PAGES, page_route("/failing", fail, Role.READER)])
    console = console_app(means, SECRET)
    client = TestClient(console, base_url="http://127.0.0.1:8765", raise_server_exceptions=False)
    sign_in_as(client, ledger, Role.READER)
    response = client.get("/failing")
    assert (response.status_code, "secret" in response.text) == (500, False)
    assert_inert(dict(response.headers))
    assert response.headers["cache-control"] == "no-store"


def test_a_form_that_breaks_off_is_no_failure(console: Starlette) -> None:
    """Anybody could fill the log with tracebacks."""
    sent = []

    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, object]) -> None:
        sent.append(message)

    kind = (b"content-type", b"application/x-www-form-urlencoded")
    scope = {"type": "http", "method": "POST", "path": "/sign-in", "raw_path": b"/sign-in", "query_string": b""}
    scope |= {"headers": [(b"host", b"127.0.0.1"), kind], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}
    asyncio.run(console({**scope, "scheme": "http", "http_version": "1.1"}, receive, send))
    assert sent[0]["status"] == 400
