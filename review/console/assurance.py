"""The assurance report and the answers behind its figures; the page of gaps."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from knowledge.accounts import Role
from knowledge.periods import Period, days, quarter, quarter_of
from review.assurance_page import made_words, report_body, report_title
from review.assurance_pdf import report_pdf
from review.audit.assurance import assurance_report
from review.audit.behind import Behind, behind
from review.audit.figures import Choice, Of, Report
from review.audit.quarter import Quarter
from review.audit.record import record_words
from review.audit.report_csv import write_report_csv
from review.audit.themes import Themes, read_themes
from review.console.means import means_of
from review.console.pages import page
from review.console.reviewing import is_blind_to
from review.console.routes import account_of, page_route
from review.words import period_words

_PAGE_SIZE = 50
_MOST_QUARTERS = 40


def show_report(request: Request) -> Response:
    """The report of a quarter, or for leads of any days."""
    period = period_of(request)
    report = _report(request, period)
    values = {
        "title": report_title(report),
        "made": made_words(report),
        "body": report_body(report, links(request, period)),
        "query": period_query(period),
        **choosing(request, period),
    }
    return page(request, "assurance.html", values)


def show_pdf(request: Request) -> Response:
    """The report as a PDF to keep or pass on."""
    period = period_of(request)
    return _file(report_pdf(_report(request, period)), "application/pdf", f"{_file_name(period)}.pdf")


def show_csv(request: Request) -> Response:
    """The report's figures as a table."""
    period = period_of(request)
    out = io.StringIO()
    write_report_csv(_report(request, period), out)
    # Excel takes a CSV file for UTF-8 only when it begins with a byte order mark.
    return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{_file_name(period)}.csv")


def list_behind(request: Request) -> Response:
    """The answers behind a figure: exactly as many as it says."""
    period = period_of(request)
    choice = _choice(request)
    found = behind(quarter_rows(request, period), choice)
    number = request.query_params.get("page", "1")
    if not number.isascii() or not number.isdecimal() or len(number) > 6 or int(number) < 1:
        raise HTTPException(404)
    start = (int(number) - 1) * _PAGE_SIZE
    shown = found[start : start + _PAGE_SIZE]
    lines = means_of(request).ledger.figures.lines([each.answer_id for each in shown])
    values = {
        "count": len(found),
        "entries": [(_without_words(request, choice, each), lines.get(each.answer_id)) for each in shown],
        "start": start,
        "period": period_words(period),
        "what": choice,
        "back": f"/assurance?{urlencode(period_query(period))}",
        "older": _address(period, choice, int(number) + 1) if start + _PAGE_SIZE < len(found) else "",
        "newer": _address(period, choice, int(number) - 1) if number != "1" else "",
    }
    return page(request, "assurance_answers.html", values)


def _without_words(request: Request, choice: Choice, entry: Behind) -> Behind:
    """What was done about an answer, without its words for those who are yet to judge that answer blind.

    Verdicts need no such care: those of an answer that is still to be judged blind are in no figure.
    """
    if choice.of is Of.ACTION and is_blind_to(means_of(request), account_of(request), entry.answer_id):
        return replace(entry, detail="You may be asked to judge this answer without knowing what others say of it")
    return entry


def quarter_rows(request: Request, period: Period) -> Quarter:
    """What reports of a period are made from."""
    means = means_of(request)
    return Quarter(means.ledger, period, themes_of(means.corpus), means.editions, means.second_share, datetime.now(UTC))


def period_of(request: Request) -> Period:
    """The period that an address names: this quarter where it names none.

    Readers have whole quarters only: what lies between two periods that differ by a day would not be suppressed.
    """
    query = request.query_params
    try:
        if query.get("since") and query.get("until") and account_of(request).may(Role.LEAD):
            return days(date.fromisoformat(query["since"]), date.fromisoformat(query["until"]))
        return quarter(query["quarter"]) if query.get("quarter") else quarter_of(datetime.now(UTC))
    except (ValueError, OverflowError):
        raise HTTPException(404) from None


def period_query(period: Period) -> dict[str, str]:
    """How an address names a period."""
    if period.quarter:
        return {"quarter": period.quarter}
    return {"since": period.since.date().isoformat(), "until": period.last_day.isoformat()}


def links(request: Request, period: Period) -> Callable[[Choice], str]:
    """Where the answers behind a figure are: nowhere for those who may not see single answers."""
    if not account_of(request).may(Role.LEAD):
        return lambda choice: ""
    return lambda choice: _address(period, choice)


def choosing(request: Request, period: Period) -> dict[str, object]:
    """What the form shows that chooses a period."""
    first = means_of(request).ledger.figures.first_asked()
    now = quarter_of(datetime.now(UTC))
    quarters = [now]
    while first and quarters[-1].since > first and len(quarters) < _MOST_QUARTERS:
        quarters.append(quarters[-1].before)
    if period.quarter and period not in quarters:
        quarters.append(period)
    return {
        "quarters": [(each.quarter, period_words(each)) for each in quarters],
        "chosen": period.quarter,
        "since": period.since.date().isoformat(),
        "until": period.last_day.isoformat(),
        "is_lead": account_of(request).may(Role.LEAD),
    }


def themes_of(corpus: Path) -> Themes:
    """The themes of a corpus folder, read again only when a file has changed."""
    return _themes(corpus, *(_changed_at(corpus / name) for name in ("themes.toml", "glossary.toml")))


@lru_cache(maxsize=1)
def _themes(corpus: Path, *_: int) -> Themes:
    return read_themes(corpus)


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _report(request: Request, period: Period) -> Report:
    report = assurance_report(quarter_rows(request, period), record_words(means_of(request).ledger))
    return report if account_of(request).may(Role.LEAD) else report.without_people()


def _choice(request: Request) -> Choice:
    query = request.query_params
    try:
        return Choice(Of(query.get("of", "")), query.get("value", ""), query.get("group", ""))
    except ValueError:
        raise HTTPException(404) from None


def _address(period: Period, choice: Choice, number: int = 1) -> str:
    parts = {**period_query(period), "of": choice.of.value, "value": choice.value, "group": choice.group}
    query = {key: value for key, value in parts.items() if value or key == "of"}
    return f"/assurance/answers?{urlencode(query | ({'page': str(number)} if number > 1 else {}))}"


def _file_name(period: Period) -> str:
    return "signpost-assurance-" + "-".join(period_query(period).values())


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


ROUTES = [
    page_route("/assurance", show_report, Role.READER, Role.LEAD),
    page_route("/assurance/report.pdf", show_pdf, Role.READER, Role.LEAD),
    page_route("/assurance/report.csv", show_csv, Role.READER, Role.LEAD),
    page_route("/assurance/answers", list_behind, Role.LEAD),
]
