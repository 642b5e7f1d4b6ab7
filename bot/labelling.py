"""What a claim says of itself before it is read: that its rule was replaced, that it is a finding, when it was so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.notices import Notices
from knowledge.domain import Authority, Currency, Document, Statement
from knowledge.editions import Edition
from knowledge.sentences import is_item

# "2022/23", "2022-2023", "2022 to 2023", "2022"
_PERIOD = re.compile(r"\b(?:19|20)\d\d(?: ?[/–-] ?(?:(?:19|20)\d\d|\d\d)| to (?:19|20)\d\d)?\b")
_FIGURE = re.compile(r"\d")


def labelled(statements: Sequence[Statement], edition: Edition, notices: Notices) -> list[Statement]:
    """The statements with the labels that they need, before their own words: a source's standing is read too late.

    Of neighbours that the same document would give the same label, the first alone has it.
    """
    written, last = [], ("", "")
    for statement in statements:
        label = " ".join(_labels(statement, edition, notices))
        path = statement.citations[0].passage.version.document.path
        written.append(_with(label, statement) if (path, label) != last else statement)
        last = (path, label)
    return written


def _with(label: str, statement: Statement) -> Statement:
    if not label:
        return statement
    between = "\n" if is_item(statement.text) else " "
    return replace(statement, text=f"{label}{between}{statement.text}")


def _labels(statement: Statement, edition: Edition, notices: Notices) -> Iterator[str]:
    """Its labels; what was replaced needs no other."""
    replaced = [each for each in statement.citations if each.standing.currency == Currency.SUPERSEDED]
    if replaced:
        replacing = edition.replacing(replaced[0].passage.version.document)
        # Of a restricted document not even the title is for everyone.
        is_told = replacing is not None and replacing.is_for(())
        told = (replacing.effective_on, replacing.title) if replacing and is_told else (None, "")
        yield notices.superseded_label(*told)
        return
    documents = [citation.passage.version.document for citation in statement.citations]
    authorities = {citation.standing.authority for citation in statement.citations}
    if authorities == {Authority.LEARNING}:
        yield notices.finding_label()
    elif authorities <= {Authority.REPORT, Authority.UNSTATED} and _FIGURE.search(statement.text):
        period = _period(documents[0])
        if period and period not in statement.text:
            yield notices.as_at_label(period)


def _period(document: Document) -> str:
    """What a report is of, as its title says; of a report whose title says nothing, when it came out.

    A document that nobody has described is one where its title has a span of years: a single one is of an edition.
    """
    found, is_report = _PERIOD.search(document.title), document.authority == Authority.REPORT
    if found and (is_report or not found.group().isdigit()):
        return found.group()
    return f"{document.effective_on:%B %Y}" if is_report and document.effective_on else ""
