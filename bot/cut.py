"""Cuts a long answer at a whole statement, so that what is shown is whole and what is not is said."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.wording import Wording, filled
from knowledge.domain import Answer, Citation, Statement

_NOTICE_SHARE = 0.5
_LEAST_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of an answer that is shown, and how many statements and sources are not.

    `text_limit` is how many characters each text may have: fewer than usual where one alone is too long.
    """

    answer: Answer
    wording: Wording
    statements: tuple[Statement, ...]
    sources: tuple[Citation, ...]
    text_limit: int

    @property
    def left_out(self) -> str:
        """A sentence that says what is not shown; empty when everything is."""
        statements = len(self.answer.statements) - len(self.statements)
        sources = len(self.answer.citations) - len(self.sources)
        if not statements and not sources:
            return ""
        return filled(self.wording.left_out, missing=self._counted(statements, sources))

    def _counted(self, statements: int, sources: int) -> str:
        words = self.wording
        several = filled(words.left_out_statements, count=statements)
        of_statements = words.left_out_statement if statements == 1 else several
        of_sources = words.left_out_source if sources == 1 else filled(words.left_out_sources, count=sources)
        if statements and sources:
            return filled(words.left_out_both, statements=of_statements, sources=of_sources)
        return of_statements if statements else of_sources


def fit(answer: Answer, wording: Wording, size: Callable[[Cut], float], text_limit: int) -> Cut:
    """The longest beginning of `answer` with its sources whose `size` is 1 at most.

    Where not even the first statement fits with all its sources, its last sources go; then its own end does.
    """
    cut = _fit_notice(Cut(answer, wording, (), (), text_limit), size)
    whole = _first(cut, len(answer.statements))
    if size(whole) <= 1:  # as most are, and each size is a whole layout
        return whole
    for count in range(1, len(answer.statements)):
        longer = _first(cut, count)
        if size(longer) > 1:
            break
        cut = longer
    if cut.statements or not answer.statements:
        return cut
    return _fit_first_statement(_first(cut, 1), size)


def _first(cut: Cut, count: int) -> Cut:
    statements = cut.answer.statements[:count]
    markers = {citation.marker for statement in statements for citation in statement.citations}
    sources = tuple(source for source in cut.answer.citations if source.marker in markers)
    return replace(cut, statements=statements, sources=sources)


def _fit_notice(cut: Cut, size: Callable[[Cut], float]) -> Cut:
    """A notice may take half of the room, so that there is always some for a statement."""
    while size(cut) > _NOTICE_SHARE and cut.text_limit > _LEAST_CHARACTERS:
        cut = replace(cut, text_limit=cut.text_limit // 2)
    return cut


def _fit_first_statement(cut: Cut, size: Callable[[Cut], float]) -> Cut:
    while size(cut) > 1 and cut.sources:
        cut = replace(cut, sources=cut.sources[:-1])
    while size(cut) > 1 and cut.text_limit > _LEAST_CHARACTERS:
        cut = replace(cut, text_limit=cut.text_limit // 2)
    return cut
