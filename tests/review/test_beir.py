"""The retriever measured on a data set in BEIR's layout."""

import json
import math
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.glossary import Glossary
from bot.query import query_of
from bot.retrieval import retrieve
from fakes.embedder import WordEmbedder
from knowledge.errors import QuestionError
from review.beir import BeirSet, measure, ndcg, read_beir, recall, write_edition

TEXTS = {"d1": "A bruise on a baby.", "d2": "An allegation against a coach.", "d3": "Food and drink at home."}
QUERIES = {"q1": "Who sees a bruise on a baby?", "q2": "What of an allegation?", "q3": "not judged"}
JUDGED = "q1\td1\t1\nq2\td2\t2\nq2\td3\t1\nq9\td1\t1\n"


def write(folder: Path, texts: Mapping[str, str] = TEXTS, judged: str = JUDGED) -> Path:
    (folder / "qrels").mkdir()
    lines = [json.dumps({"_id": each, "title": "", "text": text}) for each, text in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    lines = [json.dumps({"_id": each, "text": text}) for each, text in QUERIES.items()]
    (folder / "queries.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a", "b", "c"], 1.0),
        (["x", "a"], (2 / math.log2(3)) / (2 + 1 / math.log2(3))),
        (["b", "x", "a"], (1 + 2 / math.log2(4)) / (2 + 1 / math.log2(3))),
        (["x", "y"], 0.0),
        ([], 0.0),
    ],
)
def test_ndcg_is_as_by_hand(ranked: list[str], expected: float) -> None:
    assert expected == pytest.approx(ndcg(ranked, {"a": 2, "b": 1, "c": 0}, 10))


def test_ndcg_looks_at_the_first_k_alone() -> None:
    assert 0.0 == ndcg(["x", "a"], {"a": 1}, 1)
    assert 1.0 == ndcg(["a", "x"], {"a": 1, "b": 1}, 1)


def test_nothing_relevant_is_no_gain() -> None:
    assert 0.0 == ndcg(["a"], {"a": 0}, 10)


def test_recall_is_the_share_of_the_relevant_among_the_first_k() -> None:
    relevance = {"a": 1, "b": 2, "c": 0}
    assert [0.0, 0.5, 1.0] == [recall(["c", "a", "b"], relevance, k) for k in (1, 2, 3)]


def test_measures_are_means_over_the_judged_queries() -> None:
    data = BeirSet({}, {"q1": "one", "q2": "two", "q3": "three"}, {"q1": {"a": 1}, "q2": {"b": 1}, "q3": {"a": 0}})
    measures = measure(data, lambda query, limit: ["a"])
    assert {"ndcg@10": 0.5, "recall@5": 0.5, "recall@10": 0.5} == measures


def test_a_data_set_is_read(tmp_path: Path) -> None:
    data = read_beir(write(tmp_path))
    assert TEXTS == data.corpus
    assert {"q1": {"d1": 1}, "q2": {"d2": 2, "d3": 1}, "q9": {"d1": 1}} == data.relevance


@pytest.mark.parametrize(
    ("texts", "judged"),
    [({}, JUDGED), (TEXTS, ""), (TEXTS, "q1\td1\t0\n"), (TEXTS, "q1\td1\n"), (TEXTS, "q1\td1\tx\n")],
)
def test_a_data_set_that_measures_nothing_is_told(tmp_path: Path, texts: dict[str, str], judged: str) -> None:
    with pytest.raises(QuestionError, match=str(tmp_path)):
        read_beir(write(tmp_path, texts, judged))


@pytest.mark.parametrize("line", ["{", "[1]", "3", '{"text": "no id"}'])
def test_a_line_that_is_not_of_the_layout_is_told(tmp_path: Path, line: str) -> None:
    (write(tmp_path) / "corpus.jsonl").write_text(line)
    with pytest.raises(QuestionError, match="not a BEIR data set"):
        read_beir(tmp_path)


def test_a_folder_without_its_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"corpus\.jsonl"):
        read_beir(tmp_path)


@pytest.mark.parametrize("vector_share", [0.0, 0.5, 1.0])
def test_a_small_set_is_retrieved_from_end_to_end(tmp_path: Path, vector_share: float) -> None:
    data, embedder, seen = read_beir(write(tmp_path)), WordEmbedder(), list[tuple[int, int]]()
    folder = tmp_path / "edition"
    folder.mkdir()
    with closing(write_edition(data, folder, embedder, lambda done, total: seen.append((done, total)))) as edition:

        def ranked(query: str, limit: int) -> list[str]:
            asked = query_of(query, edition, embedder, Glossary())
            matches = retrieve(edition, asked, limit, date(2026, 1, 1), vector_share=vector_share)
            return [match.passage.version.document.path for match in matches]

        assert "d1" == ranked(QUERIES["q1"], 10)[0]
        assert "d2" == ranked(QUERIES["q2"], 10)[0]
        measures = measure(data, ranked)
    assert [(0, 3)] == seen
    assert 0.85 < measures["ndcg@10"] <= 1.0
