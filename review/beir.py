"""A data set in BEIR's layout, by which the retriever is compared with its parts and with others' figures."""

import csv
import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from knowledge.domain import Document, Passage, Version
from knowledge.editions import Edition, build_edition
from knowledge.embedded import Embedded, embedded
from knowledge.embedding import Embedder
from knowledge.errors import QuestionError

_EMBED_AT_ONCE = 256

# A query and how many document ids are wanted, best first.
Ranker = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class BeirSet:
    """Texts by id, queries by id, and for each judged query the relevance of texts by id."""

    corpus: Mapping[str, str]
    queries: Mapping[str, str]
    relevance: Mapping[str, Mapping[str, int]]


def read_beir(folder: Path) -> BeirSet:
    """Read corpus.jsonl, queries.jsonl and qrels/test.tsv; raises QuestionError naming what is wrong."""
    try:
        corpus = {str(each["_id"]): _text(each) for each in _lines(folder, "corpus.jsonl")}
        queries = {str(each["_id"]): str(each["text"]) for each in _lines(folder, "queries.jsonl")}
        relevance: defaultdict[str, dict[str, int]] = defaultdict(dict)
        with (folder / "qrels" / "test.tsv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                relevance[row["query-id"]][row["corpus-id"]] = int(row["score"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QuestionError(f"{folder} is not a BEIR data set ({error}).") from error
    data = BeirSet(corpus, queries, dict(relevance))
    if not corpus or not _judged(data):
        raise QuestionError(f"{folder} has no text or no query with a relevant one.")
    return data


def measure(data: BeirSet, ranker: Ranker) -> dict[str, float]:
    """nDCG@10 and recall@5 and @10, each the mean over the judged queries."""
    totals: defaultdict[str, float] = defaultdict(float)
    judged = _judged(data)
    for query in judged:
        ranked, relevance = ranker(data.queries[query], 10), data.relevance[query]
        totals["ndcg@10"] += ndcg(ranked, relevance, 10)
        for k in (5, 10):
            totals[f"recall@{k}"] += recall(ranked, relevance, k)
    return {name: total / len(judged) for name, total in totals.items()}


def _judged(data: BeirSet) -> list[str]:
    """The queries that have a relevant text."""
    return [query for query in data.relevance if query in data.queries and any(data.relevance[query].values())]


def ndcg(ranked: Sequence[str], relevance: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain, with the relevance as gain, as trec_eval has it."""
    ideal = sorted(relevance.values(), reverse=True)[:k]
    best = sum(gain / math.log2(place + 2) for place, gain in enumerate(ideal))
    got = sum(relevance.get(each, 0) / math.log2(place + 2) for place, each in enumerate(ranked[:k]))
    return got / best if best else 0.0


def recall(ranked: Sequence[str], relevance: Mapping[str, int], k: int) -> float:
    """The share of the relevant texts among the first k."""
    relevant = {each for each, grade in relevance.items() if grade > 0}
    return len(relevant & set(ranked[:k])) / len(relevant)


def write_edition(data: BeirSet, folder: Path, embedder: Embedder, progress: Callable[[int, int], None]) -> Edition:
    """An edition of the set in an empty folder: each text is a document of one passage, its id the path."""
    now, passages = datetime.now(UTC), []
    for text_id, text in data.corpus.items():
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        version = Version(Document(text_id, text_id, ""), sha256, "text/plain", None, (), now, "")
        passages.append(Passage(version, 0, text, 0, len(text)))
    held: list[Embedded] = []
    for start in range(0, len(passages), _EMBED_AT_ONCE):
        progress(start, len(passages))
        held += embedded(passages[start : start + _EMBED_AT_ONCE], embedder)
    versions = [passage.version for passage in passages]
    digests = [version.sha256 for version in versions]
    build_edition(folder, versions, passages, digests, held, embedder.name, now)
    return Edition.open(folder)


def print_measures(measures: Mapping[str, Mapping[str, float]], console: Console) -> None:
    """A row a retriever, a column a measure."""
    names = list(next(iter(measures.values())))
    table = Table("Retriever", *names, box=None, pad_edge=False)
    for retriever, values in measures.items():
        table.add_row(retriever, *(f"{values[name]:.3f}" for name in names))
    console.print(table)


def _text(values: dict[str, object]) -> str:
    return f"{values.get('title') or ''}\n{values['text']}".strip()


def _lines(folder: Path, name: str) -> Iterator[dict[str, object]]:
    with (folder / name).open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
