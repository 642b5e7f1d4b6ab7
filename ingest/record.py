"""What an ingest notes beside its edition for the next one: how its files were read, and which could not be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.reading import Reading
from knowledge.errors import StorageError

_NAME = "reading.json"


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be read; `sha256` is empty where it could not even be opened."""

    sha256: str
    reason: str
    is_lasting: bool


@dataclass(frozen=True, slots=True)
class Record:
    """`readings` (without blocks) and `failed` are by path; they hold for files read under `fingerprint`."""

    fingerprint: str = ""
    readings: Mapping[str, Reading] = field(default_factory=dict)
    failed: Mapping[str, FailedFile] = field(default_factory=dict)


def read_record(edition: Path) -> Record:
    """The record of an edition; an empty one where there is none that can be read."""
    try:
        return TypeAdapter(Record).validate_json((edition / _NAME).read_bytes())
    except (OSError, ValidationError):
        return Record()


def write_record(edition: Path, record: Record) -> None:
    """Note it in the folder of an edition; raises StorageError."""
    try:
        (edition / _NAME).write_bytes(TypeAdapter(Record).dump_json(record, indent=2))
    except OSError as error:
        raise StorageError(f"The edition cannot be written ({error.strerror}): is the disk full?") from error
