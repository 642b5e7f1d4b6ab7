"""Editions: immutable states of the index, one folder each, and the one atomic switch between them.

editions/<id>/edition.json   embedding model, when, how much
             /passages.db    versions and passages
             /vectors/       Chroma, which finds candidates
             /exact/         the vectors of passages and of their sentences, by which candidates are compared
             /signs/         a bit a dimension of their words' vectors, by which the best are put in order
             /keywords/      BM25
             /sizes.json     how large each of its files is, against truncation
             /report.json    what the ingest did
editions/live                the id of the edition that answers
editions/.building-<id>/     not published: swept away by the next ingest
"""

import json
import os
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from knowledge.domain import Document, Passage, Standing, Version
from knowledge.embedded import Embedded
from knowledge.errors import (
    EmbeddingMismatchError,
    IndexUnavailableError,
    IngestRunningError,
    StorageError,
)
from knowledge.ingest_report import IngestReport
from knowledge.passages import PassageStore
from knowledge.sizes import has_whole_files, write_sizes

# The libraries of the indexes take most of a second to load, and an ingest that finds nothing changed needs neither.
if TYPE_CHECKING:
    from knowledge.exact import ExactVectors, Half
    from knowledge.keywords import KeywordIndex
    from knowledge.token_signs import TokenSigns
    from knowledge.vectors import VectorStore

_BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class EditionSummary:
    """What `signpost editions` shows of one; `created_at` is ISO 8601, UTC."""

    id: str
    created_at: str
    embedding_model: str
    documents: int
    passages: int


class Edition:
    """An opened edition: passages by row, with their vectors and keywords."""

    def __init__(
        self,
        summary: EditionSummary,
        passages: PassageStore,
        vectors: "VectorStore",
        exact: "ExactVectors",
        signs: "TokenSigns | None",
        keywords: "KeywordIndex",
    ) -> None:
        self.summary = summary
        self.passages = passages
        self.vectors = vectors
        self.exact = exact
        self.signs = signs
        self.keywords = keywords
        self.superseded = superseded_paths([v.document for v in passages.versions.values()])

    @classmethod
    def open(cls, folder: Path) -> "Edition":
        """Open a published edition; raises IndexUnavailableError when a part is missing or damaged."""
        from knowledge.exact import ExactVectors
        from knowledge.keywords import KeywordIndex
        from knowledge.token_signs import TokenSigns
        from knowledge.vectors import VectorStore

        summary = read_summary(folder)
        if not has_whole_files(folder):
            raise _damaged(folder)
        with ExitStack() as opened:
            passages = PassageStore.open(folder / "passages.db")
            opened.callback(passages.close)
            vectors = VectorStore.open(folder / "vectors")
            opened.callback(vectors.close)
            exact = ExactVectors.open(folder / "exact")
            # An edition that was built before there were any has none.
            signs = TokenSigns.open(folder / "signs") if (folder / "signs").exists() else None
            keywords = KeywordIndex.load(folder / "keywords")
            opened.pop_all()
        return cls(summary, passages, vectors, exact, signs, keywords)

    @property
    def id(self) -> str:
        """The edition's name, by which answers are pinned to it."""
        return self.summary.id

    def vectors_of(self, passage: Passage) -> "Half":
        """The vector of a passage of this edition, then those of its telling sentences, in order."""
        return self.exact.of_row(self.passages.row_of(passage))

    def standing(self, document: Document, today: date) -> Standing:
        """What a document of this edition counts for on `today`."""
        return document.standing(today, document.path in self.superseded)

    def shown_to(self, audiences: Collection[str]) -> dict[str, Version]:
        """The versions by path that somebody of these audiences may be shown: none that is withdrawn."""
        return {
            path: version
            for path, version in self.passages.versions.items()
            if version.document.is_for(audiences) and not version.document.withdrawn
        }

    def replacing(self, document: Document) -> Document | None:
        """The document that replaces one, the latest where there are several; None where none does."""
        return replacing(document, [version.document for version in self.passages.versions.values()])

    def close(self) -> None:
        """Let go of the edition's files."""
        self.passages.close()
        self.vectors.close()


