"""What decides how a file is read: while it stays the same, a version that was read once is not read again."""

import hashlib
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_SOURCES = ("ingest/*.py", "knowledge/domain.py", "knowledge/scanned_words.py", "knowledge/sentences.py")
_LIBRARIES = (
    "beautifulsoup4", "lxml", "markdown-it-py", "olefile", "openpyxl", "pypdf", "pypdfium2", "pytesseract",
    "python-docx", "python-oxmsg", "python-pptx", "striprtf", "xlrd",
)  # fmt: skip
_PROGRAMS = ("libreoffice", "soffice", "tesseract")


def reading_fingerprint() -> str:
    """64 hex digits that change with the code that reads, its libraries, and the programs that it finds."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _SOURCES for path in _ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    digest.update(repr([(name, _version(name)) for name in _LIBRARIES]).encode())
    digest.update(repr([(name, shutil.which(name)) for name in _PROGRAMS]).encode())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
