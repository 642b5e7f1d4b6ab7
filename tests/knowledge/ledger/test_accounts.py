"""Accounts in the ledger, on every database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from builders.accounts import PASSWORD, Clock, quick_passwords
from knowledge.accounts import Account, AccountDeed, Identity, Role
from knowledge.errors import AccountError
from knowledge.ledger.ledger import Ledger

IDENTITY = Identity("https://issuer.example", "U1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(url: str, clock: Clock) -> Iterator[Ledger]:
    with Ledger.open(url, passwords=quick_passwords(), clock=clock) as ledger:
        yield ledger


def test_an_account_comes_back_as_it_was_made(ledger: Ledger, clock: Clock) -> None:
    made = ledger.accounts.add(
        "  Reviewer   One ", [Role.REVIEWER, Role.PUBLISHER], email=" One@Example.org ", password=PASSWORD
    )
    expected = Account(
        "Reviewer One", frozenset({Role.REVIEWER, Role.PUBLISHER}), "one@example.org", added_at=clock.now
    )
    assert expected == made
    assert expected == ledger.accounts.find("reviewer ONE")
    assert (expected,) == ledger.accounts.all()
    assert ledger.accounts.find("Reviewer Two") is None


def test_an_account_without_a_password_says_so(ledger: Ledger) -> None:
    assert not ledger.accounts.add("Reviewer One", [Role.REVIEWER]).has_password
    assert ledger.accounts.set_password("Reviewer One", PASSWORD).has_password


@pytest.mark.parametrize("name", ["", "   ", "a" * 101, "null\0", "line\u2028break\u202e"])
def test_a_name_that_cannot_stand_in_the_ledger_is_refused(ledger: Ledger, name: str) -> None:
    with pytest.raises(AccountError, match="name"):
        ledger.accounts.add(name, [Role.REVIEWER])


@pytest.mark.parametrize("email", ["one", "@example.org", "one@", "o ne@example.org"])
def test_what_is_no_e_mail_is_refused(ledger: Ledger, email: str) -> None:
    with pytest.raises(AccountError, match="no e-mail address"):
        ledger.accounts.add("Reviewer One", [Role.REVIEWER], email=email)


def test_an_account_needs_a_role(ledger: Ledger) -> None:
    with pytest.raises(AccountError, match="reader, reviewer, lead, publisher"):
        ledger.accounts.add("Reviewer One", [])


def test_two_accounts_share_no_name_and_no_e_mail(ledger: Ledger) -> None:
    ledger.accounts.add("Reviewer One", [Role.REVIEWER], email="one@example.org")
    ledger.accounts.add("Reviewer Two", [Role.REVIEWER])
    for name, email in (("reviewer one", ""), ("Reviewer Three", "ONE@example.org")):
        with pytest.raises(AccountError, match="already"):
            ledger.accounts.add(name, [Role.REVIEWER], email=email)
    with pytest.raises(AccountError, match="Another account"):
        ledger.accounts.set_email("Reviewer Two", "one@example.org")
    assert 2 == len(ledger.accounts.all())


def test_a_bad_password_makes_no_account(ledger: Ledger) -> None:
    with pytest.raises(AccountError, match="at least 12"):
        ledger.accounts.add("Reviewer One", [Role.REVIEWER], password="short")
    assert () == ledger.accounts.all()


def test_no_password_is_kept_in_clear(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", passwords=quick_passwords()) as ledger:
        account = ledger.accounts.add("Reviewer One", [Role.REVIEWER], password=PASSWORD)
        session = ledger.sessions.begin(account, "password")
        ledger.sign_ins.by_password(PASSWORD, PASSWORD)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PASSWORD.encode() not in stored
    assert session.token.encode() not in stored
    assert session.token not in repr(session)


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts: accounts.set_roles("Reviewer One", [Role.READER]),
        lambda accounts: accounts.set_password("Reviewer One", "another good password"),
        lambda accounts: accounts.set_email("Reviewer One", ""),
        lambda accounts: accounts.disable("Reviewer One"),
    ],
    ids=["roles", "password", "e-mail", "disabled"],
)
def test_a_change_ends_the_sessions_of_this_account_alone(ledger: Ledger, change: object) -> None:
    sessions = [
        ledger.sessions.begin(ledger.accounts.add(name, [Role.REVIEWER], password=PASSWORD), "password")
        for name in ("Reviewer One", "Reviewer Two")
    ]
    assert callable(change)
    change(ledger.accounts)
    assert [False, True] == [ledger.sessions.find(each.token) is not None for each in sessions]


def test_a_disabled_account_can_be_opened_again_but_its_session_stays_ended(ledger: Ledger) -> None:
    account = ledger.accounts.add("Reviewer One", [Role.REVIEWER], password=PASSWORD)
    session = ledger.sessions.begin(account, "password")
    assert ledger.accounts.disable("reviewer one").is_disabled
    assert not ledger.accounts.enable("reviewer one").is_disabled
    assert ledger.sessions.find(session.token) is None
    assert ledger.sign_ins.by_password("Reviewer One", PASSWORD).session


def test_who_is_not_there_cannot_be_changed(ledger: Ledger) -> None:
    for change in (ledger.accounts.disable, ledger.accounts.enable):
        with pytest.raises(AccountError, match="no account of the name Nobody"):
            change("Nobody")


def test_every_deed_leaves_a_line(ledger: Ledger, clock: Clock) -> None:
    account = ledger.accounts.add("Reviewer One", [Role.REVIEWER], password=PASSWORD)
    clock.pass_by(timedelta(minutes=1))
    ledger.sign_ins.by_password("Reviewer One", "wrong", "192.0.2.1")
    ledger.sign_ins.by_password("Nobody", "wrong", "192.0.2.1")
    session = ledger.sign_ins.by_password("Reviewer One", PASSWORD, "192.0.2.1").session
    assert session
    ledger.sessions.end(session, "192.0.2.1")
    ledger.accounts.set_roles("Reviewer One", [Role.LEAD, Role.READER])
    ledger.accounts.link("Reviewer One", IDENTITY)
    ledger.accounts.disable("Reviewer One")
    entries = ledger.accounts.entries()
    assert [
        ("Reviewer One", AccountDeed.DISABLED, "", ""),
        ("Reviewer One", AccountDeed.LINKED, "U1 at https://issuer.example", ""),
        ("Reviewer One", AccountDeed.ROLES_CHANGED, "lead, reader", ""),
        ("Reviewer One", AccountDeed.SIGNED_OUT, "", "192.0.2.1"),
        ("Reviewer One", AccountDeed.SIGNED_IN, "password", "192.0.2.1"),
        ("", AccountDeed.SIGN_IN_FAILED, "password", "192.0.2.1"),
        ("Reviewer One", AccountDeed.SIGN_IN_FAILED, "password", "192.0.2.1"),
        ("Reviewer One", AccountDeed.ADDED, "reviewer", ""),
    ] == [(each.account, each.deed, each.detail, each.address) for each in entries]
    assert (clock.now, account.added_at) == (entries[0].at, entries[-1].at)
    assert 7 == len(ledger.accounts.entries(name="Reviewer One"))


def test_reviewers_of_an_older_ledger_are_accounts_without_a_password(url: str) -> None:
    config, engine = Config(), create_engine(url)
    config.set_main_option("script_location", "knowledge:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for name, digest in (("Reviewer One", "a"), ("Reviewer Two", "b"), ("reviewer two", "c")):
            connection.execute(
                text("INSERT INTO reviewers VALUES (:name, :digest, '2026-01-01 10:00:00+00:00')"),
                {"name": name, "digest": digest},
            )
    engine.dispose()
    with Ledger.open(url, passwords=quick_passwords()) as ledger:
        one, two = ledger.accounts.all()
        assert ("Reviewer One", frozenset({Role.REVIEWER}), False) == (one.name, one.roles, one.has_password)
        assert two.name.casefold() == "reviewer two"
        assert ledger.sign_ins.by_password("Reviewer One", "").session is None
        ledger.accounts.set_password("Reviewer One", PASSWORD)
        assert ledger.sign_ins.by_password("Reviewer One", PASSWORD).session
