"""The corpus's manifest: what each document is, in the partnership's own words."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from knowledge.domain import Authority, Document
from knowledge.errors import ManifestError
from knowledge.tables import Entry, entries_of, read_toml

NAME = "manifest.toml"


def _as_tuple(value: object) -> object:
    if isinstance(value, str):
        return (value,) if value else ()
    return value


def _printable(value: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        raise ValueError("a control character cannot be stored")
    return value


_Text = Annotated[str, AfterValidator(_printable)]
_Names = Annotated[tuple[_Text, ...], BeforeValidator(_as_tuple)]


class ManifestEntry(Entry):
    """An entry as it is written: what an entry may say, and in which form."""

    path: _Text = Field(min_length=1)
    title: _Text = ""
    kind: _Text = "document"
    authority: Authority = Authority.UNSTATED
    publisher: _Text = ""
    area: _Text = ""
    effective_on: date | None = None
    review_by: date | None = None
    supersedes: _Names = ()
    withdrawn: bool = False
    audience: _Names = ()
    source_url: _Text = ""


def read_manifest(corpus: Path) -> dict[str, Document] | None:
    """The documents it names, by path; None where there is no manifest.

    Raises ManifestError naming the entry that is wrong: its dates and audiences decide what people are shown,
    so nothing goes in on a guess.
    """
    path = corpus / NAME
    return documents_of(read_toml(path), path) if path.exists() else None


def documents_of(values: Mapping[str, object], path: Path) -> dict[str, Document]:
    """The documents that the values of a manifest name, by path; raises ManifestError, which names the file `path`."""
    documents: dict[str, Document] = {}
    for entry in entries_of(values, path, "document", ManifestEntry):
        if entry.path in documents:
            raise ManifestError(f"{path}: {entry.path!r} has two entries; keep one.")
        title = entry.title or title_from_name(entry.path)
        documents[entry.path] = Document(id=slug(entry.path), **{**entry.model_dump(), "title": title})
    _check_supersession(documents, path)
    return documents


def with_whole_chains(documents: Mapping[str, Document]) -> dict[str, Document]:
    """The documents, each superseding all that those before it in its chain did, whether or not these are there."""

    def chain(path: str) -> list[str]:
        direct = documents[path].supersedes if path in documents else ()
        return list(dict.fromkeys([*direct, *(older for old in direct for older in chain(old))]))

    return {path: replace(document, supersedes=tuple(chain(path))) for path, document in documents.items()}


def document_without_entry(path: str, title: str = "") -> Document:
    """What can be said of a file that the manifest does not name."""
    return Document(id=slug(path), path=path, title=title or title_from_name(path))


def slug(path: str) -> str:
    """A document's id: its path in small letters, digits and hyphens."""
    return "".join(c if c.isalnum() else "-" for c in path.lower()).strip("-")


def _check_supersession(documents: Mapping[str, Document], path: Path) -> None:
    """A chain of supersession must end: in a circle no document would be current."""
    for start in documents:
        seen, level = {start}, [start]
        while level:
            level = [old for each in level if each in documents for old in documents[each].supersedes]
            if start in level:
                raise ManifestError(f"{path}: {start!r} supersedes itself, directly or through others.")
            level = [old for old in level if old not in seen]
            seen.update(level)


def title_from_name(path: str) -> str:
    """What a file is called for want of a title: its name without ending, hyphens and underscores."""
    return " ".join(Path(path).stem.replace("_", " ").replace("-", " ").split())
