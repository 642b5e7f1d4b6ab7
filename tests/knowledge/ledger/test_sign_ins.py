"""The ways in: name and password, of which few wrong ones are tried, and the people of an OpenID provider."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from builders.accounts import PASSWORD, Clock, quick_passwords
from builders.chains import names
from knowledge.accounts import (
    FAILURE_WINDOW,
    FAILURES_PER_ADDRESS,
    FAILURES_PER_NAME,
    Account,
    AccountDeed,
    Identity,
    Role,
)
from knowledge.errors import AccountError
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.sign_ins import SignIn
from knowledge.ledger.verifying import verify
from knowledge.passwords import Passwords

ISSUER = "https://issuer.example"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(url: str, clock: Clock) -> Iterator[Ledger]:
    with Ledger.open(url, passwords=quick_passwords(), clock=clock) as ledger:
        yield ledger


@pytest.fixture
def account(ledger: Ledger) -> Account:
    return ledger.accounts.add("Reviewer One", [Role.REVIEWER], email="one@example.org", password=PASSWORD)


def fail(ledger: Ledger, times: int, name: str = "Reviewer One", address: str = "192.0.2.1") -> None:
    for _ in range(times):
        assert SignIn() == ledger.sign_ins.by_password(name, "wrong", address)


def name_of(attempt: SignIn) -> str | None:
    return attempt.session.account.name if attempt.session else None


def test_the_right_password_signs_in(ledger: Ledger, account: Account) -> None:
    attempt = ledger.sign_ins.by_password(" reviewer one", PASSWORD, "192.0.2.1")
    assert attempt.session
    found = ledger.sessions.find(attempt.session.token)
    assert found
    assert "Reviewer One" == found.account.name


@pytest.mark.parametrize("name", ["Reviewer One", "Nobody", "", "\ud800", "\0"])
def test_what_is_wrong_is_not_told(ledger: Ledger, account: Account, name: str) -> None:
    ledger.accounts.disable(account.name)
    assert SignIn() == ledger.sign_ins.by_password(name, PASSWORD)


@pytest.mark.parametrize("name", ["Reviewer One", "Nobody"])
def test_after_five_wrong_ones_even_the_right_one_waits(
    ledger: Ledger, account: Account, clock: Clock, name: str
) -> None:
    fail(ledger, FAILURES_PER_NAME, name)
    clock.pass_by(timedelta(minutes=5))
    assert SignIn(wait=timedelta(minutes=10)) == ledger.sign_ins.by_password(name, PASSWORD, "198.51.100.7")
    clock.pass_by(timedelta(minutes=10))
    assert timedelta(0) == ledger.sign_ins.by_password(name, PASSWORD, "198.51.100.7").wait


def test_waiting_is_not_made_longer_by_trying(ledger: Ledger, account: Account, clock: Clock) -> None:
    fail(ledger, FAILURES_PER_NAME)
    for _ in range(3):
        clock.pass_by(timedelta(minutes=4))
        assert ledger.sign_ins.by_password("Reviewer One", PASSWORD).wait
    clock.pass_by(timedelta(minutes=3))
    assert "Reviewer One" == name_of(ledger.sign_ins.by_password("Reviewer One", PASSWORD))


def test_a_sign_in_forgives_the_wrong_ones_before_it(ledger: Ledger, account: Account) -> None:
    for _ in range(3):
        fail(ledger, FAILURES_PER_NAME - 1)
        assert ledger.sign_ins.by_password("Reviewer One", PASSWORD, "192.0.2.1").session


@pytest.mark.parametrize(
    ("tried_from", "also_blocked", "not_blocked"),
    [
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
        ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"),
    ],
)
def test_an_address_that_tries_many_names_waits(
    ledger: Ledger, account: Account, tried_from: str, also_blocked: str, not_blocked: str
) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        fail(ledger, 1, f"Nobody {number}", tried_from)
    assert FAILURE_WINDOW == ledger.sign_ins.by_password("Reviewer One", PASSWORD, also_blocked).wait
    assert ledger.sign_ins.by_password("Reviewer One", PASSWORD, not_blocked).session


def test_signing_in_uses_nothing_of_what_an_address_may_try(ledger: Ledger, account: Account) -> None:
    for _ in range(FAILURES_PER_ADDRESS + 1):
        assert ledger.sign_ins.by_password("Reviewer One", PASSWORD, "192.0.2.1").session


def test_many_at_once_are_counted_as_one_after_the_other(url: str, ledger: Ledger, account: Account) -> None:
    """Each with a ledger of its own, as processes have."""
    ledgers = [Ledger.open(url, passwords=quick_passwords(), clock=Clock()) for _ in range(4)]
    try:
        with ThreadPoolExecutor(20) as pool:
            attempts = list(
                pool.map(
                    lambda at: ledgers[at % 4].sign_ins.by_password("Reviewer One", "wrong", "192.0.2.1"), range(40)
                )
            )
    finally:
        for each in ledgers:
            each.close()
    assert FAILURES_PER_NAME == sum(not attempt.wait for attempt in attempts)


def test_a_password_is_confirmed_under_the_same_limit(ledger: Ledger, account: Account) -> None:
    assert ledger.sign_ins.confirm(account, PASSWORD).is_right
    for _ in range(FAILURES_PER_NAME):
        assert not ledger.sign_ins.confirm(account, "wrong").is_right
    confirmation = ledger.sign_ins.confirm(account, PASSWORD)
    assert (False, FAILURE_WINDOW) == (confirmation.is_right, confirmation.wait)


def test_an_outdated_hash_is_replaced_at_sign_in(url: str, ledger: Ledger, account: Account) -> None:
    dearer = Passwords(memory_kibibytes=16, passes=1)
    with Ledger.open(url, passwords=dearer) as later:
        assert later.sign_ins.by_password("Reviewer One", PASSWORD).session
    assert ledger.sign_ins.by_password("Reviewer One", PASSWORD).session  # and back


def test_a_linked_person_signs_in(ledger: Ledger, account: Account) -> None:
    ledger.accounts.link("reviewer one", Identity(ISSUER, "U1"))
    assert "Reviewer One" == name_of(ledger.sign_ins.by_identity(Identity(ISSUER, "U1")))
    for other in (Identity(ISSUER, "U2"), Identity("https://other.example", "U1")):
        assert SignIn() == ledger.sign_ins.by_identity(other)


def test_a_verified_e_mail_links_once(ledger: Ledger, account: Account) -> None:
    assert "Reviewer One" == name_of(ledger.sign_ins.by_identity(Identity(ISSUER, "U1"), "ONE@example.org"))
    assert "Reviewer One" == name_of(ledger.sign_ins.by_identity(Identity(ISSUER, "U1")))
    # The address has gone to somebody else.
    assert SignIn() == ledger.sign_ins.by_identity(Identity(ISSUER, "U2"), "one@example.org")


@pytest.mark.parametrize("email", ["", "two@example.org"])
def test_who_has_no_account_does_not_get_in(ledger: Ledger, account: Account, email: str) -> None:
    ledger.accounts.add("Reviewer Two", [Role.REVIEWER])
    assert SignIn() == ledger.sign_ins.by_identity(Identity(ISSUER, "U1"), email)


def test_a_disabled_account_does_not_get_in_by_a_provider(ledger: Ledger, account: Account) -> None:
    ledger.accounts.link("Reviewer One", Identity(ISSUER, "U1"))
    ledger.accounts.disable("Reviewer One")
    assert SignIn() == ledger.sign_ins.by_identity(Identity(ISSUER, "U1"), "one@example.org")


def test_a_subject_is_linked_to_one_account(ledger: Ledger, account: Account) -> None:
    ledger.accounts.add("Reviewer Two", [Role.REVIEWER])
    ledger.accounts.link("Reviewer One", Identity(ISSUER, "U1"))
    with pytest.raises(AccountError, match="linked to an account already"):
        ledger.accounts.link("Reviewer Two", Identity(ISSUER, "U1"))


def test_from_where_a_sign_in_failed_is_forgotten_after_ninety_days(
    url: str, ledger: Ledger, account: Account, clock: Clock
) -> None:
    """The failures stay, the chain over them too; from where somebody signed in goes with the other text."""
    fail(ledger, 1)
    fail(ledger, 1, "Nobody", "192.0.2.2")
    ledger.sign_ins.by_password(account.name, PASSWORD, "192.0.2.3")
    clock.pass_by(timedelta(days=91))
    fail(ledger, 1, address="192.0.2.4")
    fail(ledger, 1, address="192.0.2.5")
    addresses = [entry.address for entry in ledger.accounts.entries()]
    assert ["192.0.2.5", "192.0.2.4", "192.0.2.3", "", "", ""] == addresses
    deeds = [entry.deed for entry in ledger.accounts.entries()]
    assert 4 == deeds.count(AccountDeed.SIGN_IN_FAILED)
    assert 1 == len(names(url, "SELECT 1 FROM entries WHERE kind = 'text removed'"))
    assert verify(url).is_whole
