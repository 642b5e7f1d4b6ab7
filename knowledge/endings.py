"""The kinds of file that can be read, by the ending of their names, and how their contents begin."""

from pathlib import PurePosixPath

# How much of a file its kind is told from.
HEAD_BYTES = 2048

_PDF, _ZIP, _OLE, _RTF = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
_TEXT = b""
_BEGINNINGS = {
    ".pdf": _PDF,
    ".docx": _ZIP,
    ".doc": _OLE,
    ".odt": _ZIP,
    ".rtf": _RTF,
    ".pptx": _ZIP,
    ".pptm": _ZIP,
    ".ppt": _OLE,
    ".xlsx": _ZIP,
    ".xlsm": _ZIP,
    ".xls": _OLE,
    ".csv": _TEXT,
    ".html": _TEXT,
    ".htm": _TEXT,
    ".md": _TEXT,
    ".txt": _TEXT,
    ".eml": _TEXT,
    ".msg": _OLE,
}
ENDINGS = tuple(_BEGINNINGS)
# No text begins like this: archives, documents of other kinds, and programs.
_NOT_TEXT = (_PDF, _ZIP, _OLE, b"MZ", b"\x7fELF", b"#!", b"<?php", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, ".pdf"; empty where it has none."""
    return PurePosixPath(name).suffix.lower()


def is_of_kind(head: bytes, ending: str) -> bool:
    """Whether content that begins with `head` can be what the ending says: told from its first bytes alone."""
    expected = _BEGINNINGS[ending]
    if expected == _PDF:  # a mail gateway's lines may stand before it
        return _PDF in head[:1024]
    if expected != _TEXT:
        return head.startswith(expected)
    return head.startswith(_UTF_16) or (b"\x00" not in head and not head.startswith(_NOT_TEXT))
