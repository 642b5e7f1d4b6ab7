"""Golden questions: what a question's answer must rest on and say, and how an answer scores against it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.domain import Answer, Match, Outcome, Passage
from knowledge.errors import QuestionError

# A passage covers a quote when it holds this share of the quote's words.
COVERED = 0.8
RECALL_AT = (1, 3, 5, 10)

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


@dataclass(frozen=True, slots=True)
class Score:
    """How one question went.

    `recall` says for each k whether the first k passages hold all evidence; None where there is none to find.
    `cited_right` says whether a citation is on the right page; None where nothing is cited or there is no right page.
    """

    golden: GoldenQuestion
    outcome: Outcome
    recall: dict[int, bool] | None
    facts_found: int
    cited_right: bool | None

    @property
    def is_wrong_answer(self) -> bool:
        """Answered from the documents although they do not answer it."""
        return not self.golden.answerable and self.outcome in (Outcome.ANSWERED, Outcome.PARTIAL)

    @property
    def is_wrong_decline(self) -> bool:
        """Not answered although the documents do."""
        return self.golden.answerable and self.outcome not in (Outcome.ANSWERED, Outcome.PARTIAL, Outcome.JUDGEMENT)

    @property
    def is_as_expected(self) -> bool | None:
        """Whether the outcome is the one named; None where none is."""
        return None if self.golden.expect is None else self.outcome == self.golden.expect


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


def score(golden: GoldenQuestion, answer: Answer, matches: Sequence[Match]) -> Score:
    """Score an answer, and the passages retrieved for it, best first."""
    said = fact_form(" ".join([answer.text, *(citation.quote for citation in answer.citations)]))
    recall = {k: _is_covered(golden, matches[:k]) for k in RECALL_AT} if golden.evidence else None
    cited = None
    if golden.evidence and answer.citations:
        wanted = (*golden.evidence, *golden.alternatives)
        cited = any(_stands_at(citation.passage) == _place(each) for citation in answer.citations for each in wanted)
    return Score(golden, answer.outcome, recall, sum(_is_said(fact, said) for fact in golden.answer_facts), cited)


def fact_form(text: str) -> str:
    """The form in which facts are compared: small letters, number words as digits, marks as spaces."""
    words = re.findall(r"[a-z0-9%£@]+(?:[.'][a-z0-9]+)*", text.lower().replace("’", "'"))
    return " ".join(_ORDINALS.get(word, _NUMBERS.get(word, word)) for word in words)


def _is_said(fact: str, said: str) -> bool:
    """Whether a fact stands in a text, both in their fact form; "6" does not stand in "16", nor "16" in "160"."""
    return re.search(rf"(?<![\d.]){re.escape(fact_form(fact))}(?!\d|\.\d)", said) is not None


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


def _is_covered(golden: GoldenQuestion, matches: Sequence[Match]) -> bool:
    """Whether all evidence, or an alternative for each piece, is covered."""
    return all(
        any(_covers(match, each) for match in matches for each in (piece, *golden.alternatives))
        for piece in golden.evidence
    )


def _covers(match: Match, evidence: Evidence) -> bool:
    if _stands_at(match.passage) != _place(evidence):
        return False
    wanted, present = fact_form(evidence.quote).split(), set(fact_form(match.text).split())
    return sum(word in present for word in wanted) >= COVERED * len(wanted)


def _stands_at(passage: Passage) -> tuple[str, int | None]:
    return passage.version.document.path, passage.page.index if passage.page else None


def _place(evidence: Evidence) -> tuple[str, int | None]:
    return evidence.document, evidence.page
