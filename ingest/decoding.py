"""Bytes to text, never on a guess: a wrong one would change the words that are quoted."""

import re

from ingest.reading import PageWarning
from knowledge.errors import UnreadableFileError

# What British text saved by older Windows programs holds beside ASCII: anything else is another encoding.
_BRITISH = re.compile(r"[\x09\x0a\x0d\x20-\x7e£€–—‘’“”…•·°½¼¾²³§©®™×÷éèêëáàâäíìîïóòôöúùûüçñÉ\xa0]*")
# Nor does it open a quotation inside a word, or hold an accented letter that stands alone.
_ODD = re.compile(r"""[^\s\xa0(\[“‘–—,;:"'/-][‘“]|(?<![A-Za-z])[àáâäèéêëìíîïòóôöùúûüçñÉ](?![A-Za-z])""")


def decoded(content: bytes) -> tuple[str, tuple[PageWarning, ...]]:
    """Text in UTF-8, in UTF-16 with its mark, or in Windows-1252 where it holds what British text does.

    Raises UnreadableFileError for any other encoding, and for what is no text.
    """
    text, warnings = _decoded(content)
    if "\x00" in text:
        raise UnreadableFileError("It is not text, whatever its name says: it holds binary data.")
    return text, warnings


def _decoded(content: bytes) -> tuple[str, tuple[PageWarning, ...]]:
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16"), ()
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        text = content.decode("cp1252", errors="replace")
        if _BRITISH.fullmatch(text) is None or _ODD.search(text):
            raise UnreadableFileError("It is not UTF-8 text: save it as UTF-8.") from error
        return text, (PageWarning(None, "it was read as Windows-1252 text: save it as UTF-8 to be sure"),)
