"""Measures finding the evidence of one question beside LangChain's EnsembleRetriever: `make bench-retrieval`, or
`python tests/bench_retrieval.py CORPUS [PASSAGES [QUESTIONS.jsonl]]`.

The passages are generated: sentences of the corpus put together anew. To embed so many would take minutes, so each
has the mean of its sentences' vectors, moved by chance: how fast is measured, not how well. Each side runs in a
process of its own. Compare figures of one run only.
"""

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np
from langchain_chroma import Chroma
from langchain_classic.retrievers.ensemble import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.embeddings import Embeddings

from bot.extracting import candidates, quotable
from bot.glossary import read_glossary
from bot.query import query_of
from bot.retrieval import retrieve
from ingest.files import read_file
from knowledge.domain import Document, Passage, Version
from knowledge.editions import Edition, build_edition
from knowledge.embedded import Embedded
from knowledge.embedding import SentenceTransformerEmbedder, Vectors
from knowledge.errors import SignpostError
from knowledge.golden import read_golden
from knowledge.sentences import sentences, telling_spans

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
QUESTIONS = CORPUS / "golden.jsonl"
PASSAGES = 50_000
WANTED = 10
_SENTENCES, _SENTENCES_OF_ONE, _PASSAGES_OF_ONE_DOCUMENT = 2000, 6, 200
# As many telling tokens as a passage of 110 words has.
_TOKENS_OF_ONE = 82
_MOVED = 0.02
_ADD_AT_ONCE = 2000
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds a question, and the peak memory of the process in megabytes."""

    milliseconds: tuple[float, ...]
    megabytes: int

    def at(self, percentile: int) -> float:
        """The percentile's milliseconds."""
        return float(np.percentile(self.milliseconds, percentile))


class SameEmbeddings(Embeddings):
    """Our embedder as LangChain takes it."""

    def __init__(self) -> None:
        self._embedder = SentenceTransformerEmbedder()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector a text."""
        return [[float(each) for each in row] for row in self._embedder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


def main() -> None:
    """Generate the passages, index them by both, and ask both the same questions."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    count = int(sys.argv[2]) if len(sys.argv) > 2 else PASSAGES
    questions = [each.question for each in read_golden(Path(sys.argv[3]) if len(sys.argv) > 3 else QUESTIONS)]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        alone(write_both, corpus, count, place)
        ours = alone(time_ours, place, questions)
        theirs = alone(time_theirs, place, questions)
    print(f"{count:,} generated passages, {len(questions)} questions")
    print(line("signpost", ours))
    print(line("EnsembleRetriever", theirs))
    p50, p95 = (theirs.at(each) / ours.at(each) for each in (50, 95))
    print(f"ours to theirs      {p50:.1f} times as fast at p50, {p95:.1f} at p95")


def alone(work: Callable[P, R], *values: P.args, **named: P.kwargs) -> R:
    """What `work` returns in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(work, *values, **named).result()


def write_both(corpus: Path, count: int, place: Path) -> None:
    """An edition, and a Chroma store with the texts beside it, of the same generated passages."""
    pool = telling_sentences(corpus)
    embedder = SentenceTransformerEmbedder()
    passages, held = generated(pool, embedder.encode(pool), count)
    (place / "edition").mkdir()
    versions = list({passage.version.sha256: passage.version for passage in passages}.values())
    digests = [f"{row:064x}" for row in range(count)]
    build_edition(place / "edition", versions, passages, digests, held, embedder.name, datetime.now(UTC))
    texts = [passage.text for passage in passages]
    (place / "texts.json").write_text(json.dumps(texts))
    store = chroma(place)
    for first in range(0, count, _ADD_AT_ONCE):
        rows = range(first, min(count, first + _ADD_AT_ONCE))
        # The store's own way in would embed the texts.
        store._collection.add(
            ids=[str(row) for row in rows],
            documents=[texts[row] for row in rows],
            embeddings=[held[row].vectors[0].astype(np.float32) for row in rows],
        )


def telling_sentences(corpus: Path) -> list[str]:
    """Some sentences of a corpus's files, each long enough to have a vector of its own."""
    chance, found = random.Random(7), set[str]()
    files = sorted(path for path in corpus.rglob("*") if path.suffix in (".pdf", ".docx", ".md"))
    chance.shuffle(files)
    for path in files:
        try:
            blocks = read_file(path).blocks
        except SignpostError:
            continue
        found |= {each for block in blocks for each in sentences(block.text) if telling_spans(each) == [(0, len(each))]}
        if len(found) >= _SENTENCES:
            break
    return sorted(found)[:_SENTENCES]


