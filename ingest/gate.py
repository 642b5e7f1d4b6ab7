"""The gate: golden questions asked of a new edition before it may answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.domain import Match, Question, QuoteCheck, Turn
from knowledge.editions import Edition
from knowledge.embedding import Embedder
from knowledge.errors import GateError, QuestionError
from knowledge.golden import Evidence, GoldenQuestion, covers, missing_evidence, read_golden
from knowledge.ingest_report import GateResult, IngestReport, MissedQuestion, MissingEvidence
from knowledge.quoting import check_quote

NAME = "golden.jsonl"
# Evidence counts when it is among so many passages, best first.
FIRST = 5

# An edition, a question with the ones before it, and how many passages are wanted, best first.
Search = Callable[[Edition, Question, int], list[Match]]
# Gives the search that the bot would make with a corpus folder's glossary and an embedder.
SearchOf = Callable[[Path, Embedder], Search]


class RefusedError(GateError):
    """The new edition was refused; `report` says what it would have been."""

    def __init__(self, sentence: str, report: IngestReport) -> None:
        super().__init__(sentence)
        self.report = report


@dataclass(frozen=True, slots=True)
class Gate:
    """Golden questions, how to search for them, and what a new edition must reach, as shares of the questions."""

    golden: Sequence[GoldenQuestion]
    search: Search
    least_share: float
    fall_allowed: float

    def result(self, candidate: Edition, live: Edition | None, found_before: Sequence[str] | None) -> GateResult:
        """How the candidate does; `found_before` are the ids that count as found where there is no `live` to ask."""
        asked = {each.id: each for each in self.golden if each.evidence}
        missed = dict(self._missed(candidate))
        if live is not None:
            found_before = tuple(asked.keys() - dict(self._missed(live)).keys())
        before = None if found_before is None else tuple(id for id in asked if id in found_before)
        return GateResult(
            asked=len(asked),
            found=tuple(id for id in asked if id not in missed),
            found_before=before,
            missed=tuple(
                MissedQuestion(
                    id, asked[id].question, tuple(_explained(candidate, each) for each in missing), id in (before or ())
                )
                for id, missing in missed.items()
            ),
            reworded=tuple(
                MissedQuestion(id, asked[id].question, reworded, True)
                for id in asked
                if live is not None and id not in missed and (reworded := tuple(_reworded(asked[id], candidate, live)))
            ),
        )

    def check(self, result: GateResult) -> None:
        """Raise GateError where a result is too low, or too far below that of the live edition."""
        if not result.asked:
            return
        said = f"The new edition finds the evidence of {len(result.found)} of {result.asked} golden questions"
        what_to_do = "mend the documents, or golden.jsonl where a question is out of date"
        before = result.found_before
        # Counted, not divided: shares of whole questions must not turn on a rounding.
        if before is not None and len(before) - len(result.found) > self.fall_allowed * result.asked + 1e-9:
            raise GateError(
                f"{said}, the live one of {len(before)} (a fall of {self.fall_allowed:.0%} is allowed by "
                f"SIGNPOST_GATE_FALL_ALLOWED); nothing was published: {what_to_do}."
            )
        if len(result.found) < self.least_share * result.asked - 1e-9:
            raise GateError(
                f"{said} (SIGNPOST_GATE_LEAST_SHARE asks for {self.least_share:.0%}); nothing was published: "
                f"{what_to_do}."
            )

    def _missed(self, edition: Edition) -> Iterator[tuple[str, list[Evidence]]]:
        for golden, question in _asked(self.golden):
            missing = missing_evidence(golden, self.search(edition, question, FIRST))
            if missing:
                yield golden.id, missing


def read_gate_questions(corpus: Path, data: Path) -> list[GoldenQuestion]:
    """The golden questions: the corpus's own, then the reviewers' in the data folder.

    Raises QuestionError where a line is wrong or an id stands twice: a gate that fell open would be none.
    """
    files = [path for path in (corpus / NAME, data / NAME) if path.exists()]
    golden = [each for path in files for each in read_golden(path)]
    ids = [each.id for each in golden]
    twice = next((id for place, id in enumerate(ids) if id in ids[:place]), None)
    if twice is not None:
        raise QuestionError(
            f"The golden question {twice!r} stands twice in {' and '.join(map(str, files))}: rename one."
        )
    return golden


def _asked(golden: Sequence[GoldenQuestion]) -> Iterator[tuple[GoldenQuestion, Question]]:
    """Each question that has evidence, as it is asked: after those that it follows."""
    histories = dict[str, tuple[Turn, ...]]()
    for each in golden:
        history = histories.get(each.follows or "", ())
        histories[each.id] = (*history, Turn(each.question))
        if each.evidence:
            yield each, Question(each.question, history=history)


def _reworded(golden: GoldenQuestion, candidate: Edition, live: Edition) -> Iterator[MissingEvidence]:
    """Evidence that stood word for word and no longer does: most words may be left, and the number of days not."""
    for piece in golden.evidence:
        before, after = (each.passages.versions.get(piece.document) for each in (live, candidate))
        if (
            before
            and after
            and before.sha256 != after.sha256
            and _stands(live, piece)
            and not _stands(candidate, piece)
        ):
            why = "its words have changed: is the question still right?"
            yield MissingEvidence(piece.document, piece.page, piece.quote, why)


def _stands(edition: Edition, piece: Evidence) -> bool:
    text = "\n".join(passage.text for passage in edition.passages.of(piece.document))
    return check_quote(piece.quote, text) != QuoteCheck.MISSING


def _explained(edition: Edition, piece: Evidence) -> MissingEvidence:
    version = edition.passages.versions.get(piece.document)
    if version is None:
        why = "the document is not in the new edition"
    elif version.document.withdrawn:
        why = "the document is withdrawn"
    elif any(covers(Match(each, 1.0), piece) for each in edition.passages.of(piece.document)):
        why = f"it stands there, but not among the first {FIRST} passages found"
    else:
        why = "its words no longer stand there"
    return MissingEvidence(piece.document, piece.page, piece.quote, why)
