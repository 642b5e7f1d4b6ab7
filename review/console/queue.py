"""The queue: what is to be reviewed, who takes it, and drawing more of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from math import isfinite
from urllib.parse import parse_qsl, quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from knowledge.accounts import Account, Role
from knowledge.domain import Outcome
from knowledge.errors import ReviewError
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.queue import Order, Queue, QueuedAnswer
from knowledge.ledger.samples import Sample
from knowledge.verdicts import Ground, Seat, State
from review.audit.sampling import draw_sample
from review.console.access import text_of
from review.console.means import means_of
from review.console.pages import message_page, page
from review.console.queue_view import QueueView, read_view
from review.console.routes import account_of, page_route

_PAGE_SIZE = 25
_DRAWS_SHOWN = 3
_TRIES = 5
# What is said on the page after a deed, by the word in its address: never text from there.
_SAID = {
    "taken": "It is assigned to you now.",
    "assigned": "It is assigned.",
    "given-back": "It is open to every reviewer again.",
    "drawn": "The sample is drawn and in the queue.",
    "nothing": "There is nothing here that you may review now.",
}


def show_queue(request: Request) -> Response:
    """The queue as the address filters it, a page of it."""
    account, ledger, queue = account_of(request), means_of(request).ledger, _queue(request)
    view = read_view(request.query_params, account.name)
    rows = queue.page(view.filter, account.name, _PAGE_SIZE + 1, view.order, view.after)
    shown, counts = rows[:_PAGE_SIZE], queue.counts(view.filter)
    is_lead = account.may(Role.LEAD)
    values = {
        "view": view,
        "rows": shown,
        "older": view.behind(shown[-1].place) if len(rows) > _PAGE_SIZE else "",
        "counts": counts,
        "count_of_open": _open(counts),
        "count_of_all": sum(counts.values()),
        "count_of_view": _count_of(view, counts),
        "states": State,
        "grounds": Ground,
        "outcome_values": Outcome,
        "orders": Order,
        "documents": queue.documents(),
        "people": reviewing_people(ledger) if is_lead else (),
        "samples": ledger.samples.all()[:_DRAWS_SHOWN] if is_lead else (),
        "is_lead": is_lead,
        "may_take": _may_take,
        "last_day": _last_day,
        "said": _SAID.get(request.query_params.get("said", ""), ""),
        "week": _last_week(),
    }
    return page(request, "queue.html", values)


def review_next(request: Request) -> Response:
    """Take what is next in the view that one came from, and open it."""
    account = account_of(request)
    view = read_view(dict(parse_qsl(text_of(request, "back"))), account.name)
    answer_id = _take_next(means_of(request).ledger, _queue(request), account, view)
    if answer_id is None:
        return _back(request, "nothing")
    return RedirectResponse(f"/answers/{quote(answer_id, safe='')}", 303)


def assign(request: Request) -> Response:
    """Assign a seat: a lead to anybody who reviews, from whoever has it; others to themselves, where it is nobody's."""
    account, ledger, seat = account_of(request), means_of(request).ledger, _seat(request)
    reviewer = text_of(request, "reviewer") or account.name
    is_lead, is_own = account.may(Role.LEAD), reviewer == account.name
    if not is_own and not (is_lead and reviewer in reviewing_people(ledger)):
        raise HTTPException(403)
    try:
        ledger.assignments.assign(text_of(request, "answer"), seat, reviewer, account.name, over=is_lead)
    except ReviewError as error:
        return _refused(request, str(error))
    return _back(request, "taken" if is_own else "assigned")


def give_back(request: Request) -> Response:
    """Leave a seat to all again: one's own, or as a lead anybody's."""
    account, ledger, seat = account_of(request), means_of(request).ledger, _seat(request)
    try:
        ledger.assignments.give_back(text_of(request, "answer"), seat, account.name, over=account.may(Role.LEAD))
    except ReviewError as error:
        return _refused(request, str(error))
    return _back(request, "given-back")


