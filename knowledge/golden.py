"""Golden questions: what a question's answer must rest on and say, and whether passages hold its evidence."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.domain import Match, Outcome, Passage
from knowledge.errors import QuestionError

# A passage covers a quote when it holds this share of the quote's words.
COVERED = 0.8

_NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBERS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS)}
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that stand on a page of a document; `page` is None where the format has no pages."""

    document: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question with known evidence. An alternative may stand in for any piece of evidence."""

    id: str
    question: str
    kind: str
    answerable: bool
    answer_facts: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Evidence, ...] = ()
    expect: Outcome | None = None
    follows: str | None = None


def read_golden(path: Path) -> list[GoldenQuestion]:
    """The questions of a JSON Lines file; raises QuestionError naming the line that is wrong."""
    try:
        # Only "\n" ends a line: JSON may hold the other line ends of Unicode as they are.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path} cannot be read: {error}.") from error
    questions = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                questions.append(_golden(json.loads(line)))
            except KeyError as error:
                raise QuestionError(f"{path}, line {number}: a golden question has a key {error}.") from error
            except (ValueError, TypeError) as error:
                raise QuestionError(f"{path}, line {number}: not a golden question ({error}).") from error
    if not questions:
        raise QuestionError(f"{path} holds no questions.")
    return questions


def fact_form(text: str) -> str:
    """The form in which facts are compared: small letters, number words as digits, marks as spaces."""
    words = re.findall(r"[a-z0-9%£@]+(?:[.'][a-z0-9]+)*", text.lower().replace("’", "'"))
    return " ".join(_ORDINALS.get(word, _NUMBERS.get(word, word)) for word in words)


def _golden(values: object) -> GoldenQuestion:
    if not isinstance(values, dict):
        raise TypeError("it is not an object")
    expect = values.get("expect")
    follows = values.get("follows")
    return GoldenQuestion(
        id=str(values["id"]),
        question=str(values["question"]),
        kind=str(values.get("kind", "question")),
        answerable=bool(values["answerable"]),
        answer_facts=tuple(map(str, _list(values, "answer_facts"))),
        evidence=tuple(map(_evidence, _list(values, "evidence"))),
        alternatives=tuple(map(_evidence, _list(values, "alternatives"))),
        expect=Outcome(str(expect)) if expect else None,
        follows=str(follows) if follows else None,
    )


def _list(values: dict[str, object], key: str) -> list[object]:
    found = values.get(key) or []
    if not isinstance(found, list):
        raise TypeError(f"{key} is not a list")
    return found


def _evidence(value: object) -> Evidence:
    if not isinstance(value, dict):
        raise TypeError("a piece of evidence is not an object")
    page = value.get("page")
    return Evidence(str(value["document"]), None if page is None else int(page), str(value["quote"]))


def is_covered(golden: GoldenQuestion, matches: Sequence[Match]) -> bool:
    """Whether all evidence, or an alternative for each piece, is covered."""
    return not missing_evidence(golden, matches)


def missing_evidence(golden: GoldenQuestion, matches: Sequence[Match]) -> list[Evidence]:
    """The pieces of evidence that no passage covers, nor an alternative in their stead."""
    if any(covers(match, each) for match in matches for each in golden.alternatives):
        return []
    return [piece for piece in golden.evidence if not any(covers(match, piece) for match in matches)]


def covers(match: Match, evidence: Evidence) -> bool:
    """Whether what was found is of the evidence's document and page and holds most of its words."""
    if not is_at(match.passage, evidence):
        return False
    wanted, present = fact_form(evidence.quote).split(), set(fact_form(match.text).split())
    return sum(word in present for word in wanted) >= COVERED * len(wanted)


def is_at(passage: Passage, evidence: Evidence) -> bool:
    """Whether a passage is of the evidence's document and page."""
    page = passage.page.index if passage.page else None
    return (passage.version.document.path, page) == (evidence.document, evidence.page)
