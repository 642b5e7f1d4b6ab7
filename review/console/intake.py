"""The intake: publishers put documents in, and see what becomes of them. The ingestion process does the work."""

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from knowledge.accounts import Role
from knowledge.domain import Authority, Document
from knowledge.endings import ENDINGS
from knowledge.errors import IntakeError
from knowledge.intake.log import IntakeLog
from knowledge.intake.requests import CANCELLABLE, ENDED, QUEUED, RUNNING, Deed, State, next_state
from knowledge.intake.requests import Request as Asked
from knowledge.names import comparable
from review.console.forgery import check_token
from review.console.intake_form import given_entry, mistakes, stored_entry
from review.console.intake_report import report_view
from review.console.intake_routes import asked_for, get_route, live_documents, note_done, post_route, to_request, told
from review.console.means import means_of
from review.console.originals import DOWNLOAD_HEADERS
from review.console.pages import page
from review.console.routes import account_of, page_route
from review.console.uploads import receive

# One route takes files: what a file and a person may bring is checked while it comes in.
_MOST_UPLOAD_BYTES = 10_000_000_000
_SHOWN_ENDED = 30
_MOST_AFFECTED = 20


def _list(request: Request) -> Response:
    return _list_page(request)


def _list_page(request: Request, refused: list[tuple[str, str]] | None = None, taken: int = 0) -> Response:
    store, account, allowance = means_of(request).intake, account_of(request), means_of(request).allowance
    requests = store.requests()
    approvals = [each for each in requests if each.state == State.WAITING and _may_approve(request, each)]
    opened = [each for each in requests if each.state not in ENDED and each not in approvals]
    values = {
        "approvals": approvals,
        "open": opened,
        "ended": [each for each in requests if each.state in ENDED][:_SHOWN_ENDED],
        "replaces": _replaced(request),
        "megabytes": allowance.file_bytes / 1_000_000,
        "endings": ENDINGS,
        "is_attended": store.is_attended,
        "is_moving": any(each.state in (*RUNNING, *QUEUED) for each in requests),
        "refused": refused or [],
        "taken": taken,
        "name": account.name,
    }
    return page(request, "intake.html", values, 422 if refused else 200)


async def put_in(request: Request) -> Response:
    """Take the files of a form in."""
    means, account = means_of(request), account_of(request)

    def check(token: str) -> None:
        check_token(request, token)

    received = await receive(request, means.intake, means.allowance, account.name, check)
    for id in received.taken:
        await run_in_threadpool(note_done, request, Deed.PUT_IN, means.intake.request(id))
    if received.refused:
        return await run_in_threadpool(_list_page, request, received.refused, len(received.taken))
    if not received.taken:
        raise IntakeError("No file was chosen: choose one or more, and try again.")
    only = received.taken[0] if len(received.taken) == 1 else ""
    return RedirectResponse(f"/intake/{only}".rstrip("/"), 303)


def _show(request: Request) -> Response:
    asked = asked_for(request)
    return _request_page(request, asked, _entry_for(request, asked), {})


def _request_page(
    request: Request, asked: Asked, entry: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
) -> Response:
    store = means_of(request).intake
    live = live_documents(request) if asked.state in (State.DESCRIBE, State.READY) else {}
    report = means_of(request).editions.report(asked.edition) if asked.edition else store.read(asked.id, "trial")
    shown = report_view(report, asked.path) if asked.kind != Deed.ROLL_BACK else None
    affected = shown.affected[:_MOST_AFFECTED] if shown else ()
    values = {
        "asked": asked,
        "findings": store.read(asked.id, "findings"),
        "entry": entry,
        "errors": errors,
        "live": sorted(live.values(), key=lambda each: each.title.casefold()),
        "authorities": list(Authority),
        "kinds": sorted({each.kind for each in live.values()}),
        "report": shown,
        "affected": affected,
        "past": means_of(request).ledger.figures.lines([answer.answer_id for answer in affected]),
        "may_see_questions": account_of(request).may(Role.REVIEWER),
        "progress": store.read(asked.id, "progress"),
        "is_attended": store.is_attended,
        "is_moving": asked.state in (*RUNNING, *QUEUED),
        "may_approve": asked.state == State.WAITING and _may_approve(request, asked),
        "can_cancel": asked.state in CANCELLABLE,
        "has_file": asked.kind == Deed.PUT_IN and store.document(asked.id) is not None,
    }
    return page(request, "intake_request.html", values, status)


def _describe(request: Request, form: FormData) -> Response:
    asked, store = asked_for(request), means_of(request).intake
    next_state(asked.state, Deed.DESCRIBED, asked.kind)  # told before what is wrong with the details
    entry = given_entry(form)
    others = [each for each in store.requests() if each.id != asked.id and each.state not in ENDED]
    errors = mistakes(entry, asked, live_documents(request), others)
    if errors:
        return _request_page(request, asked, entry, errors, 422)
    asked = store.add(asked.id, Deed.DESCRIBED, account_of(request).name, entry=stored_entry(entry))
    note_done(request, Deed.DESCRIBED, asked)
    return to_request(asked.id)


def _publish(request: Request, form: FormData) -> Response:
    asked = asked_for(request)
    note_done(request, Deed.PUBLISH, means_of(request).intake.add(asked.id, Deed.PUBLISH, account_of(request).name))
    return to_request(asked.id)


def _approve(request: Request, form: FormData) -> Response:
    asked = asked_for(request)
    if not _may_approve(request, asked):
        raise IntakeError("You had a hand in putting this version in, so somebody else must approve it.")
    note_done(request, Deed.APPROVED, means_of(request).intake.add(asked.id, Deed.APPROVED, account_of(request).name))
    return to_request(asked.id)


def _progress(request: Request) -> Response:
    asked, store = asked_for(request), means_of(request).intake
    return JSONResponse({"state": asked.state.value, "progress": dict(store.read(asked.id, "progress"))})


def _download(request: Request) -> Response:
    asked, store = asked_for(request), means_of(request).intake
    document = store.document(asked.id)
    if document is None:
        raise HTTPException(404)
    return FileResponse(document, media_type="application/octet-stream", filename=asked.name, headers=DOWNLOAD_HEADERS)


def _may_approve(request: Request, asked: Asked) -> bool:
    name = account_of(request).name
    is_putter = comparable(name) in {comparable(each) for each in asked.putters}
    return not is_putter and not IntakeLog(means_of(request).data).has_put_in(name, asked.sha256)


def _entry_for(request: Request, asked: Asked) -> Mapping[str, Any]:
    """What was asked for last, or else the proposal."""
    proposal = means_of(request).intake.read(asked.id, "findings").get("entry", {})
    return asked.entry or (proposal if isinstance(proposal, Mapping) else {})


def _replaced(request: Request) -> Document | None:
    return live_documents(request).get(request.query_params.get("replaces", ""))


ROUTES = [
    get_route("/intake", _list),
    page_route(
        "/intake/files",
        told(put_in),
        Role.PUBLISHER,
        methods=("POST",),
        max_body_bytes=_MOST_UPLOAD_BYTES,
        streams=True,
    ),
    get_route("/intake/{id}", _show),
    post_route("/intake/{id}/details", _describe),
    post_route("/intake/{id}/publish", _publish),
    post_route("/intake/{id}/approve", _approve),
    get_route("/intake/{id}/progress", _progress),
    get_route("/intake/{id}/file", _download),
]
