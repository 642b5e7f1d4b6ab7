"""What has become of a cited document since: its standing today, beside the one that was frozen with the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.domain import Citation, Currency, Document, QuoteCheck, Version
from knowledge.editions import replacing, superseded_paths
from knowledge.passages import PassageStore
from knowledge.quoting import check_quote


@dataclass(frozen=True, slots=True)
class Now:
    """What a cited document is today, in words; `is_worse` where it no longer is what it was when cited."""

    words: str
    is_worse: bool = False
    is_current: bool = False


UNKNOWN = Now("not known: the live edition cannot be read just now", is_worse=True)


def standing_now(citation: Citation, live: PassageStore, today: date) -> Now:
    """How a citation's document stands in the live edition, and whether the quote still stands in it."""
    then = citation.passage.version
    version = _same_document(then, live.versions)
    if version is None:
        return Now("no longer among the documents", is_worse=True)
    document = version.document
    currency = document.standing(today, document.path in superseded_paths(_documents(live))).currency
    words = [_currency_words(currency, document, live)]
    if document.path != then.document.path:
        words.append(f"its file is now {document.path}")
    is_worse = currency not in (Currency.CURRENT, citation.standing.currency)
    if version.sha256 != then.sha256:
        stands = _stands(citation.quote, document.path, live)
        held = "which still says the quoted words" if stands else "which no longer says the quoted words"
        words.append(f"a new version is live, {held}")
        is_worse = is_worse or not stands
    return Now("; ".join(words), is_worse, currency is Currency.CURRENT and not is_worse)


def _same_document(then: Version, versions: Mapping[str, Version]) -> Version | None:
    """The version that is live under its path, or the very content under another: a file that was renamed."""
    moved = (version for version in versions.values() if version.sha256 == then.sha256)
    return versions.get(then.document.path) or next(moved, None)


def _currency_words(currency: Currency, document: Document, live: PassageStore) -> str:
    if currency is Currency.SUPERSEDED:
        newer = replacing(document, _documents(live))
        return f"{currency}, replaced by “{newer.title}”" if newer else str(currency)
    if currency is Currency.PAST_REVIEW and document.review_by:
        return f"{currency} of {document.review_by:%d.%m.%Y}"
    return str(currency)


def _documents(live: PassageStore) -> list[Document]:
    return [version.document for version in live.versions.values()]


def _stands(quote: str, path: str, live: PassageStore) -> bool:
    """Word for word in one passage first: to compare a whole document is dear."""
    texts = [passage.text for passage in live.of(path)]
    return any(quote in text for text in texts) or check_quote(quote, "\n".join(texts)) is not QuoteCheck.MISSING
