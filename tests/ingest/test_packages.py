"""Office files bent out of shape: entities, bombs, damaged parts, one kind under the name of another."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest

from builders.old_office import old_file
from ingest.excel import read_workbook
from ingest.files import read_file
from ingest.opendocument import read_opendocument
from ingest.reading import Reading
from ingest.slides import read_slides
from ingest.word import read_word
from knowledge.errors import UnreadableFileError


def make_word(folder: Path, text: str = "Text.") -> Path:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(folder / "made.docx"))
    return folder / "made.docx"


def repack(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change one part of an Office file."""
    parts = {info.filename: zipfile.ZipFile(path).read(info) for info in zipfile.ZipFile(path).infolist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)


def with_entities(declarations: str, use: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        document = content.decode().split("?>", 1)[1]
        return f"<!DOCTYPE x [{declarations}]>{document.replace('PLACE', use)}".encode()

    return change


LAUGHS = "".join(f"<!ENTITY {name} '{f'&{part};' * 20}'>" for part, name in zip("abcdefg", "bcdefgl", strict=True))


@pytest.mark.parametrize(
    ("declarations", "use"),
    [('<!ENTITY file SYSTEM "file:///etc/passwd">', "&file;"), ("<!ENTITY a 'ha ha'>" + LAUGHS, "&l;")],
)
def test_entities_are_never_resolved(declarations: str, use: str, tmp_path: Path) -> None:
    make_word(tmp_path, "Before PLACE after")
    repack(tmp_path / "made.docx", "word/document.xml", with_entities(declarations, use))
    try:
        text = " ".join(block.text for block in read_word(tmp_path / "made.docx").blocks)
    except UnreadableFileError:
        return
    assert "root" not in text
    assert "ha" not in text


@pytest.mark.parametrize("read", [read_word, read_slides, read_workbook, read_opendocument])
@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0 an old binary file"])
def test_what_is_no_package_is_refused(read: Callable[[Path], Reading], content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="or it is damaged"):
        read(tmp_path / "file")


@pytest.mark.parametrize(
    "change", [lambda b: b"", lambda b: b"<x", lambda b: b[:500], lambda b: b"<a>" * 500, lambda b: b"<a/>"]
)
def test_a_damaged_part_is_refused(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    make_word(tmp_path)
    repack(tmp_path / "made.docx", "word/document.xml", change)
    with pytest.raises(UnreadableFileError, match=r"or it is damaged|without a body"):
        read_word(tmp_path / "made.docx")


def test_each_kind_refuses_the_other(tmp_path: Path) -> None:
    make_word(tmp_path)
    pptx.Presentation().save(str(tmp_path / "made.pptx"))
    for read, name in ((read_word, "made.pptx"), (read_slides, "made.docx")):
        with pytest.raises(UnreadableFileError, match="or it is damaged"):
            read(tmp_path / name)


@pytest.mark.parametrize("read", [read_word, read_slides, read_workbook, read_opendocument])
def test_a_file_that_unpacks_to_gigabytes_is_refused(read: Callable[[Path], Reading], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as package, package.open("x", "w") as part:
        for _ in range(51):
            part.write(bytes(10_000_000))
    with pytest.raises(UnreadableFileError, match="unpacks to more than 500 MB"):
        read(tmp_path / "bomb.docx")


@pytest.mark.parametrize("ending", [".docx", ".pptx", ".xlsx", ".xls", ".doc", ".ppt"])
def test_a_protected_file_is_named_as_such(ending: str, tmp_path: Path) -> None:
    path = old_file(tmp_path / f"file{ending}", "EncryptedPackage")
    with pytest.raises(UnreadableFileError, match="protected by a password"):
        read_file(path)
