"""How an answer scores against a golden question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.domain import Answer, Match, Outcome
from knowledge.golden import GoldenQuestion, fact_form, is_at, is_covered

RECALL_AT = (1, 3, 5, 10)


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


def score(golden: GoldenQuestion, answer: Answer, matches: Sequence[Match]) -> Score:
    """Score an answer, and the passages retrieved for it, best first."""
    said = fact_form(" ".join([answer.text, *(citation.quote for citation in answer.citations)]))
    recall = {k: is_covered(golden, matches[:k]) for k in RECALL_AT} if golden.evidence else None
    cited = None
    if golden.evidence and answer.citations:
        wanted = (*golden.evidence, *golden.alternatives)
        cited = any(is_at(citation.passage, each) for citation in answer.citations for each in wanted)
    return Score(golden, answer.outcome, recall, sum(_is_said(fact, said) for fact in golden.answer_facts), cited)


def _is_said(fact: str, said: str) -> bool:
    """Whether a fact stands in a text, both in their fact form; "6" does not stand in "16", nor "16" in "160"."""
    return re.search(rf"(?<![\d.]){re.escape(fact_form(fact))}(?!\d|\.\d)", said) is not None
