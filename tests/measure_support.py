"""What the support check catches of corrupted statements and keeps of good ones: `python tests/measure_support.py`."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent / "support")]

from bot.supporting import unsupported
from builders.corrupting import Good, corrupted, good
from knowledge.domain import QuoteCheck
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.quoting import check_quote

EMBEDDER = SentenceTransformerEmbedder()
FIGURES = ("altered quote", "altered figure", "altered date", "neighbour's figure")


def is_caught(statement: Good) -> bool:
    """Whether the statement would be removed: a quote that does not stand in its passage, or a gap."""
    checks = [check_quote(quote, statement.passage) for quote in statement.quotes]
    return QuoteCheck.MISSING in checks or bool(unsupported(statement.text, statement.quotes, statement.known, EMBEDDER))


def measured(statements: Sequence[Good]) -> tuple[float, dict[str, tuple[int, int]]]:
    """The share of good statements kept, and by kind of corruption how many were caught of how many."""
    kept = sum(not is_caught(statement) for statement in statements) / len(statements)
    caught, made = Counter[str](), Counter[str]()
    for kind, statement in corrupted(statements):
        made[kind] += 1
        caught[kind] += is_caught(statement)
    return kept, {kind: (caught[kind], made[kind]) for kind in made}


def main(missed: Sequence[str]) -> None:
    """Print the table, and the misses of the kinds that are named."""
    for name, is_held_out in (("written before the code", False), ("written after it", True)):
        statements = [each for each in good() if each.held_out == is_held_out]
        if not statements:
            continue
        started = time.perf_counter()
        kept, table = measured(statements)
        seconds = time.perf_counter() - started
        print(f"{name}: {len(statements)} good statements, {kept:.1%} kept")
        for kind, (caught, made) in table.items():
            print(f"  {kind:32} {caught:4} of {made:4}  {caught / made:6.1%}")
        checked = len(statements) + sum(made for _, made in table.values())
        print(f"  {1000 * seconds / checked:.1f} ms a statement, with making it")
        for kind, each in corrupted(statements):
            if kind in missed and not is_caught(each):
                print(f"- {kind}: {each.text}\n    {each.quotes}")


if __name__ == "__main__":
    main(sys.argv[1:])
