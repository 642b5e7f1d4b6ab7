"""Forms that are sent to the console: read whole, within bounds, and worked on in a thread of their own."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from knowledge.accounts import Role
from review.console.routes import page_route

_MOST_FIELDS = 200
_MOST_BYTES = 20_000

Work = Callable[[Request, dict[str, str]], Response]


def form_route(path: str, work: Work, *roles: Role, most_bytes: int = _MOST_BYTES) -> Route:
    """An address that a form is posted to; `work` gets its fields, and may block. Of a field twice the last counts."""

    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
        return await run_in_threadpool(work, request, fields)

    return page_route(path, endpoint, *roles, methods=("POST",), max_body_bytes=most_bytes)


def back_to(answer_id: str, done: str) -> Response:
    """To an answer's page, which says what was done."""
    return RedirectResponse(f"{path_of(answer_id)}?done={done}#done", 303)


def path_of(answer_id: str) -> str:
    """The address of an answer's page."""
    return f"/answers/{quote(answer_id, safe='')}"
