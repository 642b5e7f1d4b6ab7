"""An answer on a terminal: everything said, and nothing that a document writes is taken for a command."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from bot.terminal import print_answer, print_matches
from bot.wording import own_wording
from builders.answers import (
    BRUISING_QUOTE,
    declined_answer,
    sample_answer,
    sample_citation,
    sample_passage,
    sample_version,
)
from knowledge.domain import Answer, Currency, Match, Outcome, Statement

SPELLS = "[red]stop[/red] [/] [bold] [1] [[x]] [link=https://example.org]here[/link] :warning: \\[b] c:\\"


def shown(answer: Answer) -> str:
    console = Console(file=io.StringIO(), width=500, force_terminal=False)
    print_answer(answer, console, own_wording())
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_an_answer_shows_statements_sources_quotes_and_its_id() -> None:
    text = shown(sample_answer())
    assert "Answered from the documents" in text
    assert "A bruise on a baby who is not yet mobile is referred the same day. [1]" in text
    assert "[1] Bruising protocol, p. 6 (printed 4), Babies who are not mobile — local procedure, current" in text
    assert f"“{BRUISING_QUOTE}”" in text
    assert "Answer a1, 1.2 s." in text


def test_a_statement_that_is_its_quote_is_not_shown_twice() -> None:
    citation = sample_citation()
    text = shown(replace(sample_answer(), statements=(Statement(citation.quote, (citation,)),)))
    assert 1 == text.count(citation.quote)


def test_a_rule_that_no_longer_holds_says_so() -> None:
    assert "local procedure, superseded" in shown(
        sample_answer(citations=(sample_citation(currency=Currency.SUPERSEDED),))
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_words(outcome: Outcome) -> None:
    assert "The documents do not answer this." in shown(declined_answer(outcome=outcome))


def test_a_line_that_was_not_asked_names_no_answer() -> None:
    assert "Answer" not in shown(replace(declined_answer(), id=""))


def test_nothing_in_a_document_is_taken_for_markup() -> None:
    version = sample_version(path=f"{SPELLS}.pdf", title=f"Title {SPELLS}")
    passage = replace(sample_passage(SPELLS, version=version), headings=(f"Heading {SPELLS}",))
    citation = sample_citation(passage, quote=f"Quote {SPELLS}")
    answer = replace(
        sample_answer(), statements=(Statement(f"Statement {SPELLS}", (citation,)),), notice=f"Notice {SPELLS}"
    )
    text = shown(answer)
    for part in ("Statement", "Notice", "Title", "Heading", "Quote"):
        assert f"{part} {SPELLS}" in text
    console = Console(file=io.StringIO(), width=500)
    print_matches([Match(passage, 1.0)], console, own_wording())
    assert 3 == console.file.getvalue().count(SPELLS)  # type: ignore[attr-defined]


def test_a_document_cannot_write_to_the_terminal_itself() -> None:
    text = shown(replace(sample_answer(), notice="a\x1b[2Jb\x07c\x9bd\te"))
    assert "a[2Jbcd" in text
    assert {"\n"} == {c for c in text if ord(c) < 32 or 127 <= ord(c) < 160}


def test_no_match_says_so() -> None:
    console = Console(file=io.StringIO())
    print_matches([], console, own_wording())
    assert "No passage" in console.file.getvalue()  # type: ignore[attr-defined]
