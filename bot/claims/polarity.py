"""What a text denies or limits: the words under a "not", a "without", an "only", an "unless"."""

import re
from itertools import pairwise

from bot.claims.words import Word, Words, read, words_in

_HARD = frozenset(words_in("not no never none nobody nothing neither nor without"))
# Words that deny by themselves, so that a paraphrase may put one for a "not".
_DENYING = frozenset(
    words_in(
        "unless except avoid avoided prohibited prohibit forbidden forbid forbids ban banned bans refuse "
        "refused refuses fail failed fails lack lacks exclude excludes excluded prevent prevents unlawful "
        "unlawfully illegal inquorate unsupervised unable decline declined barred inadequate impossible "
        "exempt unaware incomplete unrecorded however even unnecessary inappropriate optional voluntary "
        "absence free rule ruled stop lost hide disabled"
    )
)
_CUES = _HARD | _DENYING | {"only", "alone", "just"}
# "Neither a nor b" and "not a, nor b" deny once.
_COUNTED = _HARD - {"nor"}
_STRONG = _HARD | frozenset(
    words_in("forbidden prohibited unlawful illegal incomplete inquorate unsupervised unless except")
)
_DENYING_STEMS = frozenset({"refus", "avoid", "prohibit", "fail"})
_LIMITS = {
    "only": frozenset(words_in("only alone just solely sole unless except until nobody first")),
    "unless": frozenset(words_in("unless except only until without if where when but other")),
    "except": frozenset(words_in("except unless only until without but other not no nor never")),
}
_SKIPPED = frozenset(
    words_in(
        "be been being have has had a an the any more less longer later than to by it they that there in on "
        "at of for yet able just as if when also necessarily"
    )
)
# "Consent is not needed" denies what stands before it.
_LOOKS_BACK = frozenset(words_in("needed required allowed permitted expected necessary acceptable payable"))
_AHEAD, _BEHIND = 7, 8
_ANSWERED_NO = re.compile(r"\?(?=\s*(?:a\.\s*)?(?:no|not)\b)", re.IGNORECASE)


def mismatched(text: str, quotes: str) -> list[str]:
    """The words that the text denies and its quotes do not, or the other way round; lost and added limits too."""
    stated, quoted = read(text), read(_ANSWERED_NO.sub(" not.", quotes))
    lost = _unmatched(quoted, stated, is_lost=True)
    return [*_unmatched(stated, quoted), *lost, *_outnumbered(stated, quoted), *_limits(stated, quoted)]


def _targets(words: Words, most: int) -> list[list[Word]]:
    """What each hard "not" denies: the words after it that tell, or the last one before it."""
    found = []
    for place, word in enumerate(words):
        if word.text in _COUNTED and not _is_bound(words, place):
            found.append(_target(words, place, most))
    return [targets for targets in found if targets]


def _target(words: Words, place: int, most: int) -> list[Word]:
    here = words[place].sentence
    after = [w for w in words[place + 1 : place + 4 + most] if w.sentence == here and w.text not in _SKIPPED]
    if after and after[0].text not in _LOOKS_BACK:
        return [w for w in after if w.tells and w.clause == after[0].clause][:most]
    return [w for w in words[max(0, place - 6) : place] if w.sentence == here and w.tells][-1:]


def _is_bound(words: Words, place: int) -> bool:
    """ "No more than", "no child has more than": a bound of a figure; and "no matter"."""
    following = [w.text for w in words[place + 1 : place + 8] if w.sentence == words[place].sentence]
    bounds = pairwise(following)
    is_bound = any(a in ("more", "less", "later", "longer", "fewer") and b == "than" for a, b in bounds)
    return is_bound or following[:1] in (["beyond"], ["matter"])


