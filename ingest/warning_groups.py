"""The warnings of an ingest by what they are about, so that four hundred of them are ten lines."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.domain import Document
from knowledge.ingest_report import IngestWarning

METADATA = "metadata"
FETCHING = "fetching"


@dataclass(frozen=True, slots=True)
class _Kind:
    """`words` are looked for in a warning's kind, or in what it says up to its colon where it states none."""

    title: str
    advice: str
    words: str


# In the order in which they are shown. The first whose words fit takes a warning.
_KINDS = (
    _Kind("Web pages not fetched", "The copy of last time answers. Look whether the page has moved.", "fetch"),
    _Kind(
        "Chart- or picture-only pages", "Their figures cannot be quoted. Put them into a table or a sentence.", "chart"
    ),
    _Kind("Pages read by OCR", "Check the wording of what is quoted against the page.", r"\bread by ocr"),
    _Kind("Damaged files", "What could be saved was read. Ask the owner for a sound copy.", r"\brepaired|damaged"),
    _Kind(
        "Pages without text",
        "Nothing on them can be found. Put in a version with text, or recognise the text.",
        r"readable|\bno text|without text|picture|\bscan|\bocr\b|\bimage",
    ),
    _Kind(
        "Reading order in doubt",
        "Compare a quote with its page: columns or tables may have been mixed.",
        r"\border\b|\bcolumn",
    ),
    _Kind("Headings without a body", "Look whether the text below them is a picture or is missing.", r"\bheading"),
    _Kind("Past their review date", "Ask the owner for the current version, or set a new date.", r"\breview"),
    _Kind(
        "Missing metadata",
        "Add what is missing to manifest.toml: it decides how an answer may be used.",
        r"metadata|not in manifest|does not state",
    ),
    _Kind("Manifest and files differ", "Put the path right in manifest.toml, or the file in.", "manifest|supersed"),
    _Kind("Contents lists", "They are not searched; nothing needs to be done.", r"\bcontents\b"),
    _Kind(
        "Lines removed as repeated", "Look whether one of them says something of its own.", r"repeat|\brunning|\bheader"
    ),
)
_OTHER = "Other notes"
_UNSTATED = "other"
_STATED = {"kind": "document", "authority": "unstated"}


@dataclass(frozen=True, slots=True)
class WarningGroup:
    """The warnings of one kind; `advice` says what a person can do about them."""

    title: str
    advice: str
    warnings: tuple[IngestWarning, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The paths they are about, the one with the most first."""
        return tuple(path for path, _ in Counter(warning.path for warning in self.warnings).most_common())

    @property
    def pages(self) -> str:
        """The pages they name, runs of them shortened: "3, 10–14"."""
        return page_ranges(warning.page for warning in self.warnings if warning.page is not None)

    @property
    def sayings(self) -> tuple[str, ...]:
        """What they say beyond their title and pages, each once; where pages differ in it, with its pages."""
        own = tuple(dict.fromkeys(warning.what for warning in self.warnings if warning.page is None))
        pages = defaultdict(list)
        for warning in self.warnings:
            if warning.page is not None:
                pages[warning.what].append(warning.page)
        return own if len(pages) < 2 else own + tuple(f"p. {page_ranges(on)}: {what}" for what, on in pages.items())


def warning_groups(warnings: Iterable[IngestWarning]) -> list[WarningGroup]:
    """The warnings by kind, in the order in which they are shown."""
    found = defaultdict(list)
    for warning in warnings:
        found[_title(warning)].append(warning)
    advice = {kind.title: kind.advice for kind in _KINDS}
    others = sorted(found.keys() - advice.keys())
    titles = [title for title in [*advice, *others] if title in found]
    return [WarningGroup(title, advice.get(title, ""), tuple(found[title])) for title in titles]


def groups_by_path(warnings: Sequence[IngestWarning]) -> Mapping[str, list[WarningGroup]]:
    """For each document that has warnings, its own by kind."""
    found = defaultdict(list)
    for warning in warnings:
        found[warning.path].append(warning)
    return {path: warning_groups(own) for path, own in found.items()}


def page_ranges(pages: Iterable[int]) -> str:
    """Page numbers in order, runs of them shortened: "3, 10–14"."""
    numbers = set(pages)
    starts = sorted(n for n in numbers if n - 1 not in numbers)
    ends = sorted(n for n in numbers if n + 1 not in numbers)
    return ", ".join(str(a) if a == z else f"{a}–{z}" for a, z in zip(starts, ends, strict=True))


def metadata_warnings(document: Document) -> list[IngestWarning]:
    """What the manifest does not state of a document, as one warning; none where it states everything."""
    names = ("kind", "authority", "effective_on", "review_by")
    missing = [name for name in names if str(getattr(document, name) or "") in ("", _STATED.get(name))]
    if not missing:
        return []
    return [IngestWarning(document.path, None, f"manifest.toml does not state its {_listed(missing)}", METADATA)]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _title(warning: IngestWarning) -> str:
    stated = "" if warning.kind == _UNSTATED else re.sub("[_-]", " ", warning.kind).lower()
    said = stated or warning.what.partition(":")[0].lower()
    found = (kind.title for kind in _KINDS if re.search(kind.words, said))
    return next(found, stated.capitalize() or _OTHER)