def generated(pool: Sequence[str], vectors: Vectors, count: int) -> tuple[list[Passage], list[Embedded]]:
    """Passages of sentences drawn from the pool, a line each, with vectors, and with signs by chance."""
    chance = np.random.default_rng(7)
    passages, by_row = [], []
    for row in range(count):
        drawn = chance.choice(len(pool), _SENTENCES_OF_ONE, replace=False)
        text = "\n".join(pool[each] for each in drawn)
        document, ordinal = divmod(row, _PASSAGES_OF_ONE_DOCUMENT)
        passages.append(Passage(generated_version(document), ordinal, text, 0, len(text)))
        own = vectors[drawn]
        moved = np.vstack([own.mean(axis=0), own]) + chance.normal(0, _MOVED, (1 + len(own), own.shape[1]))
        unit = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float16)
        signs = chance.integers(0, 256, (_TOKENS_OF_ONE, own.shape[1] // 8), dtype=np.uint8)
        by_row.append(Embedded(unit, signs))
    return passages, by_row


def generated_version(number: int) -> Version:
    """The version of a document that is nowhere."""
    document = Document(f"generated-{number}", f"generated-{number}.md", f"Generated document {number}")
    return Version(document, f"{number:064x}", "text/markdown", None, (), datetime(2026, 1, 1, tzinfo=UTC), "")


def time_ours(place: Path, questions: Sequence[str]) -> Timing:
    """Read, retrieve and judge unit by unit, as an answer does before it is composed."""
    embedder, glossary = SentenceTransformerEmbedder(), read_glossary(CORPUS)
    with closing(Edition.open(place / "edition")) as edition:

        def neighbour(passage: Passage, ordinal: int) -> Passage | None:
            return edition.passages.at(passage.version.document.path, ordinal)

        def find(text: str) -> None:
            query = query_of(text, edition, embedder, glossary)
            matches = retrieve(edition, query, WANTED, date.today())
            candidates(query, list(quotable(matches, neighbour, edition.vectors_of)))

        return timed(find, questions)


def time_theirs(place: Path, questions: Sequence[str]) -> Timing:
    """BM25Retriever and Chroma, joined as LangChain joins them."""
    keywords = BM25Retriever.from_texts(json.loads((place / "texts.json").read_text()), k=WANTED)
    vectors = chroma(place).as_retriever(search_kwargs={"k": WANTED})
    both = EnsembleRetriever(retrievers=[keywords, vectors], weights=[0.4, 0.6])
    return timed(lambda text: both.invoke(text), questions)


def chroma(place: Path) -> Chroma:
    """LangChain's store, by cosine as ours."""
    return Chroma("passages", SameEmbeddings(), str(place / "chroma"), collection_metadata={"hnsw:space": "cosine"})


def timed(find: Callable[[str], object], questions: Sequence[str]) -> Timing:
    """Each question once, after one that loads what is loaded once."""
    find(questions[0])
    milliseconds = []
    for text in questions:
        started = time.perf_counter()
        find(text)
        milliseconds.append((time.perf_counter() - started) * 1000)
    return Timing(tuple(milliseconds), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def line(name: str, timing: Timing) -> str:
    """One row of the table."""
    return f"{name:<19} p50 {timing.at(50):8.1f} ms   p95 {timing.at(95):8.1f} ms   {timing.megabytes:6,} MB peak"


if __name__ == "__main__":
    main()
