"""What a rule said before: the words of a replaced document that stand against those that hold."""

from collections.abc import Callable, Sequence
from itertools import islice

from bot.disagreement import is_about_the_same
from bot.drafting import Draft
from bot.extracting import Candidate
from bot.finding import Found
from knowledge.domain import Document, Match, Statement


def replaced_drafts(
    statements: Sequence[Statement], found: Found, units: Callable[[Sequence[Match]], Sequence[Candidate]]
) -> list[Draft]:
    """What the documents that the cited ones replace said of the same thing, one draft at most.

    `units` gives what can be quoted of matches, best first.
    """
    cited = {citation.passage.version.document for statement in statements for citation in statement.citations}
    former = [each for each in found.matches if _is_replaced_by(each.passage.version.document, cited)]
    said = [statement.text for statement in statements]
    alike = (
        each.unit
        for each in (units(former) if former else ())
        if each.holds_wanted and any(is_about_the_same(each.unit.text, text) for text in said)
    )
    return [Draft(unit.text, unit.quotes) for unit in islice(alike, 1) if not any(unit.text in text for text in said)]


def _is_replaced_by(document: Document, cited: set[Document]) -> bool:
    return any(document.path in each.supersedes for each in cited)
