"""No quote is shown that does not stand in its passage: drafts to statements with checked citations."""

from collections.abc import Sequence
from datetime import date

from bot.drafting import Draft, DraftQuote
from knowledge.domain import Citation, QuoteCheck, Statement
from knowledge.editions import Edition
from knowledge.quoting import check_quote


def verified(drafts: Sequence[Draft], edition: Edition, today: date) -> tuple[Statement, ...]:
    """The statements whose every quote holds; a statement with one that does not is dropped whole.

    The same quote is one citation wherever it is used; markers count from 1 in order of use.
    """
    citations: dict[tuple[str, str], Citation] = {}
    statements = []
    for draft in drafts:
        checks = [check_quote(each.quote, each.passage.text) for each in draft.quotes]
        if not draft.quotes or QuoteCheck.MISSING in checks:
            continue
        cited = []
        for each, check in zip(draft.quotes, checks, strict=True):
            key = (each.passage.id, each.quote)
            if key not in citations:
                citations[key] = _citation(len(citations) + 1, each, check, edition, today)
            cited.append(citations[key])
        statements.append(Statement(draft.text, tuple(cited)))
    return tuple(statements)


def _citation(marker: int, quoted: DraftQuote, check: QuoteCheck, edition: Edition, today: date) -> Citation:
    standing = edition.standing(quoted.passage.version.document, today)
    return Citation(marker, quoted.passage, quoted.quote, standing, check)
