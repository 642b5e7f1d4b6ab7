"""How the support check does on good statements and on corrupted ones."""

from collections import Counter
from collections.abc import Sequence

from bot.supporting import unsupported
from builders.corrupting import Good, corrupted
from knowledge.domain import QuoteCheck
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.quoting import check_quote

EMBEDDER = SentenceTransformerEmbedder()


def is_caught(statement: Good) -> bool:
    """Whether the statement would be removed: a quote that does not stand in its passage, or a gap."""
    checks = [check_quote(quote, statement.passage) for quote in statement.quotes]
    is_missing = QuoteCheck.MISSING in checks
    return is_missing or bool(unsupported(statement.text, statement.quotes, statement.known, EMBEDDER))


def measured(statements: Sequence[Good]) -> tuple[float, dict[str, tuple[int, int]]]:
    """The share of good statements kept, and by kind of corruption how many were caught of how many."""
    kept = sum(not is_caught(statement) for statement in statements) / len(statements)
    caught, made = Counter[str](), Counter[str]()
    for kind, statement in corrupted(statements):
        made[kind] += 1
        caught[kind] += is_caught(statement)
    return kept, {kind: (caught[kind], made[kind]) for kind in made}
