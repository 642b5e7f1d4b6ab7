"""What a question is about, by its words: the themes that the partnership keeps in its corpus folder."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from knowledge.keywords import stem
from knowledge.tables import Entry, entries_of, read_entries, read_toml

OTHER = "Other"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\+?")
_PLURAL_SHORT_FORM = re.compile(r"[A-Z]{2,}s")
# A report asks of the same questions again and again; so many take some 40 MB.
_REMEMBERED = 200_000

Stems = tuple[str, ...]
# What is said, what it counts for, and the places of the themes that it points to.
Pointer = tuple[Stems, int, tuple[int, ...]]


def _with_a_word(text: str) -> str:
    if not _WORD.search(text):
        raise ValueError("needs a word")
    return text.strip()


_Words = Annotated[str, AfterValidator(_with_a_word)]


class Theme(Entry):
    """A theme as the partnership wrote it down."""

    name: _Words
    words: tuple[_Words, ...]


class _Term(Entry):
    acronym: str
    expansion: str
    also: tuple[str, ...] = ()
    also_a_word: bool = False


class Themes:
    """Sorts questions into themes. A word or phrase points to every theme that names it."""

    def __init__(self, themes: Sequence[Theme], spellings: Mapping[str, Sequence[str]] | None = None) -> None:
        """`spellings` holds what else each short form is called, by the short form."""
        self.names = tuple(theme.name for theme in themes)
        self._remembered = lru_cache(_REMEMBERED)(self._said)
        known = spellings or {}
        pointed: dict[Stems, set[int]] = {}
        self._written: dict[Stems, str] = {}
        doubled: set[Stems] = set()
        for place, theme in enumerate(themes):
            for word in theme.words:
                for said in map(_stems, (word, *known.get(word, ()))):
                    pointed.setdefault(said, set()).add(place)
                    self._written.setdefault(said, word)
                    if word in known or len(said) > 1:
                        doubled.add(said)
        # By the first stem, the longest first: of a phrase that lies in a longer one, the longer alone counts.
        self._by_first: dict[str, list[Pointer]] = {}
        for said in sorted(pointed, key=len, reverse=True):
            entry = (said, 2 if said in doubled else 1, tuple(pointed[said]))
            self._by_first.setdefault(said[0], []).append(entry)

    def of(self, question: str) -> str:
        """The name of the theme that a question says most of; OTHER where it says nothing of any."""
        weights: dict[int, int] = {}
        for _, weight, places in self._remembered(question):
            for place in places:
                weights[place] = weights.get(place, 0) + weight
        return self.names[min(weights, key=lambda place: (-weights[place], place))] if weights else OTHER

    def words_of(self, theme: str, question: str) -> frozenset[str]:
        """The words of a theme that a question says, as the partnership wrote them."""
        place = self.names.index(theme) if theme in self.names else -1
        return frozenset(self._written[said] for said, _, places in self._remembered(question) if place in places)

    def _said(self, question: str) -> tuple[Pointer, ...]:
        """What of a text points to themes, each once."""
        found: dict[Stems, Pointer] = {}
        stems, end = _stems(question), 0
        for start, first in enumerate(stems):
            for pointer in self._by_first.get(first, ()):
                said = pointer[0]
                if stems[start : start + len(said)] == said and start + len(said) > end:
                    end = start + len(said)
                    found[said] = pointer
                    break
        return tuple(found.values())


def read_themes(corpus: Path) -> Themes:
    """The themes of a corpus folder, none where it has no themes.toml; raises ManifestError."""
    glossary = corpus / "glossary.toml"
    # It has other entries too, which are for finding.
    terms = {name: entries for name, entries in read_toml(glossary).items() if name == "term"}
    return Themes(
        read_entries(corpus / "themes.toml", "theme", Theme),
        {each.acronym: (each.expansion, *each.also) for each in entries_of(terms, glossary, "term", _Term)},
    )


def _stems(text: str) -> Stems:
    return tuple([_stem_of(word) for word in _WORD.findall(text)])


@lru_cache(maxsize=50_000)
def _stem_of(word: str) -> str:
    """ "RHAs" is the plural of a short form, which no stemmer knows."""
    if _PLURAL_SHORT_FORM.fullmatch(word):
        return word[:-1].lower()
    plain = word.lower().replace("’", "'")
    return stem(plain[:-2] if plain.endswith("'s") else plain.replace("'", ""))
