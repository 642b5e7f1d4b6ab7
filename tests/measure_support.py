"""What the support check catches of corrupted statements and keeps of good ones: `python tests/measure_support.py`.

Names of kinds as arguments list what was missed of them.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent / "support")]

from bot.supporting import unsupported
from builders.corrupting import Good, corrupted, good
from builders.supported import EMBEDDER, is_caught, measured


def main(missed: Sequence[str]) -> None:
    """Print the table, and the misses of the kinds that are named."""
    for name, is_held_out in (("written before the code", False), ("written after it", True)):
        statements = [each for each in good() if each.held_out == is_held_out]
        kept, table = measured(statements)
        print(f"{name}: {len(statements)} good statements, {kept:.1%} kept")
        for kind, (caught, made) in table.items():
            print(f"  {kind:32} {caught:4} of {made:4}  {caught / made:6.1%}")
        print(f"  {cost(statements):.1f} ms a statement")
        for kind, each in corrupted(statements):
            if kind in missed and not is_caught(each):
                print(f"- {kind}: {each.text}\n    {each.quotes}")


def cost(statements: Sequence[Good]) -> float:
    """Milliseconds that the check takes for one statement."""
    started = time.perf_counter()
    for each in statements:
        unsupported(each.text, each.quotes, each.known, EMBEDDER)
    return 1000 * (time.perf_counter() - started) / len(statements)


if __name__ == "__main__":
    main(sys.argv[1:])
