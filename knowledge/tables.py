"""The corpus's TOML tables of equal entries (contacts, terms), checked against a type."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import ManifestError


class Entry(BaseModel):
    """One entry of such a table: it cannot be changed, and a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


EntryT = TypeVar("EntryT", bound=Entry)


def read_toml(path: Path) -> Mapping[str, object]:
    """A TOML file's values, none where there is no file; raises ManifestError naming the line that is wrong."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{path} is not valid TOML: {error}.") from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise ManifestError(f"{path} cannot be read: {error}.") from error


def read_entries(path: Path, name: str, kind: type[EntryT]) -> tuple[EntryT, ...]:
    """The `[[name]]` entries of a file; raises ManifestError naming the entry and key that are wrong."""
    return entries_of(read_toml(path), path, name, kind)


def entries_of(values: Mapping[str, object], path: Path, name: str, kind: type[EntryT]) -> tuple[EntryT, ...]:
    """The `[[name]]` entries among the values that were read from `path`, which holds nothing else."""
    unknown = sorted(set(values) - {name})
    if unknown:
        raise ManifestError(f"{path}: {unknown[0]!r} is not known here; entries begin with [[{name}]].")
    entries = values.get(name, [])
    if not isinstance(entries, list):
        raise ManifestError(f"{path}: write [[{name}]] with two brackets above each entry.")
    return tuple(_entry(path, name, place, each, kind) for place, each in enumerate(entries, 1))


def _entry(path: Path, name: str, place: int, values: object, kind: type[EntryT]) -> EntryT:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        mistake = error.errors()[0]
        key = ".".join(map(str, mistake["loc"])) or "the entry"
        raise ManifestError(f"{path}: {name} {place}, {key}: {mistake['msg'].lower()}.") from error
