"""How binding a text is: must, should, may, and for which of its sentences."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.claims.plain import plain
from bot.claims.words import read


class Force(StrEnum):
    """How far a rule binds."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


_BARE = re.compile(
    r"\b(?:(?P<must>must|shall|(?:has|have) to|needs? to|(?:is|are) (?:required|obliged) to|(?:is|are) required)"
    r"|(?P<should>should|ought to|(?:is|are) (?:expected|advised|encouraged) to)"
    r"|(?P<may>may|might|can|could|(?:is|are) (?:allowed|permitted) to))\b"
)
# What else says it, in the quotes: "a duty to", "needs consent", "it is good practice".
_ALSO = {
    Force.MUST: re.compile(
        r"\b(?:required|requires?|duty|obliged|mandatory|compulsory|needs?|needed"
        r"|(?:is|are) to|only|condition\w*|always)\b"
    ),
    Force.SHOULD: re.compile(
        r"\b(?:expected|recommend\w*|advised?|good practice|encouraged|ought|asked to|(?:is|are) to)\b"
    ),
    Force.MAY: re.compile(r"\b(?:allowed|permitted|able|discretion|free to|option\w*|entitled|right)\b"),
}
_INSTRUCTION = re.compile(r"^(?:\d+\.? )?(?:do|never|no|not|always|only|[a-z]+(?<!ed)(?<!s)(?<!ing)) ")
_FORBIDS = re.compile(r"\b(?:not|never|no|only|neither|nor|nobody|forbidden|unlawful|unless|prohibited)\b")


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal, the stem of the word it goes with, and the stems around it."""

    force: Force
    text: str
    verb: str
    around: frozenset[str]
    denied: bool


def modals_of(written: str) -> list[Modal]:
    """The modals of a plain text, in order."""
    found = []
    matches = list(_BARE.finditer(written))
    for place, match in enumerate(matches):
        start = matches[place - 1].end() if place else 0
        stop = matches[place + 1].start() if place + 1 < len(matches) else len(written)
        before = re.split(r"[.;:|!?]", written[start : match.start()])[-1]
        after = re.split(r"[.;:|!?]", written[match.end() : stop])[0]
        following = [word for word in read(after) if word.tells]
        around = frozenset(word.stem for word in read(f"{before} {after}") if word.tells)
        denied = bool(_FORBIDS.search(after[:12])) or bool(_FORBIDS.search(before[-60:]))
        verb = following[0].stem if following else ""
        found.append(Modal(Force(match.lastgroup or ""), match.group(), verb, around, denied))
    return found


def changed(text: str, quotes: str) -> list[str]:
    """The modals of `text` whose force the quotes do not have where they say the same."""
    written = plain(quotes)
    sentences = [each.strip() for each in re.split(r"[.;:|!?•](?=\s|$)", written) if each.strip()]
    return [modal.text for modal in modals_of(plain(text)) if not _is_carried(modal, sentences, modals_of(written))]


def _is_carried(modal: Modal, sentences: list[str], quoted: list[Modal]) -> bool:
    same = [other for other in quoted if other.verb == modal.verb and modal.verb]
    if any(_agrees(modal, other) for other in same):
        return True
    if same and all(other.force != modal.force for other in same):
        return False
    nearest = max(sentences, key=lambda each: _likeness(modal, each), default="")
    if modal.force == Force.MUST and ((modal.denied and "never" in nearest) or "only after" in nearest):
        return True
    there = modals_of(nearest)
    if there:
        best = max(_overlap(modal, other) for other in there)
        return any(_agrees(modal, other) for other in there if _overlap(modal, other) >= best - 0.1)
    if modal.force == Force.MAY:
        return not any(other.force != Force.MAY and not other.denied for other in quoted) or not same
    if _ALSO[modal.force].search(nearest):
        return True
    near = [each for each in sentences if _likeness(modal, each) >= 0.5 * _likeness(modal, nearest)]
    return any(_INSTRUCTION.match(each) for each in near) or (modal.denied and bool(_FORBIDS.search(nearest)))


def _agrees(modal: Modal, other: Modal) -> bool:
    """The same force; "must not", "may not" and "cannot" forbid alike, and "may only" says it too."""
    if modal.force == other.force:
        return True
    return modal.denied and other.denied and Force.SHOULD not in (modal.force, other.force)


def _likeness(modal: Modal, sentence: str) -> float:
    stems = {word.stem for word in read(sentence) if word.tells}
    return len(modal.around & stems) / max(1, len(modal.around)) + 0.01 * len(modal.around & stems)


def _overlap(one: Modal, other: Modal) -> float:
    return len(one.around & other.around) / max(1, min(len(one.around), len(other.around)))
