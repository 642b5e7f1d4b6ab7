"""Golden questions that are written down: added to a file one at a time, whole or not at all."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import QuestionError, StorageError
from knowledge.golden import GoldenQuestion, read_golden
from knowledge.names import comparable

NAME = "golden.jsonl"
_LOCK_SECONDS = 10


def add_golden(question: GoldenQuestion, data: Path, corpus: Path) -> GoldenQuestion:
    """Add a question to those in the data folder; returns it with the id that it got, which no other has.

    Raises QuestionError where the very same question is there already or the file would not be read again,
    StorageError where it cannot be written. What is read meanwhile is the file before or after, never half a line.
    """
    path = data / NAME
    try:
        data.mkdir(parents=True, exist_ok=True)
        with FileLock(data / f"{NAME}.lock", timeout=_LOCK_SECONDS):
            known = [each for file in (corpus / NAME, path) if file.exists() for each in read_golden(file)]
            _check_new(question, known)
            added = _with_own_id(question, {each.id for each in known})
            _replace(path, added)
            return added
    except Timeout as error:
        raise StorageError("Another golden question is being written: try again in a moment.") from error
    except OSError as error:
        raise StorageError(f"The golden questions {path} cannot be written: {error.strerror}.") from error


def _check_new(question: GoldenQuestion, known: list[GoldenQuestion]) -> None:
    form = _form(question.question)
    twin = next((each for each in known if _form(each.question) == form and each.follows == question.follows), None)
    if twin is not None:
        raise QuestionError(f"This question is a golden question already: {twin.id}.")


def _form(question: str) -> str:
    return comparable(question).rstrip("?!. ")


def _with_own_id(question: GoldenQuestion, taken: set[str]) -> GoldenQuestion:
    values = {name: getattr(question, name) for name in GoldenQuestion.__dataclass_fields__}
    id, number = question.id, 2
    while id in taken:
        id, number = f"{question.id}-{number}", number + 1
    return GoldenQuestion(**{**values, "id": id})


def _replace(path: Path, added: GoldenQuestion) -> None:
    """The lines as they are and one more, read as the gate will read them before they take the file's place."""
    before = path.read_bytes() if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    temporary = path.with_name(f".{NAME}-next")
    try:
        with temporary.open("wb") as file:
            file.write(before + _line(added).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if read_golden(temporary)[-1] != added:
            raise QuestionError("This question cannot be written as it is: it would be read otherwise.")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _line(question: GoldenQuestion) -> str:
    values = {name: value for name, value in asdict(question).items() if value is not None}
    return json.dumps(values, ensure_ascii=False) + "\n"
