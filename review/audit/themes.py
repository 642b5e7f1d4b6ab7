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


class Themes:
    """Sorts questions into themes. A word or phrase points to every theme that names it."""

    def __init__(self, themes: Sequence[Theme], spellings: Mapping[str, Sequence[str]] | None = None) -> None:
        """`spellings` holds what else each short form is called, by the short form."""
        self.names = tuple(theme.name for theme in themes)
        self._remembered = lru_cache(_REMEMBERED)(self._of)
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
        return self._remembered(question)

    def _of(self, question: str) -> str:
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
