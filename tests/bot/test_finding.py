"""Finding, and whether what was found is an answer: a probability counts only where all its signs are there."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot import judging
from bot.finding import Finder
from bot.glossary import Glossary
from builders.corpora import ingested, write_corpus
from fakes.embedder import WordEmbedder
from knowledge.editions import Edition
from knowledge.settings import TUNED_MODEL
from knowledge.sizes import write_sizes

RULE = "A bruise on a baby who cannot move is told to the front door."
QUESTION = "Is a bruise on a baby told to the front door?"


@pytest.fixture(params=[(TUNED_MODEL, True), (TUNED_MODEL, False), ("words", True)], ids=["all", "older", "other"])
def finder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Finder]:
    """On an edition of the judge's embedding model, on one from before there were signs, and on another model's."""
    model, has_signs = request.param
    embedder, data = WordEmbedder(model), tmp_path / "data"
    folder = data / "editions" / ingested(write_corpus(tmp_path / "corpus", {"a.md": RULE}), data, embedder).edition
    if not has_signs:
        shutil.rmtree(folder / "signs")
        write_sizes(folder)
    with closing(Edition.open(folder)) as edition:
        yield Finder(edition, embedder, Glossary(), 8, date(2026, 1, 1))


def test_an_unlikely_answer_is_declined_only_where_a_probability_can_be_told(
    finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert finder.find(QUESTION).answering
    monkeypatch.setattr(judging, "LEAST_PROBABILITY", 1.0)
    is_complete = finder.embedder.name == TUNED_MODEL and finder.edition.signs is not None
    assert is_complete == finder.tells_probability == (not finder.find(QUESTION).answering)


def test_editions_of_before_are_found_in_as_they_were(finder: Finder) -> None:
    (match,) = finder.find(QUESTION).matches
    assert finder.tells_probability == ("tokens" in match.found_by)
