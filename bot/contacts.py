"""Whom to ring: the partnership's own list, the only source of telephone numbers."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from knowledge.tables import Entry, read_entries

VERIFIED_FOR = timedelta(days=180)
EMERGENCY_NUMBER = "999"


class Contact(Entry):
    """One number; `verified_on` is the day somebody rang it and reached the right place."""

    id: str
    name: str
    role: str = ""
    number: str
    hours: str = ""
    verified_on: date
    note: str = ""

    def is_stale(self, today: date) -> bool:
        """Whether it was verified too long ago to be shown without a warning."""
        return today - self.verified_on > VERIFIED_FOR

    def line(self, today: date) -> str:
        """The contact on one line, with a warning where it is stale."""
        hours = f" ({self.hours})" if self.hours else ""
        stale = f" [not checked since {self.verified_on:%d %B %Y}]" if self.is_stale(today) else ""
        return f"{self.name}: {self.number}{hours}{stale}"


def read_contacts(corpus: Path) -> tuple[Contact, ...]:
    """The contacts of `contacts.toml`, none where there is no file; raises ManifestError."""
    return read_entries(corpus / "contacts.toml", "contact", Contact)


def contact_line(contacts: Sequence[Contact], contact_id: str, today: date) -> str:
    """A contact's line, or where to look when the list has none."""
    found = next((contact for contact in contacts if contact.id == contact_id), None)
    return found.line(today) if found else f"{contact_id.replace('_', ' ')}: see your own procedures"
