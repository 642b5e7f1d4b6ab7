"""Passwords: which are taken, and how they are kept."""

import time

import pytest

from builders.accounts import PASSWORD, quick_passwords
from knowledge.errors import AccountError
from knowledge.passwords import Passwords, check_new_password, generated_password


def test_a_password_matches_its_hash_and_no_other() -> None:
    passwords = quick_passwords()
    hashed = passwords.hash(PASSWORD)
    assert passwords.matches(PASSWORD, hashed)
    assert [False] * 3 == [passwords.matches(guess, hashed) for guess in (PASSWORD.upper(), "", PASSWORD + " ")]
    assert PASSWORD not in hashed
    assert hashed != passwords.hash(PASSWORD)


@pytest.mark.parametrize("hashed", [None, "", "no hash"])
def test_without_a_usable_hash_nothing_matches(hashed: str | None) -> None:
    assert not quick_passwords().matches(PASSWORD, hashed)


def test_a_letter_is_one_letter_however_it_is_typed() -> None:
    passwords = quick_passwords()
    assert passwords.matches("cafe\u0301 au lait chaud", passwords.hash("caf\u00e9 au lait chaud"))


def test_half_a_character_is_no_error() -> None:
    assert not quick_passwords().matches("\ud800", quick_passwords().hash(PASSWORD))


def test_hashes_of_other_parameters_are_told() -> None:
    hashed = quick_passwords().hash(PASSWORD)
    assert not quick_passwords().is_outdated(hashed)
    assert Passwords().is_outdated(hashed)


def test_a_check_without_a_hash_takes_as_long() -> None:
    """Else the time would tell which names have an account. The least of several, as others use the processors too."""
    passwords = Passwords()
    hashed = passwords.hash(PASSWORD)
    passwords.matches("x", None)

    def least(against: str | None) -> float:
        times = []
        for _ in range(7):
            began = time.process_time()
            passwords.matches("x", against)
            times.append(time.process_time() - began)
        return min(times)

    assert 0.5 < least(None) / least(hashed) < 2


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("x" * 11, "at least 12 characters"),
        ("", "at least 12 characters"),
        ("abcdefgh" * 200, "at most 256"),
        ("Publisher Two!", "the name itself"),
        ("publishertwo", "the name itself"),
        ("121212121212", "over and over"),
    ],
)
def test_a_bad_password_is_refused(password: str, sentence: str) -> None:
    with pytest.raises(AccountError, match=sentence):
        check_new_password(password, "Publisher Two")


def test_generated_passwords_are_good_and_differ() -> None:
    made = {generated_password() for _ in range(50)}
    assert 50 == len(made)
    for password in made:
        check_new_password(password, "Publisher Two")
