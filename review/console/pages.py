"""The console's templates. Whatever is put into one is escaped: no text of a document becomes markup."""

from collections.abc import Iterable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from knowledge.accounts import Account, Role
from knowledge.highlight import split_at_quote
from review.console.forgery import FIELD, form_token, remember_visitor
from review.console.routes import home_of, places_for
from review.words import CHECK_WORDS, OUTCOME_WORDS, count_words, day_words, feedback_words, moment_words


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("review.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(moment=moment_words, day=day_words, counted=count_words, feedback=feedback_words)
    environment.filters["choices"] = _choices
    environment.globals.update(outcomes=OUTCOME_WORDS, checks=CHECK_WORDS, split_at_quote=split_at_quote, Role=Role)
    return environment


def _choices(names: Iterable[str]) -> list[tuple[str, str]]:
    """What a choice sends, and how it is called."""
    return [(str(name), str(name)[:1].upper() + str(name)[1:]) for name in names]


_templates = Jinja2Templates(env=_environment())


def page(request: Request, template: str, values: dict[str, Any] | None = None, status: int = 200) -> Response:
    """A page made from a template; it says who is signed in where the request knows."""
    account: Account | None = request.state.account
    token = form_token(request)
    common = {
        "account": account,
        "places": places_for(account) if account else [],
        "home": home_of(account) if account else "/",
        "path": request.url.path,
        # Every form that posts holds `csrf_field`; a script sends `csrf_token` as the header X-CSRF-Token.
        "csrf_token": token,
        "csrf_field": Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token),
        "may": account.may if account else _nobody_may,
    }
    response = _templates.TemplateResponse(request, template, {**common, **(values or {})}, status)
    if account is None:
        remember_visitor(request, response)
    return response


def _nobody_may(*_: Role) -> bool:
    return False


def message_page(request: Request, status: int, heading: str, text: str) -> Response:
    """A page with one thing to say."""
    return page(request, "message.html", {"heading": heading, "text": text, "status": status}, status)
