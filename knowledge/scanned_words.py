"""Where OCR read the words of scanned pages, kept beside the original: `<sha256>.words.gz`.

A line a page, `[page, [[text, left, top, right, bottom], ...]]`, so that one page is found without the rest being
taken apart. The places are ten-thousandths of the page as it is shown, from its left and from its top.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import StorageError

_PARTS = 10_000
_SUFFIX = ".words.gz"
_PARTIAL = "incoming.words.partial"
# What a page of the smallest print holds, many times over: a damaged file must not fill the memory.
_MOST_BYTES_OF_A_PAGE = 20_000_000


@dataclass(frozen=True, slots=True)
class ScannedWord:
    """A word that OCR read, and its box in shares (0 to 1) of the page as it is shown, from its upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def scanned_words_file(original: Path) -> Path:
    """Where the words of an original are kept, whether there are any or not."""
    return original.with_name(original.name + _SUFFIX)


def keep_scanned_words(original: Path, pages: Mapping[int, Sequence[ScannedWord]]) -> None:
    """Keep the words of each scanned page, by its index from 1, beside the original, instead of those kept before.

    Raises StorageError.
    """
    lines = (json.dumps([page, list(map(_numbers, words))], ensure_ascii=False) for page, words in pages.items())
    partial = original.with_name(_PARTIAL)
    try:
        # Without a time of its own the same words give the same bytes.
        partial.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
        partial.replace(scanned_words_file(original))
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise StorageError(f"The words of a scan could not be kept in {original.parent} ({error.strerror}).") from error


def read_scanned_words(original: Path, page: int) -> tuple[ScannedWord, ...]:
    """The words of a page of an original, by its index from 1; none where it was not read by OCR."""
    begins = f"[{page}, ".encode()
    try:
        with gzip.open(scanned_words_file(original)) as file:
            while line := file.readline(_MOST_BYTES_OF_A_PAGE):
                if line.startswith(begins):
                    return tuple(_word(*numbers) for numbers in json.loads(line)[1])
    except (OSError, EOFError, ValueError, TypeError, IndexError, zlib.error):  # damaged, or there is none
        pass
    return ()


def sweep_scanned_words(originals: Path) -> None:
    """Remove what a killed ingest left half written, and words whose original is gone."""
    with suppress(OSError):
        (originals / _PARTIAL).unlink()
    for words in _orphans(originals):
        with suppress(OSError):
            words.unlink()


def _orphans(originals: Path) -> Iterator[Path]:
    for words in originals.glob(f"*{_SUFFIX}"):
        if not words.with_name(words.name.removesuffix(_SUFFIX)).exists():
            yield words


def _numbers(word: ScannedWord) -> list[str | int]:
    return [word.text, *(round(share * _PARTS) for share in (word.left, word.top, word.right, word.bottom))]


def _word(text: str, left: int, top: int, right: int, bottom: int) -> ScannedWord:
    return ScannedWord(str(text), left / _PARTS, top / _PARTS, right / _PARTS, bottom / _PARTS)
