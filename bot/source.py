"""A document and its passage in the words that a person reads: where, what it counts for, what to beware of."""

import re
from datetime import date

from bot.cleaning import cleaned, shortened
from bot.wording import Wording, day_in_words, filled
from knowledge.domain import Authority, Currency, Document, Passage, Standing, Version

_ADDRESS = re.compile(r"https://[!-~]+")
_TITLE_LIMIT = 150
_LOCATOR_LIMIT = 250
_URL_LIMIT = 2_000


def one_line(text: str, limit: int = _TITLE_LIMIT) -> str:
    """`text` on one line of at most `limit` characters."""
    return shortened(" ".join(cleaned(text).split()), limit)


def document_title(document: Document) -> str:
    """Its title, or its path where it has none."""
    return one_line(document.title) or one_line(document.path)


def passage_place(passage: Passage) -> str:
    """Page and heading."""
    return one_line(passage.locator, _LOCATOR_LIMIT)


def passage_page(passage: Passage) -> str:
    """The page by its index and its printed number, or what stands for a page; nothing where there is neither."""
    return one_line(passage.place) or (str(passage.page) if passage.page else "")


def standing_words(standing: Standing, wording: Wording) -> str:
    """Authority and currency."""
    is_stated = standing.authority is not Authority.UNSTATED
    return f"{standing.authority if is_stated else wording.authority_not_stated}, {standing.currency}"


def effective_words(document: Document, wording: Wording) -> str:
    """The day from which it holds, or nothing where that is not known."""
    return _on(wording.effective_from, document.effective_on) if document.effective_on else ""


def version_words(version: Version, wording: Wording) -> str:
    """The version by the beginning of its SHA-256, enough to find it again."""
    return filled(wording.version, version=version.sha256[:12])


def standing_warning(standing: Standing, document: Document, wording: Wording) -> str:
    """What to beware of before acting on it; empty for a document that is current."""
    match standing.currency:
        case Currency.SUPERSEDED:
            return wording.warning_superseded
        case Currency.PAST_REVIEW:
            return _past_review(document, wording)
        case Currency.WITHDRAWN:
            return wording.warning_withdrawn
        case Currency.CURRENT:
            return ""


def passage_link(passage: Passage) -> str:
    """The published document's address, at the passage's page where a viewer can open it there; or nothing."""
    address = passage.version.document.source_url
    if not _ADDRESS.fullmatch(address) or len(address) > _URL_LIMIT:
        return ""
    if passage.page is None or passage.version.media_type != "application/pdf" or "#" in address:
        return address
    return f"{address}#page={passage.page.index}"


def _past_review(document: Document, wording: Wording) -> str:
    if document.review_by is None:
        return wording.warning_past_review_undated
    return _on(wording.warning_past_review, document.review_by)


def _on(sentence: str, day: date) -> str:
    return filled(sentence, day=day_in_words(day))
