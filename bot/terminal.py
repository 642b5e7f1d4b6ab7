"""An answer on a terminal."""

import unicodedata
from collections.abc import Sequence
from string import Template

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.affected import Affected
from bot.wording import Wording
from knowledge.domain import Answer, Citation, Currency, Match, Outcome, by_place, is_said, under_headings


def print_answer(answer: Answer, console: Console, wording: Wording) -> None:
    """The outcome, the statements with their markers, the sources with their quotes, and the answer's id."""
    console.print(Text(wording.outcomes[answer.outcome] + "\n", "bold"))
    parts = [_print_statements, _print_notice]
    for print_part in reversed(parts) if answer.outcome is Outcome.URGENT else parts:
        print_part(answer, console)
    if answer.citations:
        console.print(Text(wording.sources, "bold"))
    said = "\n".join(statement.text for statement in answer.statements)
    for citations in by_place(answer.citations):
        _print_source(citations, said, console)
    number = Template(wording.answer_number).substitute(number=answer.id)
    recorded = f"{number}, {answer.seconds:.1f} s." if answer.id else ""
    closing = " ".join(filter(None, [wording.check_passage if answer.citations else "", recorded]))
    console.print(Text(f"\n{closing}", "dim"))


def print_affected(affected: Sequence[Affected], console: Console) -> None:
    """Past answers that no longer hold: a line each, without what was asked."""
    table = Table("Answer", "Asked on", "Document", "Which was", box=None, pad_edge=False)
    for each in affected:
        asked_on = f"{each.answer.question.asked_at:%d %B %Y}"
        table.add_row(each.answer.id, asked_on, Text(_plain(each.title)), each.why.value)
    console.print(table)


def _print_statements(answer: Answer, console: Console) -> None:
    for heading, statement in under_headings(answer.statements):
        if heading:
            console.print(Padding(Text(_plain(heading), "bold"), (0, 0, 0, 2)))
        markers = "".join(f" [{citation.marker}]" for citation in statement.citations)
        console.print(Padding(Text.assemble(_plain(statement.text), (markers, "cyan")), (0, 0, 1, 2)))


def _print_notice(answer: Answer, console: Console) -> None:
    if answer.notice:
        console.print(Padding(Text(_plain(answer.notice)), (0, 0, 1, 2)))


def _print_source(citations: Sequence[Citation], said: str, console: Console) -> None:
    """Where citations of one place lead; the quotes too, but for those that the statements above say."""
    first = citations[0]
    passage = first.passage
    document = passage.version.document
    since = f", from {document.effective_on:%d %B %Y}" if document.effective_on else ""
    is_current = first.standing.currency == Currency.CURRENT
    markers = " ".join(f"[{citation.marker}]" for citation in citations)
    where = f" {_plain(document.title)}, {_plain(passage.locator)} — "
    standing = (f"{first.standing}{since}", "" if is_current else "yellow")
    console.print(Text.assemble("  ", (markers, "cyan"), where, standing))
    for citation in citations:
        if not is_said(citation.quote, said):
            console.print(Padding(Text(f"“{_plain(citation.quote)}”", "italic"), (0, 0, 0, 6)))
    checks = " and ".join(dict.fromkeys(citation.check.lower() for citation in citations))
    console.print(Text(f"      {_plain(document.path)}, quote{'s' * (len(citations) > 1)} {checks}", "dim"))


def print_matches(matches: list[Match], console: Console, wording: Wording) -> None:
    """Ranked passages, each with its place and text."""
    if not matches:
        console.print(Text(wording.no_matches))
    for rank, match in enumerate(matches, 1):
        passage = match.passage
        where = _plain(f"{passage.version.document.title}, {passage.locator}")
        console.print(Text.assemble((f"{rank}. {where}", "bold"), "  ", (f"{match.score:.3f}", "dim")))
        console.print(Padding(Text(_plain(match.text)), (0, 0, 1, 3)))


def _plain(text: str) -> str:
    """Without control characters, by which a document could write anywhere on the terminal."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
