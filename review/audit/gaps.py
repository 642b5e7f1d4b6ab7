"""What the documents did not answer, by theme. No input or output."""

import re
from collections.abc import Iterable

from knowledge.domain import Outcome
from knowledge.ledger_figures import Asked
from review.audit.themes import OTHER, Themes

# Each is counted apart: it asks for something else to be done.
GAPS = (Outcome.NOT_FOUND, Outcome.PARTIAL, Outcome.UNSUPPORTED, Outcome.OUT_OF_SCOPE)
_QUOTED = re.compile(r"“([^”]+)”")


def gap_themes(asked: Iterable[Asked], themes: Themes) -> dict[Outcome, dict[str, list[str]]]:
    """The answers of each theme by what they left open, in the order of GAPS.

    Of a question that was answered in part the missing part is what counts, where the notice quotes it.
    """
    found: dict[Outcome, dict[str, list[str]]] = {outcome: {} for outcome in GAPS}
    for each in asked:
        missing = " ".join(_QUOTED.findall(each.notice)) if each.outcome is Outcome.PARTIAL else ""
        theme = themes.of(missing or each.question)
        if theme == OTHER and missing:
            theme = themes.of(each.question)
        found[each.outcome].setdefault(theme, []).append(each.answer_id)
    return found
