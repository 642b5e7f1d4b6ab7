"""The notes for the partnership team, and what became of them."""

from collections import defaultdict

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from knowledge.accounts import Role
from knowledge.ledger.actions import Note
from knowledge.names import is_same_person
from review.console.forms import form_route
from review.console.means import means_of
from review.console.pages import page
from review.console.reviewing import is_blind_to
from review.console.routes import account_of, page_route

_MOST_CHARACTERS = 1_000
_MOST_SETTLED = 50


def list_notes(request: Request) -> Response:
    """The open notes, then the last that were settled, newest first.

    Whoever is yet to judge an answer blind does not see what others note about it.
    """
    return _page(request)


def settle(request: Request, fields: dict[str, str]) -> Response:
    """Settle a note, with a word of what was done; in a new entry."""
    how = fields.get("how", "").replace("\r\n", "\n").strip()
    if len(how) > _MOST_CHARACTERS:
        return _page(request, f"Shorten what was done to {_MOST_CHARACTERS} characters.", 422)
    note_id = request.path_params["note_id"]
    if not means_of(request).ledger.actions.settle(note_id, account_of(request).name, how):
        return _page(request, "This note has been settled already.", 409)
    return RedirectResponse("/notes", 303)


def _is_kept_from(request: Request, note: Note) -> bool:
    account = account_of(request)
    is_own = is_same_person(note.action.by, account.name)
    return not is_own and is_blind_to(means_of(request), account, note.action.answer_id)


def _page(request: Request, error: str = "", status: int = 200) -> Response:
    ledger = means_of(request).ledger
    notes = ledger.actions.notes()
    opened = [note for note in notes if note.settled is None]
    settled = [note for note in notes if note.settled is not None][:_MOST_SETTLED]
    shown = [note for note in opened if not _is_kept_from(request, note)]
    told = [*shown, *(note for note in settled if not _is_kept_from(request, note))]
    lines = ledger.figures.lines(list({note.action.answer_id for note in told if note.action.answer_id}))
    values = {
        "open_notes": shown,
        "kept_back": len(opened) - len(shown),
        "settled": told[len(shown) :],
        "may_review": account_of(request).may(Role.REVIEWER),
        "questions": defaultdict(str, {id: line.question for id, line in lines.items()}),
        "error": error,
    }
    return page(request, "notes.html", values, status)


ROUTES = [
    page_route("/notes", list_notes, Role.PUBLISHER, Role.LEAD),
    form_route("/notes/{note_id:int}/settle", settle, Role.PUBLISHER, Role.LEAD),
]
