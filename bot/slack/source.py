"""A citation in the words that a person reads: where it stands, what it counts for, what to beware of."""

from datetime import date
from string import Template

from bot.slack.text import cleaned, shortened
from bot.wording import Wording, day_in_words
from knowledge.domain import Authority, Citation, Currency, Document

_TITLE_LIMIT = 150
_LOCATOR_LIMIT = 250
_URL_LIMIT = 2_000


def source_title(citation: Citation) -> str:
    """The document's title with the marker that points to it."""
    document = citation.passage.version.document
    title = _one_line(document.title) or _one_line(document.path)
    return f"[{citation.marker}] {shortened(title, _TITLE_LIMIT)}"


def source_heading(heading: str) -> str:
    """The line above statements that says where they stand."""
    return shortened(_one_line(heading), _TITLE_LIMIT)


def source_place(citation: Citation) -> str:
    """Page and heading."""
    return shortened(_one_line(citation.passage.locator), _LOCATOR_LIMIT)


def source_standing(citation: Citation, wording: Wording) -> str:
    """Authority, currency and the day the document took effect."""
    standing, document = citation.standing, citation.passage.version.document
    is_stated = standing.authority is not Authority.UNSTATED
    authority = standing.authority.capitalize() if is_stated else wording.authority_not_stated
    since = f" {_on(wording.effective_from, document.effective_on)}" if document.effective_on else ""
    return f"{authority}, {standing.currency}.{since}"


def source_warning(citation: Citation, wording: Wording) -> str:
    """What to beware of before acting on it; empty for a document that is current."""
    document = citation.passage.version.document
    match citation.standing.currency:
        case Currency.SUPERSEDED:
            return wording.warning_superseded
        case Currency.PAST_REVIEW:
            return _past_review(document, wording)
        case Currency.WITHDRAWN:
            return wording.warning_withdrawn
        case Currency.CURRENT:
            return ""


def source_link(citation: Citation) -> str:
    """The published document's address, at the cited page where a viewer can open it there; or nothing."""
    passage = citation.passage
    address = passage.version.document.source_url
    if not address.startswith("https://") or len(address) > _URL_LIMIT:
        return ""
    if passage.page is None or passage.version.media_type != "application/pdf" or "#" in address:
        return address
    return f"{address}#page={passage.page.index}"


def _one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


def _past_review(document: Document, wording: Wording) -> str:
    if document.review_by is None:
        return wording.warning_past_review_undated
    return _on(wording.warning_past_review, document.review_by)


def _on(sentence: str, day: date) -> str:
    return Template(sentence).substitute(day=day_in_words(day))
