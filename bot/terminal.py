"""An answer on a terminal."""

import unicodedata
from string import Template

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.wording import Wording
from knowledge.domain import Answer, Citation, Currency, Match


def print_answer(answer: Answer, console: Console, wording: Wording) -> None:
    """The outcome, the statements with their markers, the sources with their quotes, and the answer's id."""
    console.print(Text(wording.outcomes[answer.outcome] + "\n", "bold"))
    for statement in answer.statements:
        markers = "".join(f" [{citation.marker}]" for citation in statement.citations)
        console.print(Padding(Text.assemble(_plain(statement.text), (markers, "cyan")), (0, 0, 1, 2)))
    if answer.notice:
        console.print(Padding(Text(_plain(answer.notice)), (0, 0, 1, 2)))
    if answer.citations:
        console.print(Text(wording.sources, "bold"))
    said = "\n".join(statement.text for statement in answer.statements)
    for citation in answer.citations:
        _print_source(citation, citation.quote not in said, console)
    number = Template(wording.answer_number).substitute(number=answer.id)
    recorded = f" {number}, {answer.seconds:.1f} s." if answer.id else ""
    console.print(Text(f"\n{wording.check_passage}{recorded}", "dim"))


def _print_source(citation: Citation, with_quote: bool, console: Console) -> None:
    """Where a citation leads; its quote too, unless the statement above says nothing else."""
    passage = citation.passage
    document = passage.version.document
    since = f", from {document.effective_on:%d %B %Y}" if document.effective_on else ""
    is_current = citation.standing.currency == Currency.CURRENT
    where = f" {_plain(document.title)}, {_plain(passage.locator)} — "
    standing = (f"{citation.standing}{since}", "" if is_current else "yellow")
    console.print(Text.assemble("  ", (f"[{citation.marker}]", "cyan"), where, standing))
    if with_quote:
        console.print(Padding(Text(f"“{_plain(citation.quote)}”", "italic"), (0, 0, 0, 6)))
    console.print(Text(f"      {_plain(document.path)}, quote {citation.check.lower()}", "dim"))


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
