"""What a publisher is asked before it is done: cancelling a request, withdrawing a document, going back an edition."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from knowledge.intake.requests import Deed
from knowledge.intake.store import request_withdrawal
from review.console.intake_routes import asked_for, get_route, live_documents, note_done, post_route, to_request
from review.console.means import means_of
from review.console.pages import page
from review.console.routes import account_of
from review.words import iso_moment_words


def _ask_to_cancel(request: Request) -> Response:
    asked = asked_for(request)
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
    asked = asked_for(request)
    note_done(request, Deed.CANCELLED, means_of(request).intake.add(asked.id, Deed.CANCELLED, account_of(request).name))
    return RedirectResponse("/intake", 303)


def _ask_to_withdraw(request: Request, path: str = "", error: str = "") -> Response:
    document = live_documents(request).get(path or request.query_params.get("path", ""))
    if document is None:
        raise HTTPException(404)
    lines = [
        "Its file is kept, marked as withdrawn, and no answer is made from it any more.",
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
    if path not in live_documents(request):
        raise HTTPException(404)
    if not reason.strip():
        return _ask_to_withdraw(request, path, "Say why: it is kept with the document.")
    means = means_of(request)
    id = request_withdrawal(means.data, path, reason, account_of(request).name)
    note_done(request, Deed.WITHDRAW, means.intake.request(id))
    return to_request(id)


def _ask_to_roll_back(request: Request) -> Response:
    editions = means_of(request).editions
    wanted = request.query_params.get("edition", "")
    summary = next((each for each in editions.summaries() if each.id == wanted), None)
    if summary is None or wanted == editions.live_id:
        raise HTTPException(404)
    lines = [
        f"It holds {summary.documents} documents. Answers come from it as soon as this is done; nothing is deleted, "
        "and you can come back the same way.",
        "The files of the documents and their details stay as they are, and the next publishing brings them back. "
        "Withdraw or replace what was wrong before that.",
    ]
    return page(
        request,
        "intake_confirm.html",
        {
            "heading": f"Go back to the edition of {iso_moment_words(summary.created_at)}",
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
    id = store.ask(Deed.ROLL_BACK, account_of(request).name, reason[:500], wanted=wanted)
    note_done(request, Deed.ROLL_BACK, store.request(id))
    return to_request(id)


ROUTES = [
    get_route("/intake/withdraw", _ask_to_withdraw),
    post_route("/intake/withdraw", _withdraw),
    get_route("/intake/roll-back", _ask_to_roll_back),
    post_route("/intake/roll-back", _roll_back),
    get_route("/intake/{id}/cancel", _ask_to_cancel),
    post_route("/intake/{id}/cancel", _cancel),
]
