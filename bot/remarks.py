"""What is said beside the quotes of an answer: what is missing, what differs, what may not hold, what was left out."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.asking import Wanted, wanted_by
from bot.contact_details import has_contact_details
from bot.contacts_asked import contacts_asked_for
from bot.disagreement import disagreeing
from bot.finding import Finder, Found
from bot.glossary import Glossary
from bot.notices import Notices
from bot.pictured import pictured
from knowledge.domain import Currency, Passage, Statement


def remarks(
    found: Found, statements: Sequence[Statement], notices: Notices, glossary: Glossary, today: date
) -> list[str]:
    """What stands under the statements of an answer, in the order in which it matters."""
    told = [notices.partial_notice(found.lacking)] if found.lacking else []
    in_force = [each for each in statements if not each.rests_on(Currency.SUPERSEDED)]
    if differing := disagreeing(wanted_by(found.query.text), in_force):
        told.append(notices.disagreement_notice(list(_places(each.citations[0].passage for each in differing))))
    if doubtful := _not_current(statements):
        told.append(notices.not_current_notice(doubtful))
    return [*told, *contact_remarks(found, statements, notices, glossary, today)]


def not_found_remark(found: Found, finder: Finder, notices: Notices) -> str:
    """What is said where the documents do not answer, and what of them could not be read."""
    unread = [
        f"{version.document.title}, p. {', '.join(map(str, version.unreadable_pages))}"
        for version in finder.edition.shown_to(finder.audiences).values()
        if version.unreadable_pages
    ]
    chart = pictured(found.query, finder.edition, finder.glossary, finder.audiences)
    return notices.not_found_notice(unread, chart, finder.today)


def contact_remarks(
    found: Found, statements: Sequence[Statement], notices: Notices, glossary: Glossary, today: date
) -> list[str]:
    """The partnership's own numbers where they were asked for; where the documents have some that are not repeated."""
    asked_for = contacts_asked_for(found.query.text, notices.contacts, glossary)
    is_asked = wanted_by(found.query.text) is Wanted.CONTACT
    told = [notices.contact_notice(asked_for, today)] if asked_for or is_asked else []
    left_out = [citation.passage for each in statements for citation in each.citations if _lacks(each, notices)]
    with_details = [passage for passage in left_out if has_contact_details(passage.text)]
    return [*told, *([notices.contact_elsewhere(list(_places(with_details)))] if with_details else [])]


def _lacks(statement: Statement, notices: Notices) -> bool:
    return notices.left_out_contact() in statement.text


def _not_current(statements: Sequence[Statement]) -> list[str]:
    """The titles of what is cited and not current."""
    cited = (citation for statement in statements for citation in statement.citations)
    doubtful = (each.passage.version.document for each in cited if each.standing.currency != Currency.CURRENT)
    return list(dict.fromkeys(document.title for document in doubtful))


def _places(passages: Iterable[Passage]) -> Iterable[str]:
    """Each passage's title and page, or other place, once."""
    return dict.fromkeys(
        ", ".join(filter(None, [each.version.document.title, each.place or str(each.page or "")])) for each in passages
    )
