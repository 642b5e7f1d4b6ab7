"""Good statements made bad, one way at a time; the same every time.

A corruption never comes out good: where a way cannot be gone, a statement gives none.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from knowledge.keywords import stems
from knowledge.sentences import sentences

GOOD = Path(__file__).resolve().parents[2] / "data" / "support" / "good.jsonl"

_NUMBER_WORDS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fourteen",
    "sixteen",
    "twenty",
    "thirty",
]
_NUMBER = re.compile(rf"\b(?:\d+|{'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)
_MONTH = r"January|February|March|April|June|July|August|September|October|November|December"
_AUXILIARY = re.compile(
    r" (must|should|may|can|cannot|will|shall|has to|have to|is|are|was|were|has|have|had|does not|do not)(?= )"
)
_NOT = re.compile(
    r"(?<!whether or) not(?= )|(?<=can)not\b|\bnever |\bno (?!more|longer|later|fewer|less)|\bunless .*|\bonly ",
    re.IGNORECASE,
)
_BODIES = (
    "the police",
    "the council",
    "the local authority",
    "the headteacher",
    "the social worker",
    "the school",
    "the LADO",
    "the MASH",
    "the DSL",
    "the court",
    "the health visitor",
    "the chair",
    "the GP practice",
    "the Virtual School",
    "Ofsted",
    "Cafcass",
    "CAMHS",
)


@dataclass(frozen=True, slots=True)
class Good:
    """A statement that its quotes carry, and the passage they stand in."""

    text: str
    quotes: tuple[str, ...]
    passage: str
    known: str
    held_out: bool


@cache
def good() -> tuple[Good, ...]:
    """Every good statement."""
    rows = [json.loads(line) for line in GOOD.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Good(r["text"], tuple(r["quotes"]), r["passage"], f"{r['title']} . {r['heading']}", r.get("held_out", False))
        for r in rows
    )


def corrupted(statements: Sequence[Good]) -> Iterator[tuple[str, Good]]:
    """Each statement in every way it can be corrupted, with the name of the way."""
    for kind, way in WAYS.items():
        for statement in statements:
            other = way(statement, statements)
            if other is not None and (other.text, other.quotes) != (statement.text, statement.quotes):
                yield kind, other


def _pick(statement: Good, count: int) -> int:
    """A place below `count`, always the same for a statement."""
    return int.from_bytes(hashlib.sha256(statement.text.encode()).digest()[:4]) % count


def _altered_figure(statement: Good, _: Sequence[Good]) -> Good | None:
    found = list(
        _NUMBER.finditer(re.sub(rf"(?:{_MONTH}) \d{{4}}|\d+ (?:{_MONTH})", lambda m: "_" * len(m[0]), statement.text))
    )
    if not found:
        return None
    match = found[_pick(statement, len(found))]
    word = match.group()
    if word.isdigit():
        place = _pick(statement, len(word))
        changed = word[:place] + str((int(word[place]) + 1 + _pick(statement, 8)) % 10 or 1) + word[place + 1 :]
        changed = changed if changed != word else str(int(word) + 1)
    else:
        changed = _NUMBER_WORDS[(_NUMBER_WORDS.index(word.lower()) + 1 + _pick(statement, 13)) % len(_NUMBER_WORDS)]
    return replace(statement, text=statement.text[: match.start()] + changed + statement.text[match.end() :])


def _altered_date(statement: Good, _: Sequence[Good]) -> Good | None:
    match = re.search(rf"\b(?:(\d{{1,2}}) )?({_MONTH})\b|\b(?:19|20)\d\d\b", statement.text)
    if not match:
        return None
    months = _MONTH.split("|")
    if match[2] and _pick(statement, 2):
        changed = match.group().replace(match[2], months[(months.index(match[2]) + 3) % len(months)])
    elif match[2] and not match[1]:
        changed = months[(months.index(match[2]) + 1) % len(months)]
    else:
        changed = re.sub(r"\d+", lambda number: str(int(number[0]) + (1 if int(number[0]) < 28 else -2)), match.group())
    return replace(statement, text=statement.text[: match.start()] + changed + statement.text[match.end() :])


def _swapped_citations(statement: Good, all_: Sequence[Good]) -> Good | None:
    beside = _beside(statement, all_) or [other for other in all_ if other.passage != statement.passage]
    return replace(statement, quotes=beside[_pick(statement, len(beside))].quotes)


def _beside(statement: Good, all_: Sequence[Good]) -> list[Good]:
    """The other statements of its passage that share no quote with it."""
    return [
        other
        for other in all_
        if other.passage == statement.passage
        and not any(mine in theirs or theirs in mine for mine in statement.quotes for theirs in other.quotes)
    ]


def _dropped_not(statement: Good, _: Sequence[Good]) -> Good | None:
    found = list(_NOT.finditer(statement.text))
    if not found:
        return None
    match = found[_pick(statement, len(found))]
    text = statement.text[: match.start()] + statement.text[match.end() :]
    return replace(statement, text=text)


def _added_not(statement: Good, _: Sequence[Good]) -> Good | None:
    found = [m for m in _AUXILIARY.finditer(statement.text) if m[1] not in ("cannot", "has", "have", "had")]
    found = [
        m for m in found if "not" not in m[1] and not re.match(r" (?:not|never|only|no)\b", statement.text[m.end() :])
    ]
    if not found or statement.text.startswith("No "):
        return None
    match = found[_pick(statement, len(found))]
    return replace(statement, text=f"{statement.text[: match.end()]} not{statement.text[match.end() :]}")


def _modal(before: str, after: str) -> Callable[[Good, Sequence[Good]], Good | None]:
    def way(statement: Good, _: Sequence[Good]) -> Good | None:
        # "May not" and "must not" say the same; what a quote without a modal binds to is not said.
        if not any(re.search(rf"\b(?:{before}|need|needs|shall|required)\b", quote) for quote in statement.quotes):
            return None
        text, count = re.subn(rf"\b(?:{before})\b(?! not\b| only\b)", after, statement.text, count=1)
        return replace(statement, text=text) if count and not re.search(r"^No |^Only ", text) else None

    return way


def _joined_halves(statement: Good, all_: Sequence[Good]) -> Good | None:
    mine = _AUXILIARY.search(statement.text)
    for other in _beside(statement, all_):
        theirs = _AUXILIARY.search(other.text)
        if not mine or not theirs:
            continue
        subject, their_subject = statement.text[: mine.start()], other.text[: theirs.start()]
        if stems(subject) and stems(their_subject) and not stems(subject) & stems(their_subject):
            return replace(
                statement, text=subject + other.text[theirs.start() :], quotes=(*statement.quotes, *other.quotes)
            )
    return None


def _like_quote(statement: Good, all_: Sequence[Good]) -> Good | None:
    said = stems(statement.text)
    elsewhere = {other.passage for other in all_} - {statement.passage}
    lines = [line for passage in sorted(elsewhere) for line in sentences(passage) if len(line.split()) > 4]
    nearest = max(lines, key=lambda line: len(said & stems(line)) / len(said | stems(line)))
    return replace(statement, quotes=(nearest,), passage=next(p for p in sorted(elsewhere) if nearest in p))


def _neighbours_number(statement: Good, _: Sequence[Good]) -> Good | None:
    mine = [m for m in _NUMBER.finditer(statement.text) if m.group().lower() not in ("two",)]
    theirs = [m.group() for m in _NUMBER.finditer(statement.passage)]
    quoted = {m.group() for quote in statement.quotes for m in _NUMBER.finditer(quote)}
    if not mine:
        return None
    match = mine[_pick(statement, len(mine))]
    value = _value(match.group())
    # A figure that is quoted too is the harder one to tell.
    others = [each for each in theirs if _value(each) != value and _value(each) > 1]
    others = sorted(dict.fromkeys(others), key=lambda each: (each not in quoted, others.index(each)))
    if not others:
        return None
    return replace(statement, text=statement.text[: match.start()] + others[0] + statement.text[match.end() :])


def _value(word: str) -> int:
    names = dict(zip(_NUMBER_WORDS, (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 30), strict=True))
    return int(word) if word.isdigit() else names[word.lower()]


def _other_body(statement: Good, _: Sequence[Good]) -> Good | None:
    present = [body for body in _BODIES if re.search(rf"\b{body}\b", statement.text, re.IGNORECASE)]
    others = [body for body in _BODIES if body.split()[-1].lower() not in statement.text.lower()]
    in_passage = [body for body in others if body.removeprefix("the ") in statement.passage]
    if not present:
        return None
    choice = (in_passage or others)[_pick(statement, len(in_passage or others))]
    body = present[_pick(statement, len(present))]
    text = re.sub(rf"\b{body}\b", choice, statement.text, count=1, flags=re.IGNORECASE)
    return replace(statement, text=text[0].upper() + text[1:])


def _altered_quote(statement: Good, _: Sequence[Good]) -> Good | None:
    quote = statement.quotes[0]
    words = quote.split(" ")
    figures = [place for place, word in enumerate(words) if word.isdigit()]
    way = _pick(statement, 3)
    if way == 0 and figures:
        words[figures[0]] = str(int(words[figures[0]]) + 1)
    elif way == 1:
        words[_pick(statement, len(words))] = "another"
    else:
        place = _pick(statement, len(words))
        words[place] += "x"
    return replace(statement, quotes=(" ".join(words), *statement.quotes[1:]))


WAYS: dict[str, Callable[[Good, Sequence[Good]], Good | None]] = {
    "altered quote": _altered_quote,
    "altered figure": _altered_figure,
    "altered date": _altered_date,
    "neighbour's figure": _neighbours_number,
    "swapped citations": _swapped_citations,
    "like quote of another passage": _like_quote,
    "dropped not": _dropped_not,
    "added not": _added_not,
    "should for must": _modal("must|has to|have to", "should"),
    "must for should": _modal("should", "must"),
    "must for may": _modal("may|can", "must"),
    "joined halves": _joined_halves,
    "another body": _other_body,
}
