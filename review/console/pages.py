"""The console's templates. Whatever is put into one is escaped: no text of a document becomes markup."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from knowledge.accounts import Account
from knowledge.highlight import split_at_quote
from review.console.routes import places_for
from review.words import (
    CHECK_WORDS,
    OUTCOME_WORDS,
    count_words,
    day_words,
    feedback_words,
    iso_day_words,
    iso_moment_words,
    moment_words,
    size_words,
)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("review.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(moment=moment_words, day=day_words, counted=count_words, feedback=feedback_words)
    environment.filters.update(iso_moment=iso_moment_words, iso_day=iso_day_words, size=size_words)
    environment.globals.update(outcomes=OUTCOME_WORDS, checks=CHECK_WORDS, split_at_quote=split_at_quote)
    return environment


_templates = Jinja2Templates(env=_environment())


def page(request: Request, template: str, values: dict[str, Any] | None = None, status: int = 200) -> Response:
    """A page made from a template; it says who is signed in where the request knows."""
    account: Account | None = getattr(request.state, "account", None)
    common = {"account": account, "places": places_for(account) if account else [], "path": request.url.path}
    return _templates.TemplateResponse(request, template, {**common, **(values or {})}, status)


def message_page(request: Request, status: int, heading: str, text: str) -> Response:
    """A page with one thing to say."""
    return page(request, "message.html", {"heading": heading, "text": text, "status": status}, status)
