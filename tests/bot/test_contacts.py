"""Contacts: the partnership's own numbers, checked when read, and marked when nobody has rung them lately."""

from datetime import date
from pathlib import Path

import pytest

from bot.contacts import Contact, read_contacts
from knowledge.errors import ManifestError

TODAY = date(2026, 11, 20)
LADO = Contact(
    id="lado",
    name="Designated officer",
    number="01632 960103",
    email="lado@example.org",
    hours="9am to 5pm",
    verified_on=date(2026, 11, 4),
)


def write(corpus: Path, text: str) -> Path:
    (corpus / "contacts.toml").write_text(text, encoding="utf-8")
    return corpus


@pytest.mark.parametrize(("verified_on", "is_stale"), [(date(2026, 5, 24), False), (date(2026, 5, 23), True)])
def test_a_number_is_stale_after_180_days(verified_on: date, is_stale: bool) -> None:
    contact = LADO.model_copy(update={"verified_on": verified_on})
    assert is_stale == contact.is_stale(TODAY)


def test_no_file_is_no_contacts(tmp_path: Path) -> None:
    assert () == read_contacts(tmp_path)


def test_reads_what_is_written(tmp_path: Path) -> None:
    text = (
        '[[contact]]\nid = "lado"\nname = "Designated officer"\nnumber = "01632 960103"\nhours = "9am to 5pm"\n'
        'email = "lado@example.org"\nverified_on = 2026-11-04\n'
    )
    assert (LADO,) == read_contacts(write(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[contact]\nid = "lado"', "not valid TOML"),
        ('[[contact]]\nid = "lado"\nname = "x"\nnumber = "999"', "contact 1, verified_on"),
        ('[[contact]]\nid = "lado"\nname = "x"\nnumber = 999\nverified_on = 2026-01-01', "contact 1, number"),
        ('[[contact]]\nid = "a"\nname = "x"\nnumber = "9"\nverified_on = 2026-01-01\nfax = "1"', "contact 1, fax"),
        ('[[contacts]]\nid = "a"', "'contacts' is not known here"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ManifestError, match=said):
        read_contacts(write(tmp_path, text))
