"""What the documents did not answer, by theme: what people may need to be taught, or the documents to say."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from knowledge.accounts import Role
from review.assurance_page import tables_body
from review.audit.assurance_asked import needs_section
from review.audit.figures import Table, with_before
from review.audit.gaps import GAPS
from review.audit.suppression import LEAST
from review.console.assurance import choosing, links, period_of, quarter_rows
from review.console.pages import page
from review.console.routes import page_route
from review.words import period_words


def show_gaps(request: Request) -> Response:
    """The gaps of a quarter by theme, with the quarter before beside it; what grew most comes first."""
    period = period_of(request)
    quarter = quarter_rows(request, period)
    before = quarter.before()
    (section,) = with_before([needs_section(quarter)], [needs_section(before)] if before.asked_in_all else [])
    values = {
        "title": f"Gaps, {period_words(period)}",
        "section": section,
        "body": tables_body(tuple(_newest_first(table) for table in section.tables), links(request, period)),
        "least": LEAST,
        "kinds": len(GAPS),
        **choosing(request, period),
    }
    return page(request, "gaps.html", values)


def _newest_first(table: Table) -> Table:
    """What grew most comes first; the rest and the total stay at the end. The order needs no plot."""
    named = [figure for figure in table.figures if not figure.is_rest]
    ordered = sorted(named, key=lambda each: (-((each.value or 0) - (each.before or 0)), each.group))
    return replace(table, figures=(*ordered, *(each for each in table.figures if each.is_rest)), plot=None)


ROUTES = [page_route("/gaps", show_gaps, Role.READER, Role.LEAD, Role.PUBLISHER)]
