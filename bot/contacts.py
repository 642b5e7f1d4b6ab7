"""Whom to ring: the partnership's own list, the only source of telephone numbers and e-mail addresses."""

from datetime import date, timedelta
from pathlib import Path

from knowledge.tables import Entry, read_entries

VERIFIED_FOR = timedelta(days=180)


class Contact(Entry):
    """One number; `verified_on` is the day somebody rang it and reached the right place."""

    id: str
    name: str
    role: str = ""
    number: str
    email: str = ""
    hours: str = ""
    verified_on: date
    note: str = ""

    def is_stale(self, today: date) -> bool:
        """Whether it was verified too long ago to be shown without a warning."""
        return today - self.verified_on > VERIFIED_FOR


def read_contacts(corpus: Path) -> tuple[Contact, ...]:
    """The contacts of `contacts.toml`, none where there is no file; raises ManifestError."""
    return read_entries(corpus / "contacts.toml", "contact", Contact)
