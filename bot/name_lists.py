"""The names that are known: given names, surnames, and those of people who are public."""

from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_ALSO_WORDS = "[also words]"


@lru_cache(maxsize=4)
def _listed(file: str) -> tuple[frozenset[str], frozenset[str]]:
    """All names of a file, and those of them that are words or places as well."""
    lines = [line for line in (_FOLDER / file).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    clear, _, words = "\n".join(lines).partition(_ALSO_WORDS)
    return frozenset([*clear.split(), *words.split()]), frozenset(words.split())


@lru_cache(maxsize=1)
def _public() -> frozenset[str]:
    lines = (_FOLDER / "public_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if not line.startswith("#"))


def is_given_name(word: str) -> bool:
    """Whether a word in lower case is a given name, or a double one such as "ellie-mae"."""
    names, words = _listed("given_names.txt")
    first, *rest = word.split("-")
    return word in names or bool(rest and first in names - words)


def is_only_a_given_name(word: str) -> bool:
    """Whether a word in lower case is a given name and nothing else: "jayden", not "grace"."""
    return is_given_name(word) and word not in _listed("given_names.txt")[1]


def is_surname(word: str) -> bool:
    """Whether a word in lower case is a common surname, double-barrelled or Gaelic ones included."""
    return any(part in _listed("surnames.txt")[0] for part in word.split("-")) or is_only_a_surname(word)


def is_only_a_surname(word: str) -> bool:
    """Whether a word in lower case is a surname and nothing else: "hargreaves", not "young"."""
    names, words = _listed("surnames.txt")
    gaelic = word.startswith(("o'", "mc")) and len(word) > 4
    return gaelic or any(part in names and part not in words for part in word.split("-"))


def is_public_name(name: str) -> bool:
    """Whether a name, in any case and without a title, is that of a person known to the whole field."""
    return " ".join(name.lower().split()) in _public()
