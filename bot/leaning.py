"""Whether a question leans on something said before it, told by its words."""

import re
from dataclasses import dataclass

_CONNECTIVE = re.compile(
    r"^(?:(?:and|but|so|or|also|then|ok|okay|thanks|right)\b[,\s]*)*(?:(?:what|how) about\b|what if\b)?\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’/.-][^\W_]+)*")
_ASKING_WORDS = (
    "how who whom whose what when where which why do does did is are was were can could shall should must may might "
    "will would has have had what's who's"
)
_ASKING = frozenset(_ASKING_WORDS.split())
# Words that say nothing of what a question is about: those of every sentence, and those of asking and doing.
_BARE_WORDS = (
    "a about after afterwards again all also always an and any anybody anyone anything are as at away back be "
    "because become becomes became been before being both but by call called change come comes contact count counts "
    "decide decided decides do doing done each either else even ever every exactly find first for found from get "
    "gets give given go goes happen happened happens hear hold held i i'm if in include included includes instead "
    "into just keep know let long look made make makes many me mean means more most much my need needs never next "
    "no not now of off often ok okay old on once one only or other otherwise our out over please put quick quickly "
    "reach refer right ring said same say says see send show so some somebody someone something soon speak start "
    "starts still stop stopped such sure take taken takes talk tell than thanks that that's the then there they're "
    "think this those through to together too true under until up us use used using want wants way we well while "
    "why with within without work works write yes yet you your it's different differ apply applies"
)
_BARE = _ASKING | frozenset(_BARE_WORDS.split())
_PRONOUN_WORDS = "it its they them their theirs he him his she her hers those these this that"
_PRONOUNS = frozenset(_PRONOUN_WORDS.split())
# "Is it true that …": the "it" stands for what follows, and so does "that" after what is said or known.
_EXPECTING = re.compile(
    r"\b(?:is|was|would|will|can|could) it (?:be )?(?:a|an|the|all right|allowed|alright|compulsory|fine|illegal|legal|"
    r"mandatory|necessary|normal|ok|okay|possible|right|safe|still|true|up to|usual|wrong)\b(?: that\b)?",
    re.IGNORECASE,
)
_JOINING = re.compile(r"\b(?:true|sure|say|says|said|think|know|mean|means|given|case|agree|so) that\b", re.IGNORECASE)
# With nothing but "the" before them they are those that were spoken of.
_SPOKEN_OF = re.compile(
    r"\bthe (?:meeting|form|report|review|plan|referral|assessment|process|decision|visit|letter|record|child|baby|"
    r"family|parents?|mother|mum|father|dad|school|manager|managers|conference|timescale|deadline)s?\b",
    re.IGNORECASE,
)
_THERE = re.compile(r"\bthere\W*$", re.IGNORECASE)
_LONGEST_SHORT = 4
# A question that names more than this is about that, whatever its pronouns stand for.
_MOST_TELLING = 3


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a question leans back: by a `pronoun` that stands for nothing in it, or (empty) by what it leaves out."""

    pronoun: str = ""


def leaning(text: str) -> Leaning | None:
    """How a text leans on something before it; None where it stands by itself."""
    rest = without_connective(text)
    telling = telling_words(rest)
    if len(telling) > _MOST_TELLING:
        return None
    pronoun = _unexplained_pronoun(rest)
    if pronoun:
        return Leaning(pronoun)
    begins_so = len(rest) < len(text.strip()) and len(telling) < _MOST_TELLING
    is_short = not is_whole(rest) and len(_WORD.findall(rest)) <= _LONGEST_SHORT
    is_of_the_said = len(telling) == 1 and _SPOKEN_OF.search(rest) is not None
    leans = not telling or begins_so or is_short or is_of_the_said or _THERE.search(rest) is not None
    return Leaning() if leans else None


def without_connective(text: str) -> str:
    """A text without the words that only join it to what was said: "and what about a toddler?", "a toddler?"."""
    return text.strip()[_CONNECTIVE.match(text.strip()).end() :]  # type: ignore[union-attr]  # it matches nothing too


def is_whole(text: str) -> bool:
    """Whether a text asks by itself, however little it names: "how soon?" does, "a toddler?" does not."""
    first = _WORD.search(text.lower())
    return first is not None and first.group() in _ASKING


def telling_words(text: str) -> list[str]:
    """The words that say what a text is about, in lower case and in order."""
    return [word for word in map(str.lower, _WORD.findall(text)) if word not in _BARE and word not in _PRONOUNS]


def _unexplained_pronoun(text: str) -> str:
    """The first pronoun, where no telling word comes before it that it could stand for."""
    plain = _JOINING.sub(" ", _EXPECTING.sub(" ", text))
    before = ""
    for word in _WORD.findall(plain.lower()):
        if word in _PRONOUNS:
            return str(word)
        # What follows "who" is what somebody does: "who pays into it?" has nobody that "it" could be.
        if telling_words(word) and before != "who":
            return ""
        before = word
    return ""
