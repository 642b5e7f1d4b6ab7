"""Which names a file of the corpus folder may be given: ones that are safe and the same on every system."""

import re
import unicodedata
from pathlib import PurePosixPath

from knowledge.endings import ENDINGS, ending_of
from knowledge.errors import IntakeError

MOST_CHARACTERS = 200
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
# What a corpus folder holds beside documents: a folder of that name would keep it from being read.
_RESERVED = ("manifest.toml", "contacts.toml", "glossary.toml", "themes.toml", "golden.jsonl")
_FORBIDDEN = '<>:"|?*\\'


def file_name(given: str) -> str:
    """The name of a file as a browser gives it, in one Unicode form and without a folder; raises IntakeError."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = " ".join(name.split(" ")).strip(" ")
    if ".." in given.replace("\\", "/").split("/"):
        raise IntakeError("Its name leads out of the folder: rename the file.")
    check_path(name)
    return name


def check_path(path: str) -> None:
    """Raise IntakeError for a path below the corpus folder that a document should not have."""
    if not path:
        raise IntakeError("It has no name.")
    if len(path) > MOST_CHARACTERS or len(path.encode("utf-8", "replace")) > MOST_CHARACTERS + 40:
        raise IntakeError(f"Its name is longer than {MOST_CHARACTERS} characters: shorten it.")
    if unicodedata.normalize("NFC", path) != path:
        raise IntakeError("Its name is not in the usual form of Unicode: type it again.")
    for part in path.split("/"):
        _check_part(part)
    if ending_of(path) not in ENDINGS:
        raise IntakeError(f"Files of type {ending_of(path) or '(none)'} are not read; these are: {', '.join(ENDINGS)}.")


def _check_part(part: str) -> None:
    if part in ("", ".", ".."):
        raise IntakeError("Its name leads out of the folder, or has an empty part.")
    if any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for each in part):
        raise IntakeError("Its name holds a character that cannot be seen: rename the file.")
    if any(each in _FORBIDDEN for each in part):
        raise IntakeError(f"Its name holds one of {' '.join(_FORBIDDEN)}, which not every system takes: rename it.")
    if part[0] in "._":
        raise IntakeError('Names that begin with "." or "_" are left out of the corpus: rename the file.')
    if part[0] == " " or part[-1] in " .":
        raise IntakeError("Its name begins or ends with a space or a full stop: rename the file.")
    if part.casefold() in _RESERVED:
        raise IntakeError(f"{part} is the name of a file that says what the documents are: choose another.")
    if _DEVICES.fullmatch(part):
        raise IntakeError(f"{PurePosixPath(part).stem} is the name of a device on Windows: rename the file.")
