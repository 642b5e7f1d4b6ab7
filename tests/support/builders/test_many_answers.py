"""The ledger of very many answers is one that the console can be measured on."""

import shutil
from pathlib import Path

import pytest

from builders.answers import sample_answer
from builders.many_answers import many_answers
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.verifying import verify
from knowledge.verdicts import Stage, stage_of

COUNT = 1200


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "ledger.db"
    many_answers(path, COUNT, seed=7)
    return path


def test_there_are_so_many_and_each_can_be_read(path: Path) -> None:
    with Ledger.open(f"sqlite:///{path}") as ledger:
        listed = ledger.answers(COUNT + 1)
        assert COUNT == len(listed)
        answer = next(
            found for each in listed if not each.id.startswith("pattern") and (found := ledger.answer(each.id))
        )
        assert answer.id in {each.id for each in listed}
        cited = next(found for each in listed if each.citations > 2 and (found := ledger.answer(each.id)))
        assert all(citation.quote in citation.passage.text for citation in cited.citations)


def test_some_are_queued_and_some_reviewed_once_or_twice(path: Path) -> None:
    with Ledger.open(f"sqlite:///{path}") as ledger:
        flagged = ledger.answers(COUNT, flagged=True)
        reviews = [ledger.reviews.of(each.id) for each in ledger.answers(COUNT)]
    given = [ones for ones in reviews if ones]
    assert 20 < len(flagged) < 60
    assert 120 == len(given)
    assert {1, 2} == {len(ones) for ones in given}
    assert {Stage.ONCE, Stage.DIFFERING, Stage.SETTLED} >= {stage_of(ones) for ones in given}


def test_its_chain_is_whole(path: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{shutil.copy(path, tmp_path / 'ledger.db')}"
    verified = verify(url)
    assert verified.is_whole
    with Ledger.open(url) as ledger:
        ledger.record(sample_answer("new"))
    again = verify(url, verified.head.hash)
    assert (True, verified.entries + 1) == (again.is_whole, again.entries)


def test_the_same_seed_makes_the_same(path: Path, tmp_path: Path) -> None:
    many_answers(tmp_path / "again.db", COUNT, seed=7)
    with Ledger.open(f"sqlite:///{path}") as first, Ledger.open(f"sqlite:///{tmp_path / 'again.db'}") as second:
        assert first.answers(COUNT) == second.answers(COUNT)
