"""The practice files of `tests/data/practice`: invented passages, with questions that they answer and near misses."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "data" / "practice"
# The retriever learns from these. On the others it is measured, and the judge is fitted: no weights of the retriever
# have seen them, so that what it finds there is what it would find for somebody else's questions.
LEARNT = ("guidance", "practice", "reports")
HELD_OUT = ("findings", "pairs", "procedures")
_PLACES = ("first", "second")


@dataclass(frozen=True, slots=True)
class PracticePassage:
    """A passage with the title of its document and the headings that it stands under, outermost first."""

    file: str
    title: str
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PracticeQuestion:
    """A question and the passages that it was written beside, by their places in `Practice.passages`.

    Where `is_answered`, it needs each of these, and `spans` has the words of each that answer it, or is empty where
    the file does not say. Otherwise it is a near miss, and `beyond` says what it asks beyond the passage, if the file
    does.
    """

    file: str
    text: str
    passages: tuple[int, ...]
    is_answered: bool
    spans: tuple[tuple[str, ...], ...] = ()
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """What some files hold, in their order; of each line the answered questions come before the near misses."""

    passages: Sequence[PracticePassage]
    questions: Sequence[PracticeQuestion]

    @property
    def answered(self) -> list[PracticeQuestion]:
        """The questions that the passages answer."""
        return [each for each in self.questions if each.is_answered]


def read_practice(files: Iterable[str] = sorted((*LEARNT, *HELD_OUT))) -> Practice:
    """Read some of the files, by their names without the ending; raises KeyError or ValueError for a malformed line."""
    passages: list[PracticePassage] = []
    questions: list[PracticeQuestion] = []
    for file in files:
        for text in (FOLDER / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            questions += _questions(file, line, len(passages))
            passages += _passages(file, line)
    return Practice(passages, questions)


def _passages(file: str, line: dict[str, Any]) -> list[PracticePassage]:
    held = [line] if "passage" in line else [line[place] for place in _PLACES]
    return [PracticePassage(file, e["title"], tuple(e["heading"].split(" > ")), e["passage"]) for e in held]


def _questions(file: str, line: dict[str, Any], place: int) -> Iterator[PracticeQuestion]:
    is_pair = "passage" not in line
    both = (place, place + 1) if is_pair else (place,)
    for text, spans in zip(line["answerable"], _spans(line, is_pair), strict=True):
        yield PracticeQuestion(file, text, both, True, spans)
    if is_pair:
        for own, name in zip(both, _PLACES, strict=True):
            yield from (PracticeQuestion(file, text, (own,), True) for text in line[f"{name}_only"])
    kinds = line.get("near_miss_kinds", [""] * len(line["near_miss"]))
    for text, beyond in zip(line["near_miss"], kinds, strict=True):
        yield PracticeQuestion(file, text, both, False, beyond=beyond)


def _spans(line: dict[str, Any], is_pair: bool) -> list[tuple[tuple[str, ...], ...]]:
    """For each answerable question and each of its passages the words that answer; () where none are told."""
    if "answers" in line:
        return [tuple(map(tuple, each if is_pair else [each])) for each in line["answers"]]
    told = [((line["answer"],),)] if "answer" in line else []
    return [*told, *[()] * (len(line["answerable"]) - len(told))]
