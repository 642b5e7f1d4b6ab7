"""The field's short forms and everyday words, as the partnership's glossary spells them."""

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from knowledge.tables import Entry, read_entries


class Term(Entry):
    """A short form, what it stands for, and other words for the same thing."""

    acronym: str
    expansion: str
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way it is written."""
        return (self.acronym, self.expansion, *self.also)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = "|".join(re.escape(spelling) + "s?" for spelling in self.spellings)
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    def is_in(self, text: str) -> bool:
        """Whether `text` uses it, in any spelling and in the plural."""
        return self._pattern.search(text) is not None


def read_glossary(corpus: Path) -> tuple[Term, ...]:
    """The terms of `glossary.toml`, none where there is no file; raises ManifestError."""
    return read_entries(corpus / "glossary.toml", "term", Term)


def expanded(text: str, glossary: Sequence[Term]) -> str:
    """`text` followed by the short and the long form of each term it uses, where it lacks them."""
    present = text.lower()
    added = [
        form
        for term in glossary
        if term.is_in(text)
        for form in (term.acronym, term.expansion)
        if form.lower() not in present
    ]
    return " ".join([text, *dict.fromkeys(added)])
