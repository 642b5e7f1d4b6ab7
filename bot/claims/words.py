"""The words of a text with their stems, in clauses."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.claims.equivalents import EQUIVALENTS
from bot.claims.plain import plain
from knowledge.keywords import stem


def words_in(text: str) -> list[str]:
    """The words of a list that is written as a text."""
    return text.split()


_TOKEN = re.compile(r"£?\d+(?:\.\d+)*(?:[ap]m)?%?|[^\W\d_]+|[.;:!?|,()]")
_ENDS_SENTENCE = frozenset(".;:!?|")
_ENDS_CLAUSE = _ENDS_SENTENCE | frozenset(",()")
_OPENS_CLAUSE = frozenset(
    words_in("but while whereas unless if when where who which because although though except since because")
)
_EMPTY = frozenset(
    words_in(
        "a an the this that these those it its they them their there he she him her his you your we our us i "
        "my me one of to in on at by for from with as is are was were be been being am do does did done has "
        "have had having and or if when where who whom which what whose than then so such also too both "
        "either each every all any some other others will would must should may might can could shall ought "
        "not no never none nor neither only unless except without until before after within least most more "
        "less up over under about into out through during between per because while however even still just "
        "whether how why here yes own same very further further etc eg ie another onto upon out although "
        "though but be else much many few lot s t need needs needed required requires require expected"
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its canonical stem, and the numbers of its sentence and clause."""

    text: str
    stem: str
    sentence: int
    clause: int

    @property
    def tells(self) -> bool:
        """Whether it carries meaning by itself."""
        return self.text not in _EMPTY and not self.text[-1].isdigit() and len(self.text) > 1


Words = tuple[Word, ...]


@lru_cache(maxsize=4096)
def read(text: str) -> Words:
    """The words of a text in order."""
    words, sentence, clause = [], 0, 0
    for token in _TOKEN.findall(plain(text)):
        if token in _ENDS_CLAUSE:
            sentence += token in _ENDS_SENTENCE
            clause += 1
            continue
        clause += token in _OPENS_CLAUSE
        words.append(Word(token, canonical(token), sentence, clause))
    return tuple(words)


@lru_cache(maxsize=16384)
def canonical(word: str) -> str:
    """The stem of a word, or of the first of those that say the same in plain English."""
    stemmed = stem(word)
    return EQUIVALENTS.get(word, EQUIVALENTS.get(stemmed, stemmed))
