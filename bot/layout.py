"""What of an answer is shown, in its order and in words, whatever it is shown on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.cleaning import cleaned, shortened
from bot.cut import Cut, fit
from bot.source import (
    document_title,
    effective_words,
    one_line,
    passage_link,
    passage_place,
    standing_warning,
    standing_words,
)
from bot.wording import Wording, filled
from knowledge.domain import Answer, Citation, Outcome, Statement, by_place, is_said, under_headings

_MAX_STATEMENT = 2_400
_MOST_MARKERS = 20
_MOST_OF_ONE_PLACE = 5


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: the line above it (where another section begins), its words, and its markers "[1] [2]"."""

    heading: str
    text: str
    markers: str


@dataclass(frozen=True, slots=True)
class Source:
    """Citations of one place, five at most: where they lead and what the document counts for.

    `quotes` are those that the statements do not say word for word already; `link` and `warning` can be empty.
    """

    citations: tuple[Citation, ...]
    markers: str
    title: str
    place: str
    standing: str
    link: str
    warning: str
    quotes: tuple[str, ...]

    @property
    def details(self) -> str:
        """What follows the title: ", p. 6 (printed 4), Assessment — statutory, current — effective from 1 May 2024"."""
        return f", {self.place} — {self.standing}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of an answer from top to bottom; any of them can be empty.

    `is_card` says that the notice is a safety card, which comes before the statements.
    """

    notice: str
    is_card: bool
    said: tuple[Said, ...]
    warning: str
    sources: tuple[Source, ...]
    left_out: str
    closing: str


def laid_out(answer: Answer, wording: Wording, size: Callable[[Layout], float]) -> Layout:
    """As much of an answer as has a `size` of 1 at most.

    Where that is not all of it, quotes go before statements do: they can be read in their passages.
    """
    cut = fit(answer, wording, lambda cut: size(_layout(cut)), _MAX_STATEMENT)
    if not cut.left_out:
        return _layout(cut)
    return _without_quotes(fit(answer, wording, lambda cut: size(_without_quotes(cut)), _MAX_STATEMENT))


def _layout(cut: Cut) -> Layout:
    sources = sources_of(cut.sources, cut.statements, cut.wording)
    return Layout(
        notice=shortened(cleaned(cut.answer.notice), cut.text_limit),
        is_card=cut.answer.outcome is Outcome.URGENT,
        said=tuple(_said(heading, statement, cut.text_limit) for heading, statement in under_headings(cut.statements)),
        warning=cut.wording.sources_not_current if any(source.warning for source in sources) else "",
        sources=sources,
        left_out=cut.left_out,
        closing=_closing(cut),
    )


def sources_of(
    citations: tuple[Citation, ...], statements: tuple[Statement, ...], wording: Wording
) -> tuple[Source, ...]:
    """The citations by their places, without the quotes that `statements` say already."""
    return tuple(_source(group, statements, wording) for group in _groups(citations))


def _without_quotes(cut: Cut) -> Layout:
    layout = _layout(cut)
    return replace(layout, sources=tuple(replace(source, quotes=()) for source in layout.sources))


def _groups(citations: tuple[Citation, ...]) -> Iterator[tuple[Citation, ...]]:
    for place in by_place(citations):
        for start in range(0, len(place), _MOST_OF_ONE_PLACE):
            yield place[start : start + _MOST_OF_ONE_PLACE]


def _said(heading: str, statement: Statement, limit: int) -> Said:
    text = shortened(cleaned(statement.text), limit)
    return Said(one_line(heading), text, _markers(statement.citations[:_MOST_MARKERS]))


def _source(citations: tuple[Citation, ...], statements: tuple[Statement, ...], wording: Wording) -> Source:
    passage, standing = citations[0].passage, citations[0].standing
    document = passage.version.document
    unsaid = (cleaned(citation.quote) for citation in citations if not _is_said(citation, statements))
    return Source(
        citations=citations,
        markers=_markers(citations),
        title=document_title(document),
        place=passage_place(passage),
        standing=" — ".join(filter(None, [standing_words(standing, wording), effective_words(document, wording)])),
        link=passage_link(passage),
        warning=standing_warning(standing, document, wording),
        quotes=tuple(dict.fromkeys(quote for quote in unsaid if quote)),
    )


def _is_said(citation: Citation, statements: tuple[Statement, ...]) -> bool:
    """Whether the answer is that quote, word for word."""
    texts = (statement.text for statement in statements if citation in statement.citations)
    return any(is_said(citation.quote, text) for text in texts)


def _markers(citations: tuple[Citation, ...]) -> str:
    return " ".join(f"[{citation.marker}]" for citation in citations)


def _closing(cut: Cut) -> str:
    """What was not asked has no number."""
    number = filled(cut.wording.answer_number, number=one_line(cut.answer.id, 60)) if cut.answer.id else ""
    return " ".join(filter(None, [cut.wording.check_passage if cut.sources else "", number]))
