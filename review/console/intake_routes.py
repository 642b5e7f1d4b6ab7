"""What the intake's pages share: forms are handled in threads, and what the intake does not take is told."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import wraps

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from knowledge.accounts import Role
from knowledge.domain import Document
from knowledge.errors import IndexUnavailableError, IntakeError, StorageError
from knowledge.intake.requests import Deed
from knowledge.intake.requests import Request as Asked
from knowledge.verdicts import ActionKind
from review.console.means import means_of
from review.console.pages import message_page
from review.console.routes import PageRoute, account_of, page_route

_log = logging.getLogger(__name__)

NO_ROOM = "Nothing was changed. Perhaps the disk is full: tell your maintainer, and try again later."
_MOST_FORM_BYTES = 200_000

Page = Callable[[Request], Awaitable[Response]]


def told(work: Callable[[Request], Awaitable[Response]]) -> Page:
    """A page where what the intake does not take, or cannot write, is told."""

    @wraps(work)
    async def page_that_tells(request: Request) -> Response:
        try:
            return await work(request)
        except IntakeError as error:
            return message_page(request, 409, "That was not done", str(error))
        except StorageError as error:  # where the folders are is for whoever started the console
            _log.error("%s", error)
            return message_page(request, 507, "This could not be written", NO_ROOM)

    return page_that_tells


def _posted(work: Callable[[Request, FormData], Response]) -> Page:
    """A page that a form is posted to; the work is done in a thread."""

    async def posted(request: Request) -> Response:
        return await run_in_threadpool(work, request, await request.form())

    return told(posted)


def _shown(work: Callable[[Request], Response]) -> Page:
    """A page that is read from files, in a thread."""

    async def shown(request: Request) -> Response:
        return await run_in_threadpool(work, request)

    return told(shown)


def asked_for(request: Request) -> Asked:
    """The request that an address names; raises HTTPException where there is none."""
    try:
        return means_of(request).intake.request(request.path_params["id"])
    except IntakeError:
        raise HTTPException(404) from None


def note_done(request: Request, deed: Deed, asked: Asked) -> None:
    """Write what somebody did into the ledger, under their name; the request's own history has it already."""
    what = f"{deed.value}: {asked.path or asked.name or asked.wanted} (request {asked.id})"
    kind = ActionKind.WITHDRAW if deed is Deed.WITHDRAW else ActionKind.INTAKE
    text = asked.reason if deed is Deed.WITHDRAW else what
    means_of(request).ledger.actions.record(kind, account_of(request).name, document=asked.path, text=text)


def to_request(id: str) -> Response:
    """On to the page of a request."""
    return RedirectResponse(f"/intake/{id}", 303)


def live_documents(request: Request) -> dict[str, Document]:
    """The live documents by path; none where nothing is live."""
    try:
        with closing(means_of(request).editions.open_live_passages()) as passages:
            return {path: version.document for path, version in passages.versions.items()}
    except IndexUnavailableError:
        return {}


def get_route(path: str, work: Callable[[Request], Response]) -> PageRoute:
    """A page of the intake."""
    return page_route(path, _shown(work), Role.PUBLISHER)


def post_route(path: str, work: Callable[[Request, FormData], Response]) -> PageRoute:
    """Where a form of the intake is posted to; small, but for the list of documents that it supersedes."""
    return page_route(path, _posted(work), Role.PUBLISHER, methods=("POST",), max_body_bytes=_MOST_FORM_BYTES)
