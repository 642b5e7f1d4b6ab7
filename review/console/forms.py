"""Forms that are sent to the console."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from knowledge.accounts import Role
from review.console.access import form_of
from review.console.routes import PageRoute, page_route

_MOST_BYTES = 20_000

Work = Callable[[Request, dict[str, str]], Response]


def form_route(path: str, work: Work, *roles: Role, most_bytes: int = _MOST_BYTES) -> PageRoute:
    """An address that a form is posted to; `work` gets its fields, and may block. Of a field twice the last counts."""

    def endpoint(request: Request) -> Response:
        return work(request, {name: value for name, value in form_of(request).items() if isinstance(value, str)})

    return page_route(path, endpoint, *roles, methods=("POST",), max_body_bytes=most_bytes)


def back_to(answer_id: str, done: str) -> Response:
    """To an answer's page, which says what was done."""
    return RedirectResponse(f"{path_of(answer_id)}?done={done}#done", 303)


def path_of(answer_id: str) -> str:
    """The address of an answer's page."""
    return f"/answers/{quote(answer_id, safe='')}"
