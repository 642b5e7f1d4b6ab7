"""Where the console listens, and for whom."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from builders.accounts import PASSWORD
from builders.consoles import page_token
from knowledge.accounts import Role
from knowledge.errors import SettingsError
from knowledge.ledger.ledger import Ledger
from knowledge.settings import Settings
from review.cli import review_app
from review.serving import checked_proxies, console_address, front_for, is_loopback, open_provider

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder the commands use."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIGNPOST_DATA", str(tmp_path / "data"))
    for key in ("SIGNPOST_LEDGER_URL", "SIGNPOST_REVIEW_URL", "SIGNPOST_OIDC_ISSUER"):
        monkeypatch.delenv(key, raising=False)
    return tmp_path / "data"


def serve(*arguments: str) -> str:
    return CliRunner().invoke(review_app, ["serve", *arguments], catch_exceptions=False).output


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "console.example"])
@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8765"])
def test_it_does_not_listen_elsewhere_without_tls_in_front(data: Path, host: str, url: str) -> None:
    with pytest.raises(
        SettingsError, match=r"put a proxy that speaks TLS in front, and say so with SIGNPOST_REVIEW_URL"
    ):
        serve("--host", host, "--url", url)


def test_it_listens_elsewhere_where_tls_is_in_front() -> None:
    front = front_for("0.0.0.0", "https://audit.example.org/")
    assert ("https://audit.example.org", True) == (front.url, front.is_tls)
    assert "audit.example.org" in front.hosts


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://audit.example.org", "passwords would be sent in clear"),
        ("audit.example.org", "is none"),
        ("ftp://audit.example.org", "is none"),
        ("https://audit.example.org/console", "without a path"),
        ("https://", "is none"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused(data: Path, url: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        serve("--url", url)


def test_only_named_proxies_are_believed() -> None:
    assert ("10.0.0.2", "10.1.0.0/16", "::1") == checked_proxies(("10.0.0.2", "10.1.0.0/16", "::1"))
    for proxy in ("*", "proxy.example", ""):
        with pytest.raises(SettingsError, match="no address and no network"):
            checked_proxies((proxy,))


def test_it_says_that_the_port_is_taken(data: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(SettingsError, match="choose another --port"),
    ):
        serve("--port", str(other.getsockname()[1]))


def test_no_provider_is_needed() -> None:
    assert open_provider(Settings(oidc_issuer="")) is None


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"oidc_issuer": "https://slack.com"}, "needs SIGNPOST_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "http://slack.com", "oidc_client_id": "a", "oidc_client_secret": "b"}, "begins with https://"),
        ({"oidc_issuer": "slack.com", "oidc_client_id": "a", "oidc_client_secret": "b"}, "begins with https://"),
    ],
)
def test_a_provider_that_is_set_by_halves_is_refused(settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        open_provider(Settings.model_validate(settings))


@pytest.mark.parametrize(
    ("settings", "label"),
    [
        ({"oidc_issuer": "https://slack.com"}, "Slack"),
        ({"oidc_issuer": "https://login.microsoftonline.com/1-2-3/v2.0"}, "Microsoft"),
        ({"oidc_issuer": "https://id.example.org"}, "your organisation"),
        ({"oidc_issuer": "https://id.example.org", "oidc_name": "Example"}, "Example"),
    ],
)
def test_the_button_says_whose_it_is(settings: dict[str, str], label: str) -> None:
    provider = open_provider(Settings.model_validate({"oidc_client_id": "a", "oidc_client_secret": "b", **settings}))
    assert provider
    assert label == provider.label


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_knows_a_loopback_address(host: str, expected: bool) -> None:
    assert expected == is_loopback(host)


def test_an_ipv6_address_is_bracketed() -> None:
    assert console_address("::1", 8765) == "http://[::1]:8765"


@contextmanager
def served(data: Path, **settings: str) -> Iterator[str]:
    """The console in a process of its own; its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "signpost", "review", "serve", "--port", str(port)]
    surroundings = {
        **os.environ,
        "SIGNPOST_DATA": str(data),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    with subprocess.Popen(command, env=surroundings, cwd=data.parent, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert "The review console is at" in process.stdout.readline()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def failed_from(address: str, data: Path, headers: dict[str, str]) -> str:
    """From where a sign-in failed, as the ledger has it."""
    with httpx2.Client(base_url=address, headers=headers, trust_env=False) as client:
        page = client.get("/sign-in")
        # Cookies for TLS alone are not sent back by a client that does not speak it.
        cookie = page.headers["set-cookie"].partition(";")[0]
        form = {"csrf": page_token(page.text), "name": "Reviewer One", "password": "wrong"}
        assert 401 == client.post("/sign-in", data=form, headers={"Cookie": cookie}).status_code
    with Ledger.open(f"sqlite:///{data / 'ledger.db'}") as ledger:
        return ledger.accounts.entries(1)[0].address


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "127.0.0.1"),
        ({"SIGNPOST_REVIEW_URL": "https://audit.example.org"}, "203.0.113.9"),
        (
            {"SIGNPOST_REVIEW_URL": "https://audit.example.org", "SIGNPOST_REVIEW_PROXIES": "10.0.0.2"},
            "127.0.0.1",
        ),
    ],
    ids=["no proxy", "a proxy that is named", "one that is not"],
)
def test_only_a_named_proxy_says_where_people_are(data: Path, settings: dict[str, str], address: str) -> None:
    with Ledger.open(f"sqlite:///{data / 'ledger.db'}") as ledger:
        ledger.accounts.add("Reviewer One", [Role.REVIEWER], password=PASSWORD)
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    with served(data, **settings) as console:
        assert address == failed_from(console, data, headers)
