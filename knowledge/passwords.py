"""Passwords: what makes one good enough, and how it is kept so that it cannot be read back."""

import secrets
import threading
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.accounts import PASSWORD_LENGTH
from knowledge.errors import AccountError

_LONGEST = 256
_LEAST_VARIETY = 5
# Without letters and digits that are taken for one another.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_AT_ONCE = 4
_GROUPS, _GROUP_LENGTH = 4, 5


class Passwords:
    """Hashes and checks passwords with Argon2id.

    The defaults are those that OWASP recommends: 19 MiB and two passes, some 20 ms. Only a few are hashed at once, so
    that many who knock together do not take the machine's memory.
    """

    def __init__(self, memory_kibibytes: int = 19_456, passes: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kibibytes, parallelism=1)
        self._turns = threading.Semaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """The salted hash, with the parameters it was made with."""
        with self._turns:
            return self._hasher.hash(_same_letters(password))

    def matches(self, password: str, hashed: str | None) -> bool:
        """Whether this is the password. Without a hash to compare with it takes as long, and is False."""
        try:
            with self._turns:
                self._hasher.verify(hashed or self._nobodys, _same_letters(password))
        except (VerificationError, InvalidHashError):
            return False
        return hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Whether the hash was made with other parameters than these."""
        return self._hasher.check_needs_rehash(hashed)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_bytes(16))


def check_new_password(password: str, name: str) -> None:
    """Raises AccountError with what is wrong with it. Length is what counts; no kinds of characters are asked for."""
    if len(password) < PASSWORD_LENGTH:
        raise AccountError(f"A password has at least {PASSWORD_LENGTH} characters: three or four words will do.")
    if len(password) > _LONGEST:
        raise AccountError(f"A password has at most {_LONGEST} characters.")
    if _letters(password) == _letters(name):
        raise AccountError("The password is the name itself: choose another.")
    if len(set(password)) < _LEAST_VARIETY:
        raise AccountError("The password repeats a few characters over and over: choose another.")


def generated_password() -> str:
    """A password that nobody guesses (100 bits), to be read out or copied: "k7m2p-…"."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def _same_letters(password: str) -> bytes:
    """Keyboards write one letter in several ways: "é" is one character or two."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
