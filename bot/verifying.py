"""No quote is shown that does not stand in its passage: drafts to statements with checked citations."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot.drafting import Draft, DraftQuote
from bot.supporting import unsupported
from knowledge.domain import Citation, QuoteCheck, Statement
from knowledge.editions import Edition
from knowledge.embedding import Embedder
from knowledge.quoting import check_quote

_log = logging.getLogger("signpost.verifying")


def verified(
    drafts: Sequence[Draft], edition: Edition, today: date, embedder: Embedder | None = None, left_out: str = ""
) -> tuple[Statement, ...]:
    """The statements whose every quote holds and whose quotes carry all of them; others are dropped whole.

    The same quote is one citation wherever it is used; markers count from 1 in order of use. `left_out` stands in a
    text for what was taken out of its quotes, and needs none.
    """
    citations: dict[tuple[str, str], Citation] = {}
    statements = []
    dropped = Counter[str]()
    for draft in drafts:
        checks = [check_quote(each.quote, each.passage.text) for each in draft.quotes]
        if not draft.quotes or QuoteCheck.MISSING in checks:
            continue
        text = draft.text.replace(left_out, " ") if left_out else draft.text
        gaps = unsupported(text, [each.quote for each in draft.quotes], _known(draft), embedder)
        if gaps:
            dropped.update({str(gap.kind) for gap in gaps})
            continue
        cited = []
        for each, check in zip(draft.quotes, checks, strict=True):
            key = (each.passage.id, each.quote)
            if key not in citations:
                citations[key] = _citation(len(citations) + 1, each, check, edition, today)
            cited.append(citations[key])
        statements.append(Statement(draft.text, tuple(cited)))
    if dropped:  # never the text: it may say something of a person
        _log.warning("Statements that their quotes do not carry, by kind of gap: %s", dict(sorted(dropped.items())))
    return tuple(statements)


def _known(draft: Draft) -> str:
    """What a reader sees beside the quotes: headings, and the title, publisher and dates of their documents."""
    told = []
    for passage in dict.fromkeys(each.passage for each in draft.quotes):
        document = passage.version.document
        dates = [each.strftime("%d %B %Y") for each in (document.effective_on, document.review_by) if each]
        told += [*passage.headings, document.title, document.publisher, document.area, *dates]
    return " . ".join(filter(None, told))


def _citation(marker: int, quoted: DraftQuote, check: QuoteCheck, edition: Edition, today: date) -> Citation:
    standing = edition.standing(quoted.passage.version.document, today)
    return Citation(marker, quoted.passage, quoted.quote, standing, check)
