"""One file to its version and passages: what a worker process does with each file it is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ingest.reading import Reading
from ingest.splitting import split
from knowledge.domain import Document, Passage, Version
from knowledge.errors import UnreadableFileError
from knowledge.scanned_words import ScannedWord


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, as the document that it is thought to be before it is read."""

    file: Path
    document: Document
    sha256: str
    now: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was read: its version, its passages, and the rest of what reading it gave; no blocks.

    `scanned` are the words that OCR read, by page, until they are kept beside the original.
    """

    version: Version
    passages: tuple[Passage, ...]
    reading: Reading
    scanned: Mapping[int, tuple[ScannedWord, ...]] = field(default_factory=dict)

    def described_as(self, document: Document) -> "Loaded":
        """The same content as another document: renamed, or with another entry in the manifest."""
        if document == self.version.document:
            return self
        version = replace(self.version, document=document)
        return replace(self, version=version, passages=tuple(replace(each, version=version) for each in self.passages))


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read. `is_lasting`: reading the same bytes again would end the same."""

    reason: str
    is_lasting: bool


def load(task: Task) -> Loaded | Unread:
    """Read a file and cut it to passages; whatever a parser raises is an answer, not an error."""
    # Imported here: the main process names these types without loading every parser.
    from ingest.files import read_file

    try:
        reading = read_file(task.file)
        version = Version(
            task.document, task.sha256, reading.media_type, reading.page_count, reading.unreadable_pages,
            task.now, task.who,
        )  # fmt: skip
        passages = tuple(split(version, reading.blocks))
        return Loaded(version, passages, replace(reading, blocks=(), scanned={}), reading.scanned)
    except UnreadableFileError as error:
        return Unread(str(error), is_lasting=True)
    except MemoryError:
        return Unread("It needs more memory to read than there is: split it.", is_lasting=False)
    except Exception as error:  # a parser's own fault must not cost the other files
        return Unread(f"It could not be read ({type(error).__name__}): is it damaged?", is_lasting=True)
