"""The web pages of a manifest: fetched into the corpus folder, where they are files like any other.

An entry is a web page when its path ends in .html or .htm and it has a source_url.
"""

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ingest.fetching import Fetched, Limits, PageFetcher
from ingest.warning_groups import FETCHING
from knowledge.domain import Document
from knowledge.errors import FetchError, StorageError
from knowledge.ingest_report import IngestWarning
from knowledge.manifest import read_manifest

_MEMORY = "fetched.json"
_SUFFIXES = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class _Copy:
    """What is remembered of a page: its validators hold only for the file that was written with them."""

    sha256: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class FetchRules:
    """How pages are fetched; `allow_private` lets loopback and private addresses be asked."""

    allow_private: bool = False
    limits: Limits = field(default_factory=Limits)


def fetch_web_pages(
    corpus: Path, data: Path, rules: FetchRules, progress: Callable[[str, int, int], None], only_missing: bool = False
) -> list[IngestWarning]:
    """Bring the manifest's web pages up to date; one that cannot be fetched keeps its file and is a warning.

    Raises ManifestError where the manifest is malformed, StorageError where a folder cannot be written.
    """
    pages = [each for each in (read_manifest(corpus) or {}).values() if is_web_page(each)]
    if only_missing:
        pages = [page for page in pages if not (corpus / page.path).is_file()]
    return asyncio.run(_fetch_all(pages, corpus, data / _MEMORY, rules, progress))


def is_web_page(document: Document) -> bool:
    """Whether the file is the copy of a web page."""
    return bool(document.source_url) and document.path.lower().endswith(_SUFFIXES)


async def _fetch_all(
    pages: list[Document], corpus: Path, memory: Path, rules: FetchRules, progress: Callable[[str, int, int], None]
) -> list[IngestWarning]:
    warnings, copies = [], _remembered(memory)
    async with PageFetcher(rules.limits, rules.allow_private) as fetcher:
        for done, page in enumerate(pages):
            progress("Fetching", done, len(pages))
            try:
                copies[page.source_url] = await _fetch(page, corpus, copies.get(page.source_url), fetcher)
            except FetchError as error:
                left = "the file of last time stays" if (corpus / page.path).is_file() else "there is no earlier file"
                warnings.append(IngestWarning(page.path, None, f"not fetched, {left}: {error}", FETCHING))
            else:
                _write(memory, json.dumps({url: asdict(copy) for url, copy in copies.items()}, indent=2).encode())
    if pages:
        progress("Fetching", len(pages), len(pages))
    return warnings


async def _fetch(page: Document, corpus: Path, copy: _Copy | None, fetcher: PageFetcher) -> _Copy:
    file = _file(corpus, page.path)
    present = _digest(file)
    is_own = copy is not None and copy.sha256 == present  # else somebody changed it: ask for the whole page
    known = Fetched(None, copy.etag, copy.last_modified) if copy is not None and is_own else None
    fetched = await fetcher.fetch(page.source_url, known)
    if fetched.content is None:
        if copy is None or not is_own:
            raise FetchError("its site answers 304 to a question that was not asked")
        return copy
    sha256 = hashlib.sha256(fetched.content).hexdigest()
    if sha256 != present:
        _write(file, fetched.content)
    return _Copy(sha256, fetched.etag, fetched.last_modified)


def _file(corpus: Path, path: str) -> Path:
    file = (corpus / path).resolve()
    if not file.is_relative_to(corpus.resolve()):
        raise FetchError("its path leads out of the corpus folder")
    return file


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _remembered(memory: Path) -> dict[str, _Copy]:
    """What was fetched before, by address; nothing where that is missing or damaged: pages are then fetched whole."""
    try:
        values: Mapping[str, Mapping[str, str]] = json.loads(memory.read_text(encoding="utf-8"))
        return {url: _Copy(**copy) for url, copy in values.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(file: Path, content: bytes) -> None:
    """Replace a file in one step; its temporary name begins with a dot, which no ingest reads."""
    temporary = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".fetching-", delete=False) as target:
            temporary = Path(target.name)
            target.write(content)
        temporary.chmod(0o644)
        temporary.replace(file)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise StorageError(f"{file} cannot be written ({error.strerror}): give its folder write permission.") from error
