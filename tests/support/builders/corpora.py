"""Small corpora and their editions, by way of the real ingest."""

import atexit
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fakes.embedder import WordEmbedder
from ingest.ingestion import ingest
from ingest.workers import Workers
from knowledge.editions import Edition, Editions
from knowledge.embedding import Embedder
from knowledge.ingest_report import IngestReport


def write_corpus(folder: Path, files: Mapping[str, str], manifest: str = "") -> Path:
    """Write text files (and manifest.toml, an entry a file unless one is given) below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    entries = "\n".join(f'[[document]]\npath = "{path}"\n' for path in files)
    (folder / "manifest.toml").write_text(manifest or entries, encoding="utf-8")
    return folder


def ingested(corpus: Path, data: Path, embedder: Embedder | None = None) -> IngestReport:
    """Publish an edition of a corpus folder."""

    def progress(stage: str, done: int, total: int) -> None:
        pass

    return ingest(corpus, data, embedder or WordEmbedder(), progress, workers=warm_workers())


@cache
def warm_workers() -> Workers:
    """Processes that have loaded every parser already, for all tests of a run."""
    workers = Workers()
    atexit.register(workers.close)
    return workers


def edition_of(folder: Path, files: Mapping[str, str], manifest: str = "") -> Edition:
    """The opened edition of a small corpus; its corpus and data lie below `folder`."""
    corpus, data = write_corpus(folder / "corpus", files, manifest), folder / "data"
    ingested(corpus, data)
    return Editions(data).open_live("words")
