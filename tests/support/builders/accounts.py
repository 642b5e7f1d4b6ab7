"""What tests of accounts begin with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from knowledge.passwords import Passwords

PASSWORD = "correct horse battery"


def quick_passwords() -> Passwords:
    """Argon2 at the least cost that it takes: tests hash often."""
    return Passwords(memory_kibibytes=8, passes=1)


@dataclass
class Clock:
    """A clock that goes on when it is told to."""

    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time
