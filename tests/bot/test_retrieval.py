"""Retrieval over real indexes: what must never be found, and what comes first."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.glossary import Glossary, Term
from bot.query import query_of
from bot.retrieval import retrieve
from fakes.embedder import WordEmbedder
from knowledge.domain import Match
from knowledge.editions import Edition

TODAY = date(2026, 11, 20)
NONE = Glossary()
RULE = "A bruise on a baby must be referred to the front door the same day by whoever sees it."


def found(edition: Edition, query: str, limit: int = 10, glossary: Glossary = NONE) -> list[Match]:
    return retrieve(edition, query_of(query, edition, WordEmbedder(), glossary), limit, TODAY)


def paths(matches: list[Match]) -> list[str]:
    return [match.passage.version.document.path for match in matches]


def entry(path: str, *lines: str) -> str:
    return "\n".join(["[[document]]", f'path = "{path}"', *lines, ""])


def test_the_passage_that_fits_comes_first(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with({"bruise.md": RULE, "lado.md": "The LADO hears of an allegation within one working day."})
    matches = found(edition, "Who refers a bruise on a baby?")
    assert "bruise.md" == paths(matches)[0]
    assert 1.0 == pytest.approx(matches[0].score)
    assert {"cosine", "keywords"} == matches[0].found_by.keys()


def test_withdrawn_and_restricted_documents_are_never_found(edition_with: Callable[..., Edition]) -> None:
    files = {"open.md": "A bruise is a mark.", "withdrawn.md": RULE, "restricted.md": RULE}
    manifest = (
        entry("open.md") + entry("withdrawn.md", "withdrawn = true") + entry("restricted.md", 'audience = ["police"]')
    )
    assert ["open.md"] == paths(found(edition_with(files, manifest), RULE))


def test_the_current_rule_comes_before_the_one_it_replaced(edition_with: Callable[..., Edition]) -> None:
    manifest = entry("old.md") + entry("new.md", 'supersedes = ["old.md"]')
    assert ["new.md", "old.md"] == paths(found(edition_with({"old.md": RULE, "new.md": RULE}, manifest), RULE))


def test_a_withdrawn_document_replaces_nothing(edition_with: Callable[..., Edition]) -> None:
    manifest = entry("old.md") + entry("new.md", 'supersedes = ["old.md"]', "withdrawn = true")
    matches = found(edition_with({"old.md": RULE, "new.md": RULE}, manifest), RULE)
    assert ["old.md"] == paths(matches)
    assert 1.0 == pytest.approx(matches[0].score)


def test_what_a_document_says_twice_is_found_once(edition_with: Callable[..., Edition]) -> None:
    rule = f"{RULE} A manager signs the referral off, and writes down why, before anyone goes home."
    edition = edition_with({"a.md": f"# Chapter\n\n{rule}\n\n# Annex\n\n{rule}", "b.md": rule})
    assert 3 == len(edition.passages)
    assert ["a.md", "b.md"] == sorted(paths(found(edition, rule)))


@pytest.mark.parametrize("query", ["", "???", "zzz qqq", "the of and"])
def test_a_query_without_a_telling_word_breaks_nothing(edition_with: Callable[..., Edition], query: str) -> None:
    matches = found(edition_with({"a.md": RULE, "b.md": "Another rule stands here."}), query)
    assert {"a.md", "b.md"} == set(paths(matches))


def test_the_limit_holds(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with({f"{number}.md": f"{RULE} Annex {number}." for number in range(5)})
    assert 3 == len(found(edition, RULE, limit=3))


def test_a_term_s_other_spellings_are_searched_for(edition_with: Callable[..., Edition]) -> None:
    files = {"a.md": "Tell the Local Authority Designated Officer first.", "b.md": "Tell somebody about it, in time."}
    lado = Term(acronym="LADO", expansion="Local Authority Designated Officer")
    matches = found(edition_with(files), "LADO", glossary=Glossary((lado,)))
    assert "a.md" == paths(matches)[0]
    assert matches[0].found_by["keywords"] > 0


def test_the_same_query_gives_the_same_order(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with({f"{number}.md": RULE for number in range(6)})
    assert paths(found(edition, RULE)) == paths(found(edition, RULE))