def draw(request: Request) -> Response:
    """Draw a sample of the answers of some days, both included."""
    account, ledger = account_of(request), means_of(request).ledger
    days = read_view({"since": text_of(request, "since"), "until": text_of(request, "until")}, "").filter
    share, number = _number(text_of(request, "share")), _number(text_of(request, "number"))
    is_usable = number >= 1 if number is not None else 0 < (share or 0) <= 100
    if days.since is None or days.until is None or not is_usable:
        return _refused(
            request, "A sample needs its first and last day, and a share up to 100% or a number of answers."
        )
    wanted = int(number) if number is not None else None
    try:
        draw_sample(ledger, days.since, days.until, account.name, (share or 0) / 100, wanted, text_of(request, "seed"))
    except ReviewError as error:
        return _refused(request, str(error))
    return _back(request, "drawn")


def reviewing_people(ledger: Ledger) -> tuple[str, ...]:
    """Whom a review can be assigned to, by name."""
    return tuple(account.name for account in ledger.accounts.all() if account.may(Role.REVIEWER))


def _queue(request: Request) -> Queue:
    means = means_of(request)
    return means.ledger.queue(means.second_share)


def _open(counts: Mapping[State, int]) -> int:
    return sum(counts.values()) - counts[State.DONE]


def _count_of(view: QueueView, counts: Mapping[State, int]) -> int:
    """How many answers a view has on all its pages."""
    if view.filter.state:
        return counts[view.filter.state]
    return _open(counts) if view.filter.open_only else sum(counts.values())


def _may_take(row: QueuedAnswer) -> bool:
    return row.seat is not None and not (row.is_own or row.has_reviewed or row.assigned_to)


def _take_next(ledger: Ledger, queue: Queue, account: Account, view: QueueView) -> str | None:
    """The answer taken; somebody else may take the same a moment before, and then it is the one after it."""
    for _ in range(_TRIES):
        row = queue.next_for(account.name, view.filter, view.order)
        if row is None or row.seat is None:
            return None
        try:
            ledger.assignments.assign(row.answer_id, row.seat, account.name, account.name)
        except ReviewError:
            continue
        return row.answer_id
    return None


def _refused(request: Request, why: str) -> Response:
    return message_page(request, 409, "That was not done", why)


def _back(request: Request, said: str) -> Response:
    """To the view that the form stood in; only ever to a query of this console's own page."""
    query = [(key, value) for key, value in parse_qsl(text_of(request, "back")) if key != "said"]
    return RedirectResponse(f"/?{urlencode([*query, ('said', said)])}", 303)


def _seat(request: Request) -> Seat:
    try:
        return Seat(int(text_of(request, "seat")))
    except ValueError:
        raise HTTPException(404) from None


def _number(text: str) -> float | None:
    """A number that was typed: None where nothing was, and one that nothing takes where it is none."""
    try:
        number = float(text) if text else None
    except ValueError:
        return -1.0
    return number if number is None or isfinite(number) else -1.0


def _last_day(sample: Sample) -> datetime:
    """A moment of the last day that a sample was drawn from: it ends where the next begins."""
    return sample.until - timedelta(microseconds=1)


def _last_week() -> tuple[str, str]:
    """The first and the last of the seven days before today."""
    today = datetime.combine(datetime.now(UTC).date(), time(), UTC)
    return f"{today - timedelta(days=7):%Y-%m-%d}", f"{today - timedelta(days=1):%Y-%m-%d}"


ROUTES = [
    page_route("/", show_queue, Role.REVIEWER),
    page_route("/queue/next", review_next, Role.REVIEWER, methods=("POST",)),
    page_route("/queue/assign", assign, Role.REVIEWER, methods=("POST",)),
    page_route("/queue/give-back", give_back, Role.REVIEWER, methods=("POST",)),
    page_route("/queue/sample", draw, Role.LEAD, methods=("POST",)),
]
