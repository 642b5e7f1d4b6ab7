"""The console's addresses: each with the roles that may use it, and those that stand in the navigation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from knowledge.accounts import Account, Role

Endpoint = Callable[[Request], Response | Awaitable[Response]]
EVERYONE = tuple(Role)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to."""

    path: str
    label: str
    roles: tuple[Role, ...]


# In the order in which they are shown.
NAVIGATION = (
    Place("/", "Queue", (Role.REVIEWER,)),
    Place("/answers", "Answers", (Role.REVIEWER,)),
    Place("/intake", "Intake", (Role.PUBLISHER,)),
    Place("/documents", "Documents", EVERYONE),
    Place("/gaps", "Gaps", (Role.READER, Role.LEAD, Role.PUBLISHER)),
    Place("/assurance", "Assurance", (Role.READER, Role.LEAD)),
)


def page_route(
    path: str,
    endpoint: Endpoint,
    *roles: Role,
    methods: tuple[str, ...] = ("GET",),
    max_body_bytes: int | None = None,
) -> Route:
    """An address for people who have one of these roles. What is posted is small unless `max_body_bytes` says more."""
    return Route(path, endpoint, methods=list(methods), max_body_size=max_body_bytes)


def account_of(request: Request) -> Account:
    """Who is signed in. Every declared route has somebody."""
    account: Account = request.state.account
    return account


def places_for(account: Account) -> list[Place]:
    """What of the navigation somebody may see."""
    return [place for place in NAVIGATION if account.may(*place.roles)]
