"""What can be done about an answer beside judging it: correct it, withdraw a document, leave a note, each on a page."""

import logging
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from knowledge.accounts import Role
from knowledge.domain import Answer, Document, Mark, MarkKind
from knowledge.errors import IntakeError, StorageError
from knowledge.intake.store import request_withdrawal
from knowledge.verdicts import ActionKind
from knowledge.written import holds_contact_details
from review.console import golden
from review.console.answer import answer_of
from review.console.forms import back_to, form_route
from review.console.means import means_of
from review.console.open_passages import live_passages
from review.console.pages import page
from review.console.routes import account_of, page_route

_log = logging.getLogger(__name__)

MOST_CORRECTION_CHARACTERS = 1_500
_MOST_TEXT_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Written:
    """What was typed into a form of one field, and what is wrong with it."""

    text: str = ""
    error: str = ""


def show_correction(request: Request) -> Response:
    """The form in which a lead writes what the conversation is told."""
    return _correction(request, Written())


def correct(request: Request, fields: dict[str, str]) -> Response:
    """Record a correction; the bot tells it."""
    answer = answer_of(request)
    written = _written(fields, MOST_CORRECTION_CHARACTERS)
    if not written.error and holds_contact_details(written.text):
        written = Written(
            written.text, "take out the telephone number or e-mail address: name the team, its number stands in Slack"
        )
    if written.error or _why_untold(request, answer):
        return _correction(request, written, 422)
    actions = means_of(request).ledger.actions
    actions.record(ActionKind.CORRECT, account_of(request).name, answer_id=answer.id, text=written.text)
    return back_to(answer.id, "corrected")


def show_note(request: Request) -> Response:
    """The form for a note to the partnership team, about the answer or one of its documents."""
    return _note(request, Written(), request.query_params.get("document", ""))


def leave_note(request: Request, fields: dict[str, str]) -> Response:
    """Record a note."""
    answer = answer_of(request)
    document = fields.get("document", "")
    written = _written(fields, _MOST_TEXT_CHARACTERS)
    if written.error or document not in ("", *_documents(answer)):
        return _note(request, written, document, 422)
    actions = means_of(request).ledger.actions
    actions.record(ActionKind.NOTE, account_of(request).name, answer_id=answer.id, document=document, text=written.text)
    return back_to(answer.id, "noted")


def show_withdrawal(request: Request) -> Response:
    """The page that asks whether a document is really to be withdrawn, and why."""
    return _withdrawal(request, _document(request, request.query_params.get("document", "")), Written())


def withdraw(request: Request, fields: dict[str, str]) -> Response:
    """Record that a withdrawal is asked for, and hand it on."""
    answer, account = answer_of(request), account_of(request)
    document = _document(request, fields.get("document", ""))
    written = _written(fields, _MOST_TEXT_CHARACTERS)
    if not written.error and fields.get("sure") != "yes":
        written = Written(written.text, "tick that it is to be withdrawn")
    if written.error:
        return _withdrawal(request, document, written, 422)
    means = means_of(request)
    try:
        # Asked for first: one that is open for the document is not doubled when this is tried again.
        request_withdrawal(means.data, document.path, written.text, account.name)
    except (IntakeError, StorageError) as error:  # where the folders are is for whoever started the console
        _log.error("%s", error)
        said = "it could not be handed to the ingestion process: try again, or tell your maintainer"
        return _withdrawal(request, document, Written(written.text, said), 507)
    means.ledger.actions.record(
        ActionKind.WITHDRAW, account.name, answer_id=answer.id, document=document.path, text=written.text
    )
    return back_to(answer.id, "withdrawn")


def _correction(request: Request, written: Written, status: int = 200) -> Response:
    answer = answer_of(request)
    values = {"written": written, "why_untold": _why_untold(request, answer), "most": MOST_CORRECTION_CHARACTERS}
    return _page(request, "correct.html", answer, values, status)


def _why_untold(request: Request, answer: Answer) -> str:
    """Why nobody would be told; nothing where somebody would."""
    if not answer.question.asker:
        return "It was asked on a terminal, so there is nobody to be told."
    marks: tuple[Mark, ...] = means_of(request).ledger.aftermath.marks_of(answer.id)
    if any(mark.kind is MarkKind.QUESTION_DELETED for mark in marks):
        return "Whoever asked deleted the question, so the conversation is left alone."
    if any(mark.kind is MarkKind.STOPPED for mark in marks):
        return "Whoever asked stopped the answer, so the conversation is left alone."
    return ""


def _note(request: Request, written: Written, document: str, status: int = 200) -> Response:
    answer = answer_of(request)
    values = {"written": written, "documents": list(_documents(answer).values()), "chosen": document}
    return _page(request, "note.html", answer, values, status)


def _withdrawal(request: Request, document: Document, written: Written, status: int = 200) -> Response:
    live = live_passages(means_of(request).editions)
    version = live.versions.get(document.path) if live else None
    values = {
        "document": document,
        "written": written,
        "is_live": version is not None and not version.document.withdrawn,
        "cited": len({each.answer_id for each in means_of(request).ledger.citations_of([document.path])}),
    }
    return _page(request, "withdraw.html", answer_of(request), values, status)


def _page(request: Request, template: str, answer: Answer, values: dict[str, Any], status: int) -> Response:
    return page(request, template, {"answer": answer, **values}, status)


def _written(fields: dict[str, str], most: int) -> Written:
    text = fields.get("text", "").replace("\r\n", "\n").strip()
    if not text:
        return Written(text, "write something")
    if len(text) > most:
        return Written(text, f"shorten it: it has {len(text)} characters, and there is room for {most}")
    return Written(text)


def _documents(answer: Answer) -> dict[str, Document]:
    return {each.passage.version.document.path: each.passage.version.document for each in answer.citations}


def _document(request: Request, path: str) -> Document:
    document = _documents(answer_of(request)).get(path)
    if document is None:
        raise HTTPException(404)
    return document


_HERE = "/answers/{answer_id}"
ROUTES = [
    page_route(f"{_HERE}/correct", show_correction, Role.LEAD),
    form_route(f"{_HERE}/correct", correct, Role.LEAD),
    page_route(f"{_HERE}/golden", golden.show, Role.LEAD),
    form_route(f"{_HERE}/golden", golden.keep, Role.LEAD, most_bytes=golden.MOST_FORM_BYTES),
    page_route(f"{_HERE}/withdraw", show_withdrawal, Role.LEAD),
    form_route(f"{_HERE}/withdraw", withdraw, Role.LEAD),
    page_route(f"{_HERE}/note", show_note, Role.REVIEWER),
    form_route(f"{_HERE}/note", leave_note, Role.REVIEWER),
]
