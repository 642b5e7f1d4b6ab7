"""Short forms of the field, written out where an answer first uses them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.glossary import Glossary, Term
from knowledge.domain import Statement


def with_short_forms(statements: Sequence[Statement], glossary: Glossary) -> tuple[Statement, ...]:
    """The statements, each short form followed by "[what it stands for]" where the answer first uses it.

    Square brackets are the sign of an editor's word in a quotation. One that the answer writes out itself stays.
    """
    written: list[Statement] = []
    explained: set[str] = set()
    whole = "\n".join(statement.text for statement in statements).lower()
    for statement in statements:
        text = statement.text
        for term in glossary.terms:
            if term.acronym not in explained and term.expansion.lower() not in whole and (end := _end(term, text)):
                explained.add(term.acronym)
                text = f"{text[:end]} [{term.expansion}]{text[end:]}"
        written.append(replace(statement, text=text))
    return tuple(written)


def _end(term: Term, text: str) -> int:
    """Where the first use of a short form ends; 0 where there is none. "PA" is one, "pa" and "SPA" are not."""
    if term.acronym not in text:  # most are not, and to look for a pattern takes far longer
        return 0
    found = re.search(rf"(?<![\w\[]){re.escape(term.acronym)}s?(?![\w\]])", text)
    return found.end() if found else 0
