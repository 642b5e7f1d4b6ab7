"""How an answer scores against a golden question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.domain import Answer, Match, Outcome
from knowledge.golden import Evidence, GoldenQuestion, covers, fact_form, is_at

RECALL_AT = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Score:
    """How one question went.

    `ranks` has an entry for each piece of evidence: the place, from 1, of the first passage that holds it or an
    alternative, None where none of those looked at does; it is empty where there is nothing to find.
    `cited_right` says whether a citation is on the right page; None where nothing is cited or there is no right page.
    `strength` is how probable it was judged, from 0 to 1, that the documents answer; None where it was not said.
    """

    golden: GoldenQuestion
    outcome: Outcome
    ranks: tuple[int | None, ...]
    missing_facts: tuple[str, ...]
    cited_right: bool | None
    strength: float | None = None

    @property
    def recall(self) -> dict[int, bool] | None:
        """For each k whether the first k passages hold all evidence; None where there is none to find."""
        if not self.ranks:
            return None
        return {k: all(rank is not None and rank <= k for rank in self.ranks) for k in RECALL_AT}

    @property
    def facts_found(self) -> int:
        """How many of the facts the answer says."""
        return len(self.golden.answer_facts) - len(self.missing_facts)

    @property
    def is_answered(self) -> bool:
        """Whether the documents were let speak, be it in part."""
        return self.outcome in (Outcome.ANSWERED, Outcome.PARTIAL)

    @property
    def is_wrong_answer(self) -> bool:
        """Answered from the documents although they do not answer it."""
        return not self.golden.answerable and self.is_answered

    @property
    def is_wrong_decline(self) -> bool:
        """Not answered although the documents do."""
        return self.golden.answerable and not self.is_answered and self.outcome != Outcome.JUDGEMENT

    @property
    def is_as_expected(self) -> bool | None:
        """Whether the outcome is the one named; None where none is."""
        return None if self.golden.expect is None else self.outcome == self.golden.expect


def score(golden: GoldenQuestion, answer: Answer, matches: Sequence[Match], strength: float | None = None) -> Score:
    """Score an answer, and the passages retrieved for it, best first."""
    said = fact_form(" ".join([answer.text, *(citation.quote for citation in answer.citations)]))
    missing = tuple(fact for fact in golden.answer_facts if not _is_said(fact, said))
    return Score(golden, answer.outcome, _ranks(golden, matches), missing, _is_cited_right(golden, answer), strength)


def _ranks(golden: GoldenQuestion, matches: Sequence[Match]) -> tuple[int | None, ...]:
    """Where each piece of evidence, or an alternative, first stands."""
    return tuple(_rank((piece, *golden.alternatives), matches) for piece in golden.evidence)


def _rank(wanted: Sequence[Evidence], matches: Sequence[Match]) -> int | None:
    places = (place for place, match in enumerate(matches, 1) if any(covers(match, each) for each in wanted))
    return next(places, None)


def _is_cited_right(golden: GoldenQuestion, answer: Answer) -> bool | None:
    if not golden.evidence or not answer.citations:
        return None
    wanted = (*golden.evidence, *golden.alternatives)
    return any(is_at(citation.passage, each) for citation in answer.citations for each in wanted)


def _is_said(fact: str, said: str) -> bool:
    """Whether a fact stands in a text, both in their fact form; "6" does not stand in "16", nor "16" in "160"."""
    return re.search(rf"(?<![\d.]){re.escape(fact_form(fact))}(?!\d|\.\d)", said) is not None
