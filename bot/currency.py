"""What holds today before what held once, and what binds before what was learnt where a question asks what to do."""

import re
from collections.abc import Sequence
from datetime import date

from knowledge.domain import Authority, Currency, Document, Match
from knowledge.editions import Edition

_RULES = (
    r"(?:protocols?|procedures?|polic(?:y|ies)|guidance|guides?|versions?|editions?|rules?|documents?|tools?|forms?)"
)
_ASKS_FOR_THE_PAST = re.compile(
    rf"\b(?:old|older|earlier|last|first) (?:\w+ )?{_RULES}\b|\bthe old (?:ones?|way)\b"
    r"|\b(?:previous(?:ly)?|former(?:ly)?|superseded|used to (?:be|say|have|allow)|no longer|out of date|outdated)\b"
    rf"|\b(?:replaced|changed)\b|\b(?:changes?|differ\w*) (?:\w+ ){{0,3}}{_RULES}\b"
    r"|\b(?:what|anything) is (?:new|different)\b",
    re.IGNORECASE,
)
_ASKS_WHAT_TO_DO = re.compile(
    r"\b(?:must|should|shall|have to|has to|needs? to|supposed to|required|allowed|may i|can (?:i|we)|do (?:i|we)"
    r"|how (?:soon|quickly|long|often)|deadline|timescale|procedure|what happens (?:if|when|next))\b",
    re.IGNORECASE,
)
_ASKS_WHAT_WAS_FOUND = re.compile(
    r"\b(?:reviews?|reviewers?|lessons?|learn(?:t|ed|ing)|findings?|found|recommend\w*|the (?:\w+ )?report|audits?)\b",
    re.IGNORECASE,
)
_BINDING = frozenset({Authority.STATUTORY, Authority.LOCAL_PROCEDURE, Authority.THRESHOLD})
_LEARNT = frozenset({Authority.LEARNING, Authority.REPORT})
# Enough to decide among equals, and no more.
_OTHER_SHARE = 0.95
_ACCOUNTS = re.compile(r"\b(?:reports?|reviews?|digest|briefing|data|statistics|figures)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def in_force(question: str, matches: Sequence[Match], edition: Edition, today: date) -> list[Match]:
    """The matches without superseded ones, unless the question asks for the past or nothing else was found.

    A year asks for the past where it is the year of a document that was replaced.
    """
    kept = [match for match in matches if not _is_superseded(match, edition, today)]
    replaced = [match.passage.version.document for match in matches if match not in kept]
    years = set(_YEAR.findall(question))
    if _ASKS_FOR_THE_PAST.search(question) or any(years & _years(document) for document in replaced):
        return list(matches)
    return kept or list(matches)


def authority_share(question: str, authority: Authority) -> float:
    """What a passage keeps of its score: rules come first for what must be done, findings for what was found."""
    if _ASKS_WHAT_TO_DO.search(question):
        return _OTHER_SHARE if authority in _LEARNT else 1.0
    if _ASKS_WHAT_WAS_FOUND.search(question):
        return _OTHER_SHARE if authority in _BINDING else 1.0
    return 1.0


def may_instruct(document: Document, edition: Edition, today: date) -> bool:
    """Whether somebody in an emergency may act on it: a rule that holds, and no account of what was found or counted.

    What nobody has described may, unless its title says that it is such an account.
    """
    standing = edition.standing(document, today)
    is_unstated_rule = standing.authority == Authority.UNSTATED and not _ACCOUNTS.search(document.title)
    holds = standing.currency in (Currency.CURRENT, Currency.PAST_REVIEW)
    return holds and (standing.authority in _BINDING or is_unstated_rule)


def _is_superseded(match: Match, edition: Edition, today: date) -> bool:
    return edition.standing(match.passage.version.document, today).currency == Currency.SUPERSEDED


def _years(document: Document) -> set[str]:
    effective = {str(document.effective_on.year)} if document.effective_on else set()
    return effective | set(_YEAR.findall(document.title))
