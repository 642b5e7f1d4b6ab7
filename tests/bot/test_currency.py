"""A rule that was replaced is left out, unless the question is about it."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.currency import in_force
from bot.glossary import Glossary
from bot.query import query_of
from bot.retrieval import retrieve
from fakes.embedder import WordEmbedder
from knowledge.domain import Match
from knowledge.editions import Edition

TODAY = date(2026, 11, 20)
MANIFEST = """
[[document]]
path = "old.md"
title = "Bruising protocol 2019"
effective_on = 2019-03-01
[[document]]
path = "new.md"
title = "Bruising protocol"
effective_on = 2024-04-01
supersedes = ["old.md"]
"""
FILES = {
    "old.md": "A named nurse may decide that a bruise on a baby is not referred.",
    "new.md": "Nobody may decide alone that a bruise on a baby is not referred.",
}


def found(edition: Edition, question: str) -> list[Match]:
    return retrieve(edition, query_of(question, edition, WordEmbedder(), Glossary()), 10, TODAY)


def kept(edition_with: Callable[..., Edition], question: str, files: dict[str, str] = FILES) -> list[str]:
    edition = edition_with(files, MANIFEST)
    matches = found(edition, question)
    return sorted(match.passage.version.document.path for match in in_force(question, matches, edition, TODAY))


@pytest.mark.parametrize(
    "question",
    [
        "Who decides on a bruise on a baby?",
        "What of a bruise on a ten year old child?",
        "How old must a baby with a bruise be?",
        "Whom do I ring before I refer a bruise?",
        "What changes in behaviour come with a bruise?",
        "What different kinds of bruise are there?",
        "How many babies had a bruise in 2022?",
        "What was the rule on a bruise?",
    ],
)
def test_a_replaced_rule_is_left_out(edition_with: Callable[..., Edition], question: str) -> None:
    assert ["new.md"] == kept(edition_with, question)


@pytest.mark.parametrize(
    "question",
    [
        "What did the old protocol say of a bruise?",
        "What did the previous rule say of a bruise?",
        "What has changed on bruises since 2019?",
        "What did the 2019 protocol say of a bruise?",
        "Can the named nurse no longer decide on a bruise?",
        "How does the new bruising protocol differ from the last version?",
        "Which protocol was replaced?",
    ],
)
def test_a_question_about_the_past_keeps_it(edition_with: Callable[..., Edition], question: str) -> None:
    assert ["new.md", "old.md"] == kept(edition_with, question)


def test_a_replaced_rule_is_better_than_none(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with(FILES, MANIFEST)
    matches = [match for match in found(edition, "bruise") if match.passage.version.document.path == "old.md"]
    assert matches == in_force("Who decides on a bruise?", matches, edition, TODAY)
