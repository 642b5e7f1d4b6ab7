"""The console on a real ledger, and people who have signed in to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from builders.accounts import Clock, quick_passwords
from builders.consoles import SECRET, SignedIn, client_for, sign_in_as
from knowledge.accounts import Role
from knowledge.ledger.ledger import Ledger
from review.console.app import console_app
from review.console.means import Means


@pytest.fixture
def clock() -> Clock:
    """The time that sessions go by: it stands still until it is told to go on."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with Ledger.open(url, passwords=quick_passwords(), clock=clock) as ledger:
        yield ledger


@pytest.fixture
def means(ledger: Ledger, tmp_path: Path) -> Means:
    return Means(ledger, tmp_path, tmp_path)


@pytest.fixture
def console(means: Means) -> Starlette:
    return console_app(means, SECRET)


@pytest.fixture
def stranger(console: Starlette) -> Iterator[TestClient]:
    """Somebody who has not signed in."""
    with client_for(console) as client:
        yield client


@pytest.fixture
def signed_in(console: Starlette, ledger: Ledger) -> Iterator[Callable[..., TestClient]]:
    """Makes a browser of somebody with these roles; what it posts holds the token of its session."""
    with ExitStack() as stack:

        def sign_in(*roles: Role, name: str = "") -> TestClient:
            client = stack.enter_context(client_for(console))
            sign_in_as(client, ledger, *roles, name=name)
            return client

        yield sign_in


@pytest.fixture
def reviewer(signed_in: SignedIn) -> TestClient:
    """A reviewer, signed in."""
    return signed_in(Role.REVIEWER)
