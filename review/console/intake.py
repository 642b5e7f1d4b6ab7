"""The intake: publishers put documents in, and see what becomes of them. The ingestion process does the work."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from functools import wraps
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from knowledge.accounts import Role
from knowledge.domain import Authority, Document
from knowledge.endings import ENDINGS
from knowledge.errors import IndexUnavailableError, IntakeError, StorageError
from knowledge.intake_log import IntakeLog, same_name
from knowledge.intake_requests import CANCELLABLE, ENDED, QUEUED, RUNNING, Deed, State
from knowledge.intake_requests import Request as Asked
from knowledge.intake_store import request_withdrawal
from review.console.forgery import check_token
from review.console.intake_form import given_entry, mistakes, stored_entry
from review.console.intake_report import report_view
from review.console.means import means_of
from review.console.originals import DOWNLOAD_HEADERS
from review.console.pages import message_page, page
from review.console.routes import account_of, page_route
from review.console.uploads import receive

# One route takes files: what a file and a person may bring is checked while it comes in.
_MOST_UPLOAD_BYTES = 10_000_000_000
_MOST_FORM_BYTES = 200_000
_SHOWN_ENDED = 30

Page = Callable[[Request], Awaitable[Response]]


def _told(work: Callable[[Request], Awaitable[Response]]) -> Page:
    """A page where what the intake does not take, or cannot write, is told."""

    @wraps(work)
    async def told(request: Request) -> Response:
        try:
            return await work(request)
        except IntakeError as error:
            return message_page(request, 409, "That was not done", str(error))
        except StorageError as error:
            return message_page(request, 507, "There is no room", str(error))

    return told


def _posted(work: Callable[[Request, FormData], Response]) -> Page:
    """A page that a form is posted to; the work is done in a thread."""

    async def posted(request: Request) -> Response:
        return await run_in_threadpool(work, request, await request.form())

    return _told(posted)


def _shown(work: Callable[[Request], Response]) -> Page:
    """A page that is read from files, in a thread."""

    async def shown(request: Request) -> Response:
        return await run_in_threadpool(work, request)

    return _told(shown)


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
    if received.refused:
        return await run_in_threadpool(_list_page, request, received.refused, len(received.taken))
    if not received.taken:
        raise IntakeError("No file was chosen: choose one or more, and try again.")
    only = received.taken[0] if len(received.taken) == 1 else ""
    return RedirectResponse(f"/intake/{only}".rstrip("/"), 303)


def _show(request: Request) -> Response:
    asked = _asked(request)
    return _request_page(request, asked, _entry_for(request, asked), {})


def _request_page(
    request: Request, asked: Asked, entry: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
) -> Response:
    store = means_of(request).intake
    live = _live(request) if asked.state in (State.DESCRIBE, State.READY) else {}
    report = means_of(request).editions.report(asked.edition) if asked.edition else store.read(asked.id, "trial")
    values = {
        "asked": asked,
        "findings": store.read(asked.id, "findings"),
        "entry": entry,
        "errors": errors,
        "live": sorted(live.values(), key=lambda each: each.title.casefold()),
        "authorities": list(Authority),
        "kinds": sorted({each.kind for each in live.values()}),
        "report": report_view(report, asked.path) if asked.kind != Deed.ROLL_BACK else None,
        "progress": store.read(asked.id, "progress"),
        "is_attended": store.is_attended,
        "is_moving": asked.state in (*RUNNING, *QUEUED),
        "may_approve": asked.state == State.WAITING and _may_approve(request, asked),
        "can_cancel": asked.state in CANCELLABLE,
        "has_file": asked.kind == Deed.PUT_IN and store.document(asked.id) is not None,
    }
    return page(request, "intake_request.html", values, status)


def _describe(request: Request, form: FormData) -> Response:
    asked, store = _asked(request), means_of(request).intake
    entry = given_entry(form)
    others = [each for each in store.requests() if each.id != asked.id and each.state not in ENDED]
    errors = mistakes(entry, asked, _live(request), others)
    if errors:
        return _request_page(request, asked, entry, errors, 422)
    store.add(asked.id, Deed.DESCRIBED, account_of(request).name, entry=stored_entry(entry))
    return _to(asked.id)


def _publish(request: Request, form: FormData) -> Response:
    asked = _asked(request)
    means_of(request).intake.add(asked.id, Deed.PUBLISH, account_of(request).name)
    return _to(asked.id)


def _approve(request: Request, form: FormData) -> Response:
    asked = _asked(request)
    if not _may_approve(request, asked):
        raise IntakeError("You had a hand in putting this version in, so somebody else must approve it.")
    means_of(request).intake.add(asked.id, Deed.APPROVED, account_of(request).name)
    return _to(asked.id)


def _ask_to_cancel(request: Request) -> Response:
    asked = _asked(request)
    what = asked.name or asked.path or asked.wanted
    return page(
        request,
        "intake_confirm.html",
        {
            "heading": f"Cancel the request for {what}",
            "lines": ["Nothing of it is published, and the file that was put in is removed. This cannot be undone."],
            "action": f"/intake/{asked.id}/cancel",
            "button": "Cancel the request",
            "back": f"/intake/{asked.id}",
            "fields": {},
            "needs_reason": False,
        },
    )


def _cancel(request: Request, form: FormData) -> Response:
    asked = _asked(request)
    means_of(request).intake.add(asked.id, Deed.CANCELLED, account_of(request).name)
    return RedirectResponse("/intake", 303)


def _ask_to_withdraw(request: Request, path: str = "", error: str = "") -> Response:
    document = _live(request).get(path or request.query_params.get("path", ""))
    if document is None:
        raise HTTPException(404)
    lines = [
        "It stays in the corpus folder, marked as withdrawn in the manifest, and no answer is made from it any more.",
        "Answers that were given from it are kept, and whoever asked can be told. The golden questions are asked "
        "first: where too many need this document, nothing is changed and you are told which.",
    ]
    return page(
        request,
        "intake_confirm.html",
        {
            "heading": f"Withdraw {document.title}",
            "lines": lines,
            "action": "/intake/withdraw",
            "button": "Withdraw it",
            "back": f"/documents/{document.path}",
            "fields": {"path": document.path},
            "needs_reason": True,
            "error": error,
        },
        422 if error else 200,
    )


def _withdraw(request: Request, form: FormData) -> Response:
    path, reason = str(form.get("path", "")), str(form.get("reason", ""))
    if path not in _live(request):
        raise HTTPException(404)
    if not reason.strip():
        return _ask_to_withdraw(request, path, "Say why: it stands in the manifest and in the record.")
    return _to(request_withdrawal(means_of(request).data, path, reason, account_of(request).name))


def _ask_to_roll_back(request: Request) -> Response:
    editions = means_of(request).editions
    wanted = request.query_params.get("edition", "")
    summary = next((each for each in editions.summaries() if each.id == wanted), None)
    if summary is None or wanted == editions.live_id:
        raise HTTPException(404)
    lines = [
        f"It holds {summary.documents} documents. Answers come from it as soon as this is done; nothing is deleted, "
        "and you can come back the same way.",
        "The corpus folder and its manifest stay as they are: the next publishing brings what they hold back. Withdraw "
        "or replace what was wrong before that.",
    ]
    return page(
        request,
        "intake_confirm.html",
        {
            "heading": f"Go back to the edition {wanted}",
            "lines": lines,
            "action": "/intake/roll-back",
            "button": "Go back to it",
            "back": "/editions",
            "fields": {"edition": wanted},
            "needs_reason": True,
            "error": "",
        },
    )


def _roll_back(request: Request, form: FormData) -> Response:
    wanted, reason = str(form.get("edition", "")), " ".join(str(form.get("reason", "")).split())
    if wanted not in {each.id for each in means_of(request).editions.summaries()}:
        raise HTTPException(404)
    store = means_of(request).intake
    return _to(store.ask(Deed.ROLL_BACK, account_of(request).name, reason[:500], wanted=wanted))


def _progress(request: Request) -> Response:
    asked, store = _asked(request), means_of(request).intake
    return JSONResponse({"state": asked.state.value, "progress": dict(store.read(asked.id, "progress"))})


def _download(request: Request) -> Response:
    asked, store = _asked(request), means_of(request).intake
    document = store.document(asked.id)
    if document is None:
        raise HTTPException(404)
    return FileResponse(document, media_type="application/octet-stream", filename=asked.name, headers=DOWNLOAD_HEADERS)


def _asked(request: Request) -> Asked:
    try:
        return means_of(request).intake.request(request.path_params["id"])
    except IntakeError:
        raise HTTPException(404) from None


def _to(id: str) -> Response:
    return RedirectResponse(f"/intake/{id}", 303)


def _may_approve(request: Request, asked: Asked) -> bool:
    name = account_of(request).name
    is_putter = same_name(name) in {same_name(each) for each in asked.putters}
    return not is_putter and not IntakeLog(means_of(request).data).has_put_in(name, asked.sha256)


def _entry_for(request: Request, asked: Asked) -> Mapping[str, Any]:
    """What was asked for last, or else the proposal."""
    proposal = means_of(request).intake.read(asked.id, "findings").get("entry", {})
    return asked.entry or (proposal if isinstance(proposal, Mapping) else {})


def _replaced(request: Request) -> Document | None:
    return _live(request).get(request.query_params.get("replaces", ""))


def _live(request: Request) -> dict[str, Document]:
    try:
        with closing(means_of(request).editions.open_live_passages()) as passages:
            return {path: version.document for path, version in passages.versions.items()}
    except IndexUnavailableError:
        return {}


def _get(path: str, work: Callable[[Request], Response]) -> Any:
    return page_route(path, _shown(work), Role.PUBLISHER)


def _post(path: str, work: Callable[[Request, FormData], Response]) -> Any:
    return page_route(path, _posted(work), Role.PUBLISHER, methods=("POST",), max_body_bytes=_MOST_FORM_BYTES)


ROUTES = [
    _get("/intake", _list),
    page_route(
        "/intake/files",
        _told(put_in),
        Role.PUBLISHER,
        methods=("POST",),
        max_body_bytes=_MOST_UPLOAD_BYTES,
        streams=True,
    ),
    _get("/intake/withdraw", _ask_to_withdraw),
    _post("/intake/withdraw", _withdraw),
    _get("/intake/roll-back", _ask_to_roll_back),
    _post("/intake/roll-back", _roll_back),
    _get("/intake/{id}", _show),
    _post("/intake/{id}/details", _describe),
    _post("/intake/{id}/publish", _publish),
    _post("/intake/{id}/approve", _approve),
    _get("/intake/{id}/cancel", _ask_to_cancel),
    _post("/intake/{id}/cancel", _cancel),
    _get("/intake/{id}/progress", _progress),
    _get("/intake/{id}/file", _download),
]
