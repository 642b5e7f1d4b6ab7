"""The containers that office files are, a zip package or an OLE file, and what is checked before one is opened."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

import olefile
from lxml import etree

from knowledge.errors import UnreadableFileError

MOST_UNPACKED_BYTES = 500_000_000
# What parsers raise at a package whose parts are not what they should be.
_DAMAGED = (
    BadZipFile, etree.LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError, EOFError,
    RuntimeError, NotImplementedError, SyntaxError, AssertionError, zlib.error, OverflowError,
)  # fmt: skip
_PROTECTED = "It is protected by a password: put in a copy without one."
# In the header of a Word 97 file: the word of flags, and the flag that says it is encrypted.
_FLAGS_AT, _ENCRYPTED = 10, 0x0100


@contextmanager
def sound_package(path: Path, what: str, *damaged: type[Exception]) -> Iterator[None]:
    """Check a zip package before it is opened, and turn what parsers raise at a damaged one into a sentence.

    `damaged` are a library's own errors. Raises UnreadableFileError when it is protected, is another kind of file,
    or unpacks to more than memory holds.
    """
    if is_old_office_file(path):
        raise _not_a_package(path, what)
    try:
        _check_unpacked_size(path)
        yield
    except (*_DAMAGED, *damaged) as error:
        raise damaged_file(what) from error


def damaged_file(what: str) -> UnreadableFileError:
    """The error for a file that cannot be parsed as what its name says: "a Word document"."""
    return UnreadableFileError(f"It is not {what}, or it is damaged: open it and save it again.")


def is_old_office_file(path: Path) -> bool:
    """Whether it is an OLE file: a Word, Excel or PowerPoint 97 file, a mail of Outlook, or a protected package."""
    return bool(olefile.isOleFile(str(path)))


def streams(path: Path) -> frozenset[str]:
    """The names of the streams at the top of an OLE file, by which its kind is known; none where it is damaged."""
    try:
        with olefile.OleFileIO(str(path)) as file:
            return frozenset(parts[0] for parts in file.listdir())
    except (OSError, *_DAMAGED):
        return frozenset()


def check_unprotected(path: Path) -> None:
    """Raise UnreadableFileError for an OLE file that only its password opens."""
    names = streams(path)
    if "EncryptedPackage" in names or "EncryptedSummary" in names or _is_encrypted_word(path, names):
        raise UnreadableFileError(_PROTECTED)


def parse_xml(source: bytes) -> etree._Element:
    """The root of an XML part. Entities stay unresolved, and nothing outside it is ever fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(source, parser)


def _is_encrypted_word(path: Path, names: frozenset[str]) -> bool:
    if "WordDocument" not in names:
        return False
    try:
        with olefile.OleFileIO(str(path)) as file:
            header = file.openstream("WordDocument").read(_FLAGS_AT + 2)
    except (OSError, *_DAMAGED):
        return False
    return bool(int.from_bytes(header[_FLAGS_AT:], "little") & _ENCRYPTED)


def _not_a_package(path: Path, what: str) -> UnreadableFileError:
    check_unprotected(path)
    endings = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
    ending = next((endings[name] for name in sorted(streams(path)) if name in endings), None)
    if ending is None:
        return damaged_file(what)
    return UnreadableFileError(f"It is an older Office file, whatever its name says: give it the ending {ending}.")


def _check_unpacked_size(path: Path) -> None:
    """Refuse a file whose parts unpack to more than memory should hold, whatever its own size."""
    if is_zipfile(path):
        with ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED_BYTES:
                raise UnreadableFileError(f"It unpacks to more than {MOST_UNPACKED_BYTES // 1_000_000} MB: split it.")
