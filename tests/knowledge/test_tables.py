"""TOML tables: every mistake is one sentence that names its place."""

from pathlib import Path

import pytest
from pydantic import Field

from knowledge.errors import ManifestError
from knowledge.tables import Entry, read_entries, read_toml


class Contact(Entry):
    name: str = Field(min_length=1)
    rank: int = 1


def entries(folder: Path, text: str | bytes) -> tuple[Contact, ...]:
    path = folder / "contacts.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_entries(path, "contact", Contact)


def test_reads_entries_in_order(tmp_path: Path) -> None:
    text = '[[contact]]\nname = "a"\n[[contact]]\nname = "b"\nrank = 2\n'
    assert (Contact(name="a"), Contact(name="b", rank=2)) == entries(tmp_path, text)


def test_reads_what_notepad_writes(tmp_path: Path) -> None:
    assert (Contact(name="é"),) == entries(tmp_path, '\ufeff[[contact]]\r\nname = "é"\r\n')


def test_an_absent_or_empty_file_has_no_entries(tmp_path: Path) -> None:
    assert () == read_entries(tmp_path / "absent.toml", "contact", Contact)
    assert () == entries(tmp_path, "# nothing yet\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[contact]]\nname = "a"\n[[contact]]\nnme = "b"\n', "contact 2, name: field required"),
        ('[[contact]]\nname = "a"\nnme = "b"\n', "contact 1, nme: extra inputs are not permitted"),
        ('[[contact]]\nname = ""\n', "contact 1, name: string should have at least 1 character"),
        ('[[contact]]\nname = "a"\nrank = "first"\n', "contact 1, rank: input should be a valid integer"),
        ('[contact]\nname = "a"\n', r"write \[\[contact\]\] with two brackets"),
        ("contact = [1]\n", "contact 1, the entry: input should be a valid dictionary"),
        ('[[contcat]]\nname = "a"\n', "'contcat' is not known here"),
        ('[[contact]]\nname = "a\n', "is not valid TOML: .*line 2"),
        ('[[contact]]\nname = "a"\nname = "b"\n', "is not valid TOML"),
        (b'[[contact]]\nname = "\xe9"\n', "cannot be read: 'utf-8' codec"),
        ("contact = " + "[" * 100_000, "cannot be read|is not valid TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(ManifestError, match=f"contacts.toml.*{said}") as raised:
        entries(tmp_path, text)
    assert "\n" not in str(raised.value)


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_toml(tmp_path)
