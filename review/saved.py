"""An evaluation kept in a file, so that a later one can be held against it."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge.errors import QuestionError, StorageError
from review.measures import MEASURES

_NAMES = frozenset(measure.name for measure in MEASURES)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an earlier evaluation; `measures` are what it added to each, `strength` as in `Score`."""

    id: str
    kind: str
    outcome: str
    ranks: tuple[int | None, ...]
    facts_found: int
    measures: Mapping[str, float | None]
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """An earlier evaluation; `date` is ISO 8601, UTC, and `digests` those of the question files, in order."""

    date: str
    edition: str
    embedding_model: str
    digests: tuple[str, ...]
    questions: tuple[Asked, ...]


def circumstances(files: Sequence[Path], edition: str, embedding_model: str, now: datetime) -> dict[str, object]:
    """When and on what an evaluation was made, as JSON."""
    return {
        "date": now.astimezone(UTC).isoformat(timespec="seconds"),
        "edition": edition,
        "embedding_model": embedding_model,
        "files": [{"name": file.name, "sha256": digest} for file, digest in zip(files, digests(files), strict=True)],
    }


def digests(files: Sequence[Path]) -> list[str]:
    """The SHA-256 of each file; raises QuestionError where one cannot be read."""
    try:
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    except OSError as error:
        raise QuestionError(f"{error.filename} cannot be read: {error.strerror}.") from error


def check_folders(paths: Iterable[Path]) -> None:
    """Raise StorageError where a file's folder is not there."""
    for path in paths:
        if not path.parent.is_dir():
            raise StorageError(f"{path} cannot be written: there is no folder {path.parent}.")


def write_text(path: Path, text: str) -> None:
    """Write a file of results; raises StorageError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}): name a file in a folder you own.") from error


def read_evaluation(path: Path, files: Sequence[Path]) -> Saved:
    """Read what `--save` wrote of the same question files.

    Raises QuestionError where it is not such a file, or of other questions.
    """
    try:
        saved = _saved(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError(f"{path} is not an evaluation: give a file that --save wrote.") from error
    if saved.digests != tuple(digests(files)):
        raise QuestionError(
            f"{path} is of other questions: give the question files that it was made with, unchanged and in "
            "the same order, or evaluate again with --save."
        )
    return saved


def _saved(values: Mapping[str, object]) -> Saved:
    files, questions = _list(values["files"]), _list(values["questions"])
    return Saved(
        date=datetime.fromisoformat(str(values["date"])).isoformat(),
        edition=str(values["edition"]),
        embedding_model=str(values["embedding_model"]),
        digests=tuple(str(file["sha256"]) for file in files),
        questions=tuple(map(_asked, questions)),
    )


def _asked(values: Mapping[str, object]) -> Asked:
    measures = values["measures"]
    if not isinstance(measures, dict) or not _NAMES <= measures.keys():
        raise ValueError("the measures of a question are missing")
    return Asked(
        id=str(values["id"]),
        kind=str(values["kind"]),
        outcome=str(values["outcome"]),
        ranks=tuple(None if rank is None else int(str(rank)) for rank in _list(values["evidence_ranks"])),
        facts_found=int(str(values["facts_found"])),
        measures={name: None if measures[name] is None else float(measures[name]) for name in _NAMES},
        strength=_strength(values.get("strength")),
    )


def _strength(value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("not a strength")
    return float(value)


def _list(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value
