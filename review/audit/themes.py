"""What a question is about, by its words: the themes that the partnership keeps in its corpus folder."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.errors import SettingsError
from knowledge.keywords import stem

OTHER = "Other"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\+?")
_PLURAL_SHORT_FORM = re.compile(r"[A-Z]{2,}s")

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as the partnership wrote it down."""

    name: str
    words: tuple[str, ...]


class Themes:
    """Sorts questions into themes. A word or phrase points to every theme that names it."""

    def __init__(self, themes: Sequence[Theme], spellings: Mapping[str, Sequence[str]] | None = None) -> None:
        """`spellings` holds what else each short form is called, by the short form."""
        self.names = tuple(theme.name for theme in themes)
        known = spellings or {}
        pointed: dict[Stems, set[int]] = {}
        doubled: set[Stems] = set()
        for place, theme in enumerate(themes):
            for word in theme.words:
                for said in map(_stems, (word, *known.get(word, ()))):
                    pointed.setdefault(said, set()).add(place)
                    if word in known or len(said) > 1:
                        doubled.add(said)
        # By the first stem, the longest first: of a phrase that lies in a longer one, the longer alone counts.
        self._by_first: dict[str, list[tuple[Stems, int, tuple[int, ...]]]] = {}
        for said in sorted(pointed, key=len, reverse=True):
            entry = (said, 2 if said in doubled else 1, tuple(pointed[said]))
            self._by_first.setdefault(said[0], []).append(entry)

    def of(self, question: str) -> str:
        """The name of the theme that a question says most of; OTHER where it says nothing of any."""
        stems = _stems(question)
        weights: dict[int, int] = {}
        end, seen = 0, set()
        for start, first in enumerate(stems):
            for said, weight, places in self._by_first.get(first, ()):
                if stems[start : start + len(said)] == said and start + len(said) > end:
                    end = start + len(said)
                    for place in places if said not in seen else ():
                        weights[place] = weights.get(place, 0) + weight
                    seen.add(said)
                    break
        return self.names[min(weights, key=lambda place: (-weights[place], place))] if weights else OTHER


def read_themes(corpus: Path) -> Themes:
    """The themes of a corpus folder, none where it has no themes.toml; raises SettingsError."""
    themes = [
        Theme(_text(entry, "name", "themes.toml"), tuple(_texts(entry, "words", "themes.toml")))
        for entry in _entries(corpus / "themes.toml", "theme")
    ]
    spellings = {
        _text(entry, "acronym", "glossary.toml"): [
            _text(entry, "expansion", "glossary.toml"),
            *_texts(entry, "also", "glossary.toml"),
        ]
        for entry in _entries(corpus / "glossary.toml", "term")
    }
    return Themes(themes, spellings)


def _entries(path: Path, name: str) -> Iterable[Mapping[str, Any]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise SettingsError(f"The file {path} cannot be read: {error}.") from error
    entries = content.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SettingsError(f"The file {path} needs [[{name}]] sections.")
    return entries


def _text(entry: Mapping[str, Any], key: str, file: str) -> str:
    text = entry.get(key)
    if not isinstance(text, str) or not text.strip():
        raise SettingsError(f"A section of {file} has no {key}.")
    return text.strip()


def _texts(entry: Mapping[str, Any], key: str, file: str) -> list[str]:
    texts = entry.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) and _stems(text) for text in texts):
        raise SettingsError(f'A section of {file} needs its {key} as a list: ["one", "another"].')
    return texts


def _stems(text: str) -> Stems:
    return tuple([_stem_of(word) for word in _WORD.findall(text)])


@lru_cache(maxsize=50_000)
def _stem_of(word: str) -> str:
    """ "RHAs" is the plural of a short form, which no stemmer knows."""
    if _PLURAL_SHORT_FORM.fullmatch(word):
        return word[:-1].lower()
    plain = word.lower().replace("’", "'")
    return stem(plain[:-2] if plain.endswith("'s") else plain.replace("'", ""))
