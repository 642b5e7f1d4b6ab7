"""Editing a manifest as a person would: everything else in it stays as it was written, comments too."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from knowledge.errors import ManifestError

_ORDER = (
    "path", "title", "kind", "authority", "publisher", "area", "effective_on", "review_by", "supersedes", "withdrawn",
    "audience", "source_url",
)  # fmt: skip
# What an entry says by leaving it out.
_NOTHING: tuple[object, ...] = ("", [], None, False)


def with_entry(text: str, entry: Mapping[str, Any]) -> str:
    """The manifest with the entry of `entry["path"]` saying what it says, and nothing where it says nothing.

    Dates are `date`s or ISO text. Raises ManifestError for text that is no manifest.
    """
    manifest, entries = _parsed(text)
    table = _entry_of(entries, str(entry["path"]))
    if table is None:
        return _with_new(text, {key: _value(key, entry.get(key)) for key in _ORDER})
    with _before_the_next(table):
        for key in _ORDER:
            value = _value(key, entry.get(key))
            if value in _NOTHING and table.get(key) in _NOTHING:
                continue
            if value in _NOTHING:
                del table[key]
            elif key not in table or table[key] != value:
                table[key] = value
    return tomlkit.dumps(manifest)


def with_withdrawal(text: str, path: str, title: str, comment: str) -> str:
    """The manifest with a document withdrawn, and a comment that says why; one that has no entry gets one."""
    manifest, entries = _parsed(text)
    table = _entry_of(entries, path)
    withdrawn = tomlkit.item(True).comment(_one_line(comment))
    if table is None:
        return _with_new(text, {"path": path, "title": title, "withdrawn": withdrawn})
    with _before_the_next(table):
        table["withdrawn"] = withdrawn
    return tomlkit.dumps(manifest)


def entry_in(text: str, path: str) -> dict[str, Any] | None:
    """What a manifest says of a path, dates as ISO text; None where it has no entry."""
    table = _entry_of(_parsed(text)[1], path)
    if table is None:
        return None
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in table.unwrap().items()}


@contextmanager
def _before_the_next(table: Table) -> Iterator[None]:
    """What is added to an entry stands before the empty lines and comments that lead on to the next one."""
    body, between = table.value.body, []
    while body and body[-1][0] is None:
        between.append(body.pop())
    yield
    body.extend(reversed(between))


def _parsed(text: str) -> tuple[tomlkit.TOMLDocument, AoT]:
    try:
        manifest = tomlkit.parse(text.removeprefix("\ufeff"))
    except TOMLKitError as error:
        raise ManifestError(f"manifest.toml is not valid TOML: {error}.") from error
    entries = manifest.get("document", tomlkit.aot())
    if not isinstance(entries, AoT):
        raise ManifestError("manifest.toml: write [[document]] with two brackets above each entry.")
    return manifest, entries


def _with_new(text: str, values: Mapping[str, Any]) -> str:
    """The manifest with one entry more, at its end."""
    table = tomlkit.table()
    for key, value in values.items():
        if value not in _NOTHING:
            table.append(key, value)
    section = tomlkit.document()
    section.append("document", tomlkit.aot())
    section["document"].append(table)
    before = text.rstrip()
    return before + "\n\n" * bool(before) + tomlkit.dumps(section)


def _entry_of(entries: AoT, path: str) -> Table | None:
    return next((table for table in entries if table.get("path") == path), None)


def _value(key: str, value: Any) -> Any:
    if key in ("effective_on", "review_by") and isinstance(value, str) and value:
        return date.fromisoformat(value)
    return list(value) if isinstance(value, tuple) else value


def _one_line(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
