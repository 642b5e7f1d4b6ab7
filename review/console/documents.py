"""The documents: what is live, what it counts for, how it is used and judged; the editions that were."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from knowledge.accounts import Role
from knowledge.errors import IndexUnavailableError
from knowledge.intake.log import IntakeLog
from knowledge.intake.requests import ENDED
from knowledge.inventory import Row, document_rows, page_ranges, waiting_rows
from knowledge.ledger.documents import Use
from knowledge.version_history import edition_changes, version_history
from review.console.means import Means, means_of
from review.console.pages import page
from review.console.routes import EVERYONE, account_of, page_route

_LATELY = timedelta(days=90)
_SOON = timedelta(days=60)
_SHOWN_ANSWERS = 50
_SHOWN_EDITIONS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A document of the list: its row, when its review is due ("past", "soon" or ""), its use, and open requests."""

    row: Row
    due: str
    unreadable: str
    use: Use
    requests: int

    @property
    def is_waiting(self) -> bool:
        """Whether something about it waits."""
        return bool(self.row["waiting"]) or self.requests > 0


_FILTERS: Mapping[str, tuple[str, Callable[[Line], bool]]] = {
    "": ("All", lambda line: True),
    "past": ("Past review", lambda line: line.due == "past"),
    "soon": ("Review due within 60 days", lambda line: line.due == "soon"),
    "unreadable": ("With unreadable pages", lambda line: bool(line.unreadable)),
    "superseded": ("Superseded", lambda line: "superseded" in str(line.row["standing"])),
    "withdrawn": ("Withdrawn", lambda line: "withdrawn" in str(line.row["standing"])),
    "waiting": ("Something waits", lambda line: line.is_waiting),
    "doubted": ("Judged otherwise than “supports”", lambda line: line.use.others > 0),
}
_ORDERS: Mapping[str, tuple[str, Callable[[Line], Any]]] = {
    "": ("Title", lambda line: _title(line)),
    "review": ("Review date", lambda line: (str(line.row["review_by"] or "9999"), _title(line))),
    "cited": ("Most cited lately", lambda line: (-line.use.lately, -line.use.ever, _title(line))),
    "judged": ("Most doubted", lambda line: (-line.use.others, _title(line))),
    "kind": ("Kind", lambda line: (str(line.row["kind"] or "").casefold(), _title(line))),
}


def list_documents(request: Request) -> Response:
    """What is live, filtered and sorted as the address says."""
    chosen, order = request.query_params.get("show", ""), request.query_params.get("sort", "")
    words = request.query_params.get("q", "").strip()
    if chosen not in _FILTERS or order not in _ORDERS:
        raise HTTPException(404)
    lines = _lines(means_of(request), date.today())
    kept = [line for line in lines if _FILTERS[chosen][1](line) and _has_words(line, words)]
    values = {
        "lines": sorted(kept, key=_ORDERS[order][1]),
        "counts": {key: sum(map(test, lines)) for key, (_, test) in _FILTERS.items()},
        "may_publish": account_of(request).may(Role.PUBLISHER),
        "filters": {key: label for key, (label, _) in _FILTERS.items()},
        "orders": {key: label for key, (label, _) in _ORDERS.items()},
        "chosen": chosen,
        "order": order,
        "words": words,
        "edition": means_of(request).editions.live_id,
    }
    return page(request, "documents.html", values)


def show_document(request: Request) -> Response:
    """One document: its versions over time, what could not be read, and who cites it."""
    path, means = request.path_params["path"], means_of(request)
    line = next((each for each in _lines(means, date.today()) if each.row["document"] == path), None)
    history = version_history(means.editions, path)
    if line is None and not history:
        raise HTTPException(404)
    account = account_of(request)
    may_read_answers = account.may(Role.REVIEWER)
    live = means.editions.report(means.editions.live_id or "")
    values = {
        "path": path,
        "line": line,
        "history": history,
        "document": history[0].version.document if history else None,
        "warnings": [each for each in live.get("warnings", ()) if each.get("path") == path],
        "answers": means.ledger.documents.citing(path, _SHOWN_ANSWERS) if may_read_answers else (),
        "requests": [each for each in means.intake.requests() if each.path == path],
        "approvals": IntakeLog(means.data).approvals,
        "may_read_answers": may_read_answers,
        "may_open": account.may(Role.PUBLISHER, Role.REVIEWER),
        "may_publish": account.may(Role.PUBLISHER),
        "page_ranges": page_ranges,
    }
    return page(request, "document.html", values)


def list_editions(request: Request) -> Response:
    """The editions, newest first, with what each changed."""
    editions = means_of(request).editions
    summaries = editions.summaries()[:_SHOWN_EDITIONS]
    older = [*(each.id for each in summaries[1:]), None]
    values = {
        "editions": [
            (each, edition_changes(editions, each.id, before)) for each, before in zip(summaries, older, strict=False)
        ],
        "live": editions.live_id,
        "may_publish": account_of(request).may(Role.PUBLISHER),
    }
    return page(request, "editions.html", values)


def _lines(means: Means, today: date) -> list[Line]:
    log = IntakeLog(means.data)
    uses = means.ledger.documents.uses(today - _LATELY, means.second_share)
    opened = [each.path for each in means.intake.requests() if each.state not in ENDED]
    return [_line(row, today, uses, opened) for row in _rows(means, today, log)]


def _rows(means: Means, today: date, log: IntakeLog) -> list[Row]:
    try:
        with closing(means.editions.open_live_passages()) as passages:
            rows = document_rows(passages, today, log)
    except IndexUnavailableError:  # nothing is live yet
        rows = []
    return rows + waiting_rows(log, rows)


def _line(row: Row, today: date, uses: Mapping[str, Use], opened: Sequence[str]) -> Line:
    unreadable, path = row["unreadable_pages"], str(row["document"])
    return Line(
        row=row,
        due=_due(row["review_by"], str(row["standing"]), today),
        unreadable=page_ranges(unreadable) if isinstance(unreadable, list) else "",
        use=uses.get(path, Use()),
        requests=opened.count(path),
    )


def _due(review_by: object, standing: str, today: date) -> str:
    """Nobody needs to review what no longer holds."""
    if not isinstance(review_by, str) or "superseded" in standing or "withdrawn" in standing:
        return ""
    day = date.fromisoformat(review_by)
    return "past" if day < today else "soon" if day <= today + _SOON else ""


def _has_words(line: Line, words: str) -> bool:
    text = f"{line.row['title'] or ''} {line.row['document']} {line.row['kind'] or ''}".casefold()
    return all(word in text for word in words.casefold().split())


def _title(line: Line) -> str:
    return str(line.row["title"] or line.row["document"]).casefold()


ROUTES = [
    page_route("/documents", list_documents, *EVERYONE),
    page_route("/editions", list_editions, *EVERYONE),
    page_route("/documents/{path:path}", show_document, *EVERYONE),
]
