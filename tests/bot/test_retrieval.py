"""Retrieval over real indexes: what must never be found, and what comes first."""

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.glossary import Glossary, Term
from bot.query import query_of
from bot.retrieval import PASSAGES_READ, retrieve
from builders.corpora import ingested, write_corpus
from fakes.embedder import WordEmbedder
from knowledge.domain import Match
from knowledge.editions import Edition, Editions
from knowledge.settings import TUNED_MODEL

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


def in_order(folder: Path, model: str) -> list[Match]:
    """A question that one passage has all the words of, among many others, and another some of, and little else."""
    files = {
        "short.md": "A bruise: a bruise on a baby.",
        "long.md": f"A bruise on a baby is seen at the clinic. {' '.join(f'word{place}' for place in range(8))}.",
        "other.md": "Tea is at four.",
    }
    embedder = WordEmbedder(model)
    ingested(write_corpus(folder / "corpus", files), folder / "data", embedder)
    with closing(Editions(folder / "data").open_live(model)) as edition:
        return retrieve(edition, query_of("Bruise, baby: which clinic?", edition, embedder, NONE), 10, TODAY)


def test_a_passage_that_has_a_word_for_each_comes_first(tmp_path: Path) -> None:
    uncompared, compared = in_order(tmp_path / "other", "words"), in_order(tmp_path / "own", TUNED_MODEL)
    assert "short.md" == paths(uncompared)[0]
    assert ["long.md", "short.md"] == paths(compared)[:2]
    assert sorted((match.score for match in compared), reverse=True) == [match.score for match in compared]
    assert pytest.approx(uncompared[0].score) == compared[0].score
    assert compared[0].found_by["tokens"] > compared[1].found_by["tokens"]


class Preferring:
    """A reader that likes the passages with one word, and remembers what it was shown."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.shown: list[str] = []

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """1 for a passage with the word."""
        self.shown += passages
        return np.array([float(self.word in passage) for passage in passages], np.float32)


def test_a_reader_puts_the_passages_in_a_new_order(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with(
        {"bruise.md": RULE, "baby.md": "A baby sleeps in the nursery.", "other.md": "Tea is at four."}
    )
    query = query_of("Who refers a bruise on a baby?", edition, WordEmbedder(), NONE)
    matches = retrieve(edition, query, 10, TODAY, Preferring("nursery"))
    assert ["baby.md", "bruise.md"] == paths(matches)[:2]
    assert [1.0, 0.0] == [match.found_by["reader"] for match in matches][:2]


def test_a_reader_is_shown_the_best_passages_only(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with({f"{n}.md": f"Bruise number {n} was seen by doctor {n}." for n in range(PASSAGES_READ + 9)})
    reader = Preferring("doctor")
    query = query_of("Who saw the bruise?", edition, WordEmbedder(), NONE)
    assert PASSAGES_READ + 9 == len(retrieve(edition, query, 99, TODAY, reader))
    assert PASSAGES_READ == len(reader.shown)


def test_withdrawn_and_restricted_documents_are_never_found(edition_with: Callable[..., Edition]) -> None:
    files = {"open.md": "A bruise is a mark.", "withdrawn.md": RULE, "restricted.md": RULE}
    manifest = (
        entry("open.md") + entry("withdrawn.md", "withdrawn = true") + entry("restricted.md", 'audience = ["police"]')
    )
    assert ["open.md"] == paths(found(edition_with(files, manifest), RULE))


def near_by_words(folder: Path, files: dict[str, str], manifest: str, limit: int = 10) -> list[Match]:
    """What is found for RULE where the best are put in order by their words."""
    embedder = WordEmbedder(TUNED_MODEL)
    ingested(write_corpus(folder / "corpus", files, manifest), folder / "data", embedder)
    with closing(Editions(folder / "data").open_live(TUNED_MODEL)) as edition:
        return retrieve(edition, query_of(RULE, edition, embedder, NONE), limit, TODAY)


def test_no_order_by_words_brings_up_what_must_not_be_found(tmp_path: Path) -> None:
    files = {"a.md": "A bruise is a mark.", "b.md": "Tea.", "withdrawn.md": RULE, "restricted.md": RULE}
    manifest = entry("withdrawn.md", "withdrawn = true") + entry("restricted.md", 'audience = ["police"]')
    matches = near_by_words(tmp_path, files, manifest)
    assert "a.md" == paths(matches)[0]
    assert {"a.md", "b.md"} >= set(paths(matches))
    assert all(0 <= match.score <= 1 for match in matches)


def test_no_order_by_words_puts_what_was_replaced_first(tmp_path: Path) -> None:
    files = {"old.md": RULE, "new.md": RULE, "other.md": "Tea is at four.", "bruise.md": "A bruise is a mark."}
    matches = near_by_words(tmp_path, files, entry("new.md", 'supersedes = ["old.md"]'))
    assert ["new.md", "old.md"] == paths(matches)[:2]
    assert matches[0].score > matches[1].score


def test_one_passage_alone_stays_as_it_is(tmp_path: Path) -> None:
    (match,) = near_by_words(tmp_path, {"rule.md": RULE}, "")
    assert (1.0, True) == (match.score, match.found_by["tokens"] > 0)


def test_the_current_rule_comes_before_the_one_it_replaced(edition_with: Callable[..., Edition]) -> None:
    manifest = entry("old.md") + entry("new.md", 'supersedes = ["old.md"]')
    assert ["new.md", "old.md"] == paths(found(edition_with({"old.md": RULE, "new.md": RULE}, manifest), RULE))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How soon must a bruise on a baby be referred?", "rule.md"),
        ("What did the review find about a bruise on a baby?", "review.md"),
    ],
)
def test_rules_come_first_for_what_to_do_and_learning_for_what_was_found(
    question: str, first: str, edition_with: Callable[..., Edition]
) -> None:
    manifest = entry("review.md", 'authority = "learning"') + entry("rule.md", 'authority = "local procedure"')
    assert first == paths(found(edition_with({"review.md": RULE, "rule.md": RULE}, manifest), question))[0]


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