def _is_under(words: Words, place: int) -> bool:
    """Whether a word is denied: a "not" before it in its clause, or after it a word that denies all of the clause."""
    word = words[place]
    before = words[max(0, place - _BEHIND) : place]
    after = words[place + 1 : place + _AHEAD]
    return (
        any(w.text in _HARD | _DENYING and w.clause == word.clause for w in before)
        or any(w.text in _HARD | _DENYING and w.sentence == word.sentence for w in before[-3:])
        or any(w.text in _DENYING and w.clause == word.clause for w in after)
        or any(w.text in ("no", "nobody", "nothing", "none") for w in words[place + 1 : place + 3])
        or any(w.text in _HARD and w.clause == word.clause and _looks_back(words, w) for w in after)
        or any(w.text == "not" and w.sentence == word.sentence and _ends(words, w) for w in words[place : place + 12])
    )


def _looks_back(words: Words, cue: Word) -> bool:
    place = next(p for p, w in enumerate(words) if w is cue)
    return any(w.text in _LOOKS_BACK for w in words[place + 1 : place + 3]) or _ends(words, cue)


def _ends(words: Words, cue: Word) -> bool:
    """Whether a sentence ends with it: "and in three it was not"."""
    return [w for w in words if w.sentence == cue.sentence][-1] is cue


def _unmatched(denying: Words, other: Words, is_lost: bool = False) -> list[str]:
    gaps = []
    has_cue = any(word.text in _CUES for word in other)
    for targets in _targets(denying, 3 if is_lost else 5):
        first = targets[0]
        # Of "not unlawful" the rest is denied twice: only the word itself tells.
        stems = {target.stem for target in targets if first.text not in _DENYING or target is first}
        if any(_is_under(other, place) for place, word in enumerate(other) if word.stem in stems):
            continue
        is_said = any(word.stem == first.stem for word in other)
        if is_said or (not has_cue and (not is_lost or _repeats_clause(denying, first, other))):
            gaps.append(first.text)
    return gaps


def _outnumbered(stated: Words, quoted: Words) -> list[str]:
    """A "not" more than the quotes have, or fewer than they have in the clauses that the statement repeats."""
    said = [place for place, word in enumerate(stated) if word.text in _COUNTED and not _is_bound(stated, place)]
    if len(said) > sum(word.text in _CUES for word in quoted):
        return [stated[said[-1]].text]
    own = [place for place, w in enumerate(quoted) if w.text in _STRONG - {"nor"} and not _is_bound(quoted, place)]
    repeated = [place for place in own if _repeats_clause(quoted, quoted[place], stated)]
    if len(repeated) > sum(word.text in _CUES or word.stem in _DENYING_STEMS for word in stated):
        return [quoted[repeated[0]].text]
    return []


def _repeats_clause(denying: Words, target: Word, other: Words) -> bool:
    """Whether the other text repeats most of the clause that the denial stands in."""
    clause = {w.stem for w in denying if w.clause == target.clause and w.tells and w.text not in _STRONG}
    return len(clause & {w.stem for w in other}) >= 0.5 * len(clause) > 0


def _limits(stated: Words, quoted: Words) -> list[str]:
    """ "Only", "unless" and "except" are in both or in neither, where what they limit is in both."""
    gaps = []
    for one, other in ((stated, quoted), (quoted, stated)):
        have = {word.stem for word in other}
        for limit, same in _LIMITS.items():
            places = [
                p
                for p, w in enumerate(one)
                if w.text == limit and (_limits_same(one, p, have) if one is quoted else _is_no_figure(one, p))
            ]
            if len(places) > sum(word.text in same for word in other):
                gaps.append(limit)
    return gaps


def _is_no_figure(words: Words, place: int) -> bool:
    """Whether no figure follows: "in only 4 cases" says what "in 4 cases" does."""
    following = words[place + 1 : place + 3]
    return not any(w.text[0].isdigit() or w.text == "one" for w in following)


def _limits_same(words: Words, place: int, have: set[str]) -> bool:
    """Whether the words that are limited are had: those after an "only", those before an "unless"."""
    is_only = words[place].text == "only"
    beside = words[place + 1 : place + 8] if is_only else words[max(0, place - 8) : place]
    limited = [w.stem for w in beside if w.tells and w.sentence == words[place].sentence]
    limited = (limited[:2] or [w.stem for w in words[max(0, place - 2) : place]]) if is_only else limited[-3:]
    return len(set(limited) & have) >= 0.5 * len(limited) > 0
