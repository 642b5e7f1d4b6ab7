"""The names that are known: given names, surnames, and those of people who are public."""

import unicodedata
from pathlib import Path

_FOLDER = Path(__file__).parent
_ALSO_WORDS = "[also words]"


def _lines_of(file: str) -> list[str]:
    lines = (_FOLDER / file).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if not line.startswith("#")]


def _listed(file: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names of a file that are nothing else, and those that are words or places as well."""
    clear, _, words = "\n".join(_lines_of(file)).partition(_ALSO_WORDS)
    return frozenset(clear.split()), frozenset(words.split())


_GIVEN_NAMES, _GIVEN_NAMES_AND_WORDS = _listed("given_names.txt")
_SURNAMES, _SURNAMES_AND_WORDS = _listed("surnames.txt")
_PUBLIC = frozenset(_lines_of("public_names.txt"))


def folded(name: str) -> str:
    """A name as the lists spell it: in lower case, without accents, with the letters of "ł" and "ø" as "l" and "o"."""
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name.lower()).translate(str.maketrans("łøđı", "lodi"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def is_given_name(word: str) -> bool:
    """Whether a word in lower case is a given name, or a double one such as "ellie-mae"."""
    return is_only_a_given_name(word) or word in _GIVEN_NAMES_AND_WORDS


def is_only_a_given_name(word: str) -> bool:
    """Whether a word in lower case is a given name and nothing else: "jayden", not "grace"."""
    return word in _GIVEN_NAMES or ("-" in word and word.split("-")[0] in _GIVEN_NAMES)


def is_surname(word: str) -> bool:
    """Whether a word in lower case is a common surname, double-barrelled or Gaelic ones included."""
    return is_only_a_surname(word) or any(part in _SURNAMES_AND_WORDS for part in word.split("-"))


def is_only_a_surname(word: str) -> bool:
    """Whether a word in lower case is a surname and nothing else: "hargreaves", not "young"."""
    gaelic = word.startswith(("o'", "mc")) and len(word) > 4
    return gaelic or any(part in _SURNAMES for part in word.split("-"))


def is_public_name(name: str) -> bool:
    """Whether a name, in any case and without a title, is that of a person known to the whole field."""
    return folded(" ".join(name.split())) in _PUBLIC
