"""What the documents did not answer, by theme. No input or output."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.domain import Outcome
from knowledge.ledger.figures import Asked
from review.audit.suppression import LEAST
from review.audit.themes import OTHER, Themes

# Each is counted apart: it asks for something else to be done.
GAPS = (Outcome.NOT_FOUND, Outcome.PARTIAL, Outcome.UNSUPPORTED, Outcome.OUT_OF_SCOPE)
_QUOTED = re.compile(r"“([^”]+)”")
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Gap:
    """The answers of one theme that left something open, and how many questions had which words of the theme."""

    answer_ids: list[str] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)

    @property
    def common_words(self) -> tuple[str, ...]:
        """The theme's words that so many questions have that none of them can be told by it, the commonest first."""
        return tuple(word for word, count in self.words.most_common(_MOST_WORDS) if count >= LEAST)


def gap_themes(asked: Iterable[Asked], themes: Themes) -> dict[Outcome, dict[str, Gap]]:
    """The answers of each theme by what they left open, in the order of GAPS.

    Of a question that was answered in part the missing part is what counts, where the notice quotes it.
    """
    found: dict[Outcome, dict[str, Gap]] = {outcome: {} for outcome in GAPS}
    for each in asked:
        missing = " ".join(_QUOTED.findall(each.notice)) if each.outcome is Outcome.PARTIAL else ""
        text = missing if missing and themes.of(missing) != OTHER else each.question
        theme = themes.of(text)
        gap = found[each.outcome].setdefault(theme, Gap())
        gap.answer_ids.append(each.answer_id)
        gap.words.update(themes.words_of(theme, text))
    return found
