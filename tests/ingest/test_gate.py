"""The gate: what a new edition must find before it is published."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.condensing import standalone
from bot.glossary import Glossary
from bot.query import query_of
from bot.retrieval import retrieve
from builders.corpora import edition_of
from fakes.embedder import WordEmbedder
from ingest.gate import FIRST, Gate, read_gate_questions
from knowledge.domain import Match, Question
from knowledge.editions import Edition
from knowledge.errors import GateError, QuestionError
from knowledge.golden import Evidence, GoldenQuestion
from knowledge.ingest_report import GateResult

BRUISES = "A bruise on a baby must be referred within two hours."
LADO = "The LADO must be told within one working day."
FILES = {"bruise.md": f"# Bruises\n\n{BRUISES}\n", "lado.md": f"# Allegations\n\n{LADO}\n"}
BRUISE_QUESTION = GoldenQuestion(
    "g1", "How soon must a bruise be referred?", "time", True, evidence=(Evidence("bruise.md", None, BRUISES),)
)
LADO_QUESTION = GoldenQuestion(
    "g2", "When is the LADO told?", "time", True, evidence=(Evidence("lado.md", None, LADO),)
)


def search(edition: Edition, question: Question, limit: int) -> list[Match]:
    query = query_of(standalone(question), edition, WordEmbedder(), Glossary())
    return retrieve(edition, query, limit, date(2026, 1, 1))


GATE = Gate([BRUISE_QUESTION, LADO_QUESTION], search, least_share=0.4, fall_allowed=0.05)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Edition]:
    with closing(edition_of(tmp_path / "live", FILES)) as edition:
        yield edition


def candidate_result(folder: Path, files: dict[str, str], live: Edition | None, manifest: str = "") -> GateResult:
    with closing(edition_of(folder / "candidate", files, manifest)) as candidate:
        return GATE.result(candidate, live, None)


def test_an_edition_that_finds_all_evidence_passes(live: Edition, tmp_path: Path) -> None:
    result = candidate_result(tmp_path, FILES, live)
    assert GateResult(2, ("g1", "g2"), ("g1", "g2"), ()) == result
    GATE.check(result)


@pytest.mark.parametrize(
    ("files", "manifest", "why"),
    [
        ({"bruise.md": FILES["bruise.md"]}, "", "the document is not in the new edition"),
        ({**FILES, "lado.md": "# Allegations\n\nTell them soon.\n"}, "", "its words no longer stand there"),
        (FILES, '[[document]]\npath = "lado.md"\nwithdrawn = true\n', "the document is withdrawn"),
        (
            {**FILES, "more.md": "".join(f"# {n}\n\nWhen is the LADO told? {n}.\n\n" for n in range(9))},
            "",
            f"it stands there, but not among the first {FIRST} passages found",
        ),
    ],
)
def test_says_which_question_lost_what_and_why(
    files: dict[str, str], manifest: str, why: str, live: Edition, tmp_path: Path
) -> None:
    result = candidate_result(tmp_path, files, live, manifest)
    (missed,) = result.missed
    assert ("g2", LADO_QUESTION.question, True) == (missed.id, missed.question, missed.found_before)
    assert [("lado.md", LADO, why)] == [(each.document, each.quote, each.why) for each in missed.missing]
    with pytest.raises(GateError, match=r"evidence of 1 of 2 golden questions, the live one of 2 .*FALL_ALLOWED"):
        GATE.check(result)


def test_a_number_that_changed_among_the_same_words_is_told(live: Edition, tmp_path: Path) -> None:
    files = {**FILES, "lado.md": FILES["lado.md"].replace("one working day", "three working day")}
    result = candidate_result(tmp_path, files, live)
    GATE.check(result)
    assert ("g1", "g2") == result.found
    assert [("g2", [LADO])] == [(each.id, [piece.quote for piece in each.missing]) for each in result.reworded]


def test_a_fall_may_be_allowed(live: Edition, tmp_path: Path) -> None:
    result = candidate_result(tmp_path, {"bruise.md": FILES["bruise.md"]}, live)
    replace(GATE, fall_allowed=0.5).check(result)


def test_a_first_edition_must_reach_the_least_share(tmp_path: Path) -> None:
    result = candidate_result(tmp_path, {"bruise.md": FILES["bruise.md"]}, None)
    assert result.found_before is None
    GATE.check(result)
    with pytest.raises(GateError, match=r"1 of 2 golden questions \(SIGNPOST_GATE_LEAST_SHARE asks for 60%\)"):
        replace(GATE, least_share=0.6).check(result)


def test_what_the_live_edition_found_counts_where_it_cannot_be_asked(tmp_path: Path) -> None:
    with closing(edition_of(tmp_path, {"bruise.md": FILES["bruise.md"]})) as candidate:
        result = GATE.result(candidate, None, ("g2", "g1", "gone since"))
    assert ("g1", "g2") == result.found_before
    with pytest.raises(GateError):
        GATE.check(result)


def test_no_golden_question_lets_everything_pass(live: Edition, tmp_path: Path) -> None:
    empty = replace(GATE, golden=[replace(BRUISE_QUESTION, evidence=())], least_share=1.0)
    result = empty.result(live, None, None)
    assert GateResult(0, (), None, ()) == result
    empty.check(result)


def test_a_question_that_follows_another_is_asked_after_it(live: Edition) -> None:
    asked: list[Question] = []

    def listening(edition: Edition, question: Question, limit: int) -> list[Match]:
        asked.append(question)
        return search(edition, question, limit)

    first = replace(BRUISE_QUESTION, evidence=())
    Gate([first, replace(LADO_QUESTION, follows="g1")], listening, 0, 0).result(live, None, None)
    assert [(LADO_QUESTION.question, [first.question])] == [
        (each.text, [turn.question for turn in each.history]) for each in asked
    ]


def line(id: str) -> str:
    return json.dumps({"id": id, "question": "How?", "answerable": True})


def test_the_questions_are_the_corpus_s_own_and_the_reviewers(tmp_path: Path) -> None:
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    assert [] == read_gate_questions(corpus, data)
    for folder, id in ((corpus, "c1"), (data, "r1")):
        folder.mkdir()
        (folder / "golden.jsonl").write_text(line(id))
    assert ["c1", "r1"] == [golden.id for golden in read_gate_questions(corpus, data)]
    (data / "golden.jsonl").write_text(line("c1"))
    with pytest.raises(QuestionError, match="'c1' stands twice"):
        read_gate_questions(corpus, data)
    (data / "golden.jsonl").write_text("{")
    with pytest.raises(QuestionError, match="line 1"):
        read_gate_questions(corpus, data)
