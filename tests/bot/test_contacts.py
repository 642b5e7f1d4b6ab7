"""Contacts: the partnership's own numbers, checked when read, and marked when nobody has rung them lately."""

from datetime import date
from pathlib import Path

import pytest

from bot.contacts import Contact, contact_line, read_contacts
from knowledge.errors import ManifestError

TODAY = date(2026, 11, 20)
LADO = Contact(
    id="lado", name="Designated officer", number="01632 960103", hours="9am to 5pm", verified_on=date(2026, 11, 4)
)


def write(corpus: Path, text: str) -> Path:
    (corpus / "contacts.toml").write_text(text, encoding="utf-8")
    return corpus


def test_a_contact_is_one_line_with_its_hours() -> None:
    assert "Designated officer: 01632 960103 (9am to 5pm)" == LADO.line(TODAY)


def test_a_contact_without_hours_is_its_name_and_number() -> None:
    assert "Designated officer: 01632 960103" == LADO.model_copy(update={"hours": ""}).line(TODAY)


@pytest.mark.parametrize(("verified_on", "is_stale"), [(date(2026, 5, 24), False), (date(2026, 5, 23), True)])
def test_a_number_is_stale_after_180_days(verified_on: date, is_stale: bool) -> None:
    contact = LADO.model_copy(update={"verified_on": verified_on})
    assert is_stale == contact.is_stale(TODAY)
    assert is_stale == ("[not checked since" in contact.line(TODAY))


def test_a_stale_number_says_since_when() -> None:
    old = LADO.model_copy(update={"verified_on": date(2025, 2, 3)})
    assert "Designated officer: 01632 960103 (9am to 5pm) [not checked since 03 February 2025]" == old.line(TODAY)


def test_a_contact_that_is_not_listed_sends_to_the_procedures() -> None:
    assert "out of hours: see your own procedures" == contact_line([LADO], "out_of_hours", TODAY)


def test_no_file_is_no_contacts(tmp_path: Path) -> None:
    assert () == read_contacts(tmp_path)


def test_reads_what_is_written(tmp_path: Path) -> None:
    text = (
        '[[contact]]\nid = "lado"\nname = "Designated officer"\nnumber = "01632 960103"\nhours = "9am to 5pm"\n'
        "verified_on = 2026-11-04\n"
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