class Editions:
    """All editions below a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.folder = data / "editions"

    @property
    def live_id(self) -> str | None:
        """The edition that answers, or None before the first ingest."""
        try:
            return (self.folder / "live").read_text().strip() or None
        except FileNotFoundError:
            return None

    def summaries(self) -> list[EditionSummary]:
        """Every published edition that can be read, newest first: a damaged one must not hide the others."""
        folders = [f for f in self.folder.glob("*") if (f / "edition.json").is_file() and f.name[0] != "."]
        return sorted(_readable_summaries(folders), key=lambda each: (each.created_at, each.id), reverse=True)

    def report(self, edition: str) -> Mapping[str, Any]:
        """What the ingest that published an edition wrote of it, as JSON; empty where there is nothing to be read."""
        with suppress(OSError, ValueError):
            report = json.loads((self.folder / edition / "report.json").read_text())
            if isinstance(report, dict):
                return report
        return {}

    def open_live(self, embedding_model: str) -> Edition:
        """Open the edition that answers; raises EmbeddingMismatchError when its vectors are of another model."""
        folder = self._live_folder()
        summary = read_summary(folder)
        if summary.embedding_model != embedding_model:
            raise EmbeddingMismatchError(
                f"Edition {summary.id} was built with the embedding model {summary.embedding_model!r}, but "
                f"{embedding_model!r} is set: run `signpost ingest`, or set SIGNPOST_EMBEDDING_MODEL back."
            )
        return Edition.open(folder)

    def open_live_passages(self) -> PassageStore:
        """The live edition's versions and passages alone: they need no embedding model."""
        return PassageStore.open(self._live_folder() / "passages.db")

    def publish(self, building: Path, report: IngestReport) -> None:
        """Make a built edition the live one: nothing of it is seen before the last step."""
        try:
            (building / "report.json").write_text(json.dumps(asdict(report.without_questions), indent=2))
            building.rename(self.folder / edition_id(building))
            self._switch(edition_id(building))
        except OSError as error:
            raise _unwritable(self._data, error) from error

    def roll_back(self, wanted: str | None = None) -> str:
        """Make the edition `wanted`, or the newest one older than the live one, live; returns its id.

        Raises IndexUnavailableError when there is none, or when it is damaged.
        """
        published = [summary.id for summary in self.summaries()]
        wanted = wanted or self._before_live(published)
        if wanted not in published:
            raise IndexUnavailableError(f"There is no edition {wanted!r}: see `signpost editions`.")
        Edition.open(self.folder / wanted).close()  # one that cannot answer never becomes the live one
        try:
            self._switch(wanted)
        except OSError as error:
            raise _unwritable(self._data, error) from error
        return wanted

    @contextmanager
    def building(self, now: datetime) -> Iterator[Path]:
        """A fresh folder to build an edition in, under the ingest lock; removed unless it is published."""
        with self.locked():
            self._sweep()
            folder = self.folder / f"{_BUILDING}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _before_live(self, published: Sequence[str]) -> str:
        """The edition before the live one, of those `published`, newest first."""
        live = self.live_id or ""
        if live in published:
            older = published[published.index(live) + 1 :]
        else:  # the live one is damaged; the time that its id begins with is still known
            older = [each for each in published if each.partition("-")[0] <= live.partition("-")[0]]
        if not older:
            raise IndexUnavailableError("There is no earlier edition to go back to.")
        return older[0]

    def _live_folder(self) -> Path:
        live = self.live_id
        if live is None:
            raise IndexUnavailableError("Nothing has been ingested yet: run `signpost ingest`.")
        return self.folder / live

    def _switch(self, to: str) -> None:
        temporary = self.folder / ".live-next"
        with temporary.open("w") as file:
            file.write(to + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.folder / "live")

    def _sweep(self) -> None:
        for leftover in self.folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(leftover, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The ingest lock of the data folder; raises IngestRunningError where another process holds it."""
        holder = self._data / "ingest.holder"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._data / "ingest.lock", timeout=0):
                holder.write_text(f"process {os.getpid()}, started {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
                yield
        except Timeout as error:
            who = holder.read_text() if holder.is_file() else "another process"
            raise IngestRunningError(f"Another ingest is running ({who}): wait for it to finish.") from error
        except OSError as error:
            raise _unwritable(self._data, error) from error


def edition_id(folder: Path) -> str:
    """The id of the edition that is being built in `folder`."""
    return folder.name.removeprefix(_BUILDING)


def build_edition(
    folder: Path,
    versions: Sequence[Version],
    passages: Sequence[Passage],
    digests: Sequence[str],
    embedded: Sequence[Embedded],
    embedding_model: str,
    now: datetime,
) -> None:
    """Write every part of an edition; `passages`, `digests` and `embedded` have one entry a row.

    Raises StorageError when the disk is full or cannot be written.
    """
    import numpy as np

    from knowledge.exact import ExactVectors
    from knowledge.keywords import KeywordIndex
    from knowledge.token_signs import TokenSigns
    from knowledge.vectors import VectorStore

    summary = EditionSummary(edition_id(folder), now.isoformat(), embedding_model, len(versions), len(passages))
    try:
        PassageStore.create(folder / "passages.db", versions, passages, digests).close()
        store = VectorStore.create(folder / "vectors")
        store.add(0, np.stack([each.vectors[0] for each in embedded]).astype(np.float32))
        store.close()
        ExactVectors.create(folder / "exact", [each.vectors for each in embedded])
        TokenSigns.create(folder / "signs", [each.signs for each in embedded])
        KeywordIndex.build([_indexed_text(passage) for passage in passages]).save(folder / "keywords")
        write_sizes(folder)
        (folder / "edition.json").write_text(json.dumps(asdict(summary), indent=2))
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The data folder {folder} cannot be written ({error.strerror or error}): "
        "give it space and write permission, or set SIGNPOST_DATA."
    )


def _damaged(folder: Path) -> IndexUnavailableError:
    return IndexUnavailableError(
        f"Edition {folder.name} is missing or damaged: run `signpost rollback` or `signpost ingest`."
    )


def _indexed_text(passage: Passage) -> str:
    """What is indexed by its words: in a vector the title would drown the passage, among words it does not."""
    return "\n".join([passage.version.document.title, *passage.headings, passage.text])


def read_summary(folder: Path) -> EditionSummary:
    """The summary of a published edition; raises IndexUnavailableError when it is missing or damaged."""
    try:
        return EditionSummary(**json.loads((folder / "edition.json").read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(folder) from error


def _readable_summaries(folders: Sequence[Path]) -> Iterator[EditionSummary]:
    for folder in folders:
        with suppress(IndexUnavailableError):
            yield read_summary(folder)


def replacing(document: Document, documents: Sequence[Document]) -> Document | None:
    """The one of these documents that replaces another, the latest where there are several; None where none does."""
    found = [each for each in documents if document.path in each.supersedes and not each.withdrawn]
    return max(found, key=lambda each: (each.effective_on or date.min, each.path), default=None)


def superseded_paths(documents: Sequence[Document]) -> frozenset[str]:
    """The paths that a document of the same edition replaces; a withdrawn one replaces nothing."""
    return frozenset(path for d in documents if not d.withdrawn for path in d.supersedes)
