"""Sessions: how long they last, and what ends them."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import create_engine, text

from builders.accounts import PASSWORD, Clock, quick_passwords
from knowledge.accounts import IDLE_LIMIT, SESSION_LIMIT, Account, Role
from knowledge.ledger.ledger import Ledger

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(url: str, clock: Clock) -> Iterator[Ledger]:
    with Ledger.open(url, passwords=quick_passwords(), clock=clock) as ledger:
        yield ledger


@pytest.fixture
def account(ledger: Ledger) -> Account:
    return ledger.accounts.add("Reviewer One", [Role.REVIEWER], password=PASSWORD)


def the_value(url: str, query: str) -> object:
    engine = create_engine(url)
    with engine.connect() as connection:
        value = connection.execute(text(query)).scalar()
    engine.dispose()
    return value


def test_a_token_names_its_session(ledger: Ledger, account: Account, clock: Clock) -> None:
    session = ledger.sessions.begin(account, "password")
    found = ledger.sessions.find(session.token)
    assert found
    assert ("Reviewer One", clock.now) == (found.account.name, found.account.signed_in_at)
    assert [None, None, None] == [ledger.sessions.find(token) for token in ("", "guess", "\ud800")]


def test_each_sign_in_has_a_token_of_its_own(ledger: Ledger, account: Account) -> None:
    first, second = (ledger.sessions.begin(account, "password") for _ in range(2))
    assert first.token != second.token
    ledger.sessions.end(first)
    assert [False, True] == [ledger.sessions.find(each.token) is not None for each in (first, second)]


def test_a_session_that_is_not_used_ends(ledger: Ledger, account: Account, clock: Clock) -> None:
    token = ledger.sessions.begin(account, "password").token
    clock.pass_by(IDLE_LIMIT - SECOND)
    assert ledger.sessions.find(token)
    clock.pass_by(IDLE_LIMIT - SECOND)
    assert ledger.sessions.find(token)
    clock.pass_by(IDLE_LIMIT)
    assert ledger.sessions.find(token) is None


def test_a_session_ends_however_much_it_is_used(ledger: Ledger, account: Account, clock: Clock) -> None:
    token, began = ledger.sessions.begin(account, "password").token, clock.now
    while clock.now + IDLE_LIMIT / 2 < began + SESSION_LIMIT:
        clock.pass_by(IDLE_LIMIT / 2)
        assert ledger.sessions.find(token)
    clock.now = began + SESSION_LIMIT
    assert ledger.sessions.find(token) is None


def test_expired_sessions_are_not_kept(url: str, ledger: Ledger, account: Account, clock: Clock) -> None:
    for _ in range(3):
        ledger.sessions.begin(account, "password")
    clock.pass_by(IDLE_LIMIT)
    ledger.sessions.begin(account, "password")
    assert 1 == the_value(url, "SELECT count(*) FROM account_sessions")


def test_being_seen_is_written_at_most_once_a_minute(url: str, ledger: Ledger, account: Account, clock: Clock) -> None:
    seen_at = partial(the_value, url, "SELECT seen_at FROM account_sessions")
    token, first = ledger.sessions.begin(account, "password").token, seen_at()
    clock.pass_by(timedelta(seconds=59))
    ledger.sessions.find(token)
    assert first == seen_at()
    clock.pass_by(timedelta(seconds=2))
    ledger.sessions.find(token)
    assert first != seen_at()
