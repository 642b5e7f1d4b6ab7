"""The field's short forms and everyday words, as the partnership's glossary spells them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from knowledge.errors import ManifestError
from knowledge.tables import Entry, entries_of, read_toml

_LETTERS = re.compile(r"[a-z]+")
_EVERYDAY = TypeAdapter(dict[str, tuple[str, ...]])


class Term(Entry):
    """A short form, what it stands for, and other words for the same thing.

    One that is `also_a_word` is found in capitals alone: "send the form" does not speak of SEND.
    """

    acronym: str
    expansion: str
    also: tuple[str, ...] = ()
    also_a_word: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way it is written."""
        return (self.acronym, self.expansion, *self.also)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = "|".join(re.escape(each) + "s?" for each in (self.expansion, *self.also))
        short = re.escape(self.acronym)
        flags = "-i" if self.also_a_word else "i"
        return re.compile(rf"(?<!\w)(?:(?{flags}:{short}s?)|{words})(?!\w)", re.IGNORECASE)

    def found_in(self, text: str) -> re.Match[str] | None:
        """Where `text` first uses it, in any spelling and in the plural."""
        return self._pattern.search(text)


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of a question, and what the documents may call the same thing."""

    words: str
    meanings: tuple[str, ...]


@dataclass(frozen=True)
class Glossary:
    """The terms, and the field's words for what people say: "foster kid" means "looked-after child"."""

    terms: tuple[Term, ...] = ()
    everyday: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.terms) + len(self.everyday)

    def readings(self, text: str) -> list[Reading]:
        """What in `text` has another name: of an everyday word its meanings, of a term its short and long form."""
        said = [
            Reading(found.group(), (term.acronym, term.expansion))
            for term in self.terms
            if (found := term.found_in(text))
        ]
        said += [
            Reading(words, self._meanings[_plain(words)])
            for words in {found.group(1) for found in self._everyday.finditer(text.lower())}
        ]
        return sorted(said, key=lambda reading: text.lower().find(reading.words.lower()))

    def expanded(self, text: str) -> str:
        """`text` followed by the names that it lacks."""
        present = text.lower()
        names = (name for reading in self.readings(text) for name in reading.meanings)
        return " ".join([text, *dict.fromkeys(name for name in names if name.lower() not in present)])

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the everyday phrases, in small letters."""
        return frozenset(word for said in self.everyday for word in _LETTERS.findall(said.lower()))

    @cached_property
    def _meanings(self) -> dict[str, tuple[str, ...]]:
        return {_plain(said): meanings for said, meanings in self.everyday.items()}

    @cached_property
    def _everyday(self) -> re.Pattern[str]:
        # Overlapping phrases are all found: "foster kid" and, inside it, "kid".
        longest_first = sorted(self._meanings, key=len, reverse=True)
        words = "|".join(map(_however_typed, longest_first)) or "(?!)"
        # Of small letters: ignoring case, "ſ" would count as "s", and what was found would not be in the table.
        return re.compile(rf"(?<!\w)(?=({words})s?(?!\w))")


def read_glossary(corpus: Path) -> Glossary:
    """The glossary of `glossary.toml`, an empty one where there is no file; raises ManifestError."""
    path = corpus / "glossary.toml"
    values = dict(read_toml(path))
    everyday = values.pop("everyday", {})
    terms = entries_of(values, path, "term", Term)
    try:
        words = _EVERYDAY.validate_python(everyday, strict=False)
    except ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"]))
        raise ManifestError(f'{path}: [everyday], {key}: write a list, such as ["looked-after child"].') from error
    return Glossary(terms, {word.lower(): meanings for word, meanings in words.items()})


def _plain(words: str) -> str:
    """The words without capitals, apostrophes and hyphens: "Step-down" is "step down"."""
    return re.sub(r"[\s-]+", " ", re.sub("['’]", "", words.lower()))


def _however_typed(plain: str) -> str:
    """A pattern for plain words with or without apostrophes and hyphens."""
    letters = (re.escape(each) if each != " " else r"[\s-]+" for each in plain)
    return "['’]?".join(letters)
