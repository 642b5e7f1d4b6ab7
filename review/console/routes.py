"""The console's addresses: each with the roles that may use it, and those that stand in the navigation."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route

from knowledge.accounts import Account, Role
from review.console.access import Endpoint, guarded, open_to_all

EVERYONE = tuple(Role)


class _ShortNumber(IntegerConvertor):
    """A number as long as a ledger's ids are at most: a longer one is in no address."""

    regex = "[0-9]{1,9}"


register_url_convertor("int", _ShortNumber())


class PageRoute(Route):
    """An address that says whom it is for; `roles` is empty for one that is open to all."""

    def __init__(self, path: str, endpoint: Endpoint, roles: frozenset[Role], **how: object) -> None:
        super().__init__(path, endpoint, **how)  # type: ignore[arg-type]
        self.roles = roles


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
    Place("/notes", "Notes", (Role.PUBLISHER, Role.LEAD)),
    Place("/gaps", "Gaps", (Role.READER, Role.LEAD, Role.PUBLISHER)),
    Place("/assurance", "Assurance", (Role.READER, Role.LEAD)),
)


def page_route(
    path: str,
    endpoint: Endpoint,
    *roles: Role,
    methods: tuple[str, ...] = ("GET",),
    max_body_bytes: int | None = None,
    max_files: int = 0,
    streams: bool = False,
) -> PageRoute:
    """An address for people who have one of these roles.

    What is posted to it must come from a form that holds `csrf_field`, or have the page's token in a header. Forms are
    small and hold no files unless `max_body_bytes` and `max_files` say otherwise. An endpoint that is no coroutine runs
    in a thread of its own, and finds the form with `form_of`. One that `streams` reads the body itself as it comes in,
    and checks the token of its form with `check_token` before it keeps anything.
    """
    if not roles:
        raise ValueError(f"{path} says of no role that it may use it")
    allowed = frozenset(roles)
    door = guarded(endpoint, allowed, max_files, streams)
    return PageRoute(path, door, allowed, methods=list(methods), max_body_size=max_body_bytes)


def public_route(
    path: str, endpoint: Endpoint, methods: tuple[str, ...] = ("GET",), middleware: Sequence[Middleware] = ()
) -> PageRoute:
    """An address for whoever comes. There are few, and a test lists them."""
    return PageRoute(path, open_to_all(endpoint), frozenset(), methods=list(methods), middleware=list(middleware))


def check_declared(routes: Sequence[BaseRoute]) -> None:
    """Raises ValueError for an address that does not say whom it is for: the console then does not start."""
    for route in routes:
        is_static = isinstance(route, Mount) and route.path == "/static"
        if not isinstance(route, PageRoute) and not is_static:
            raise ValueError(f"{route} does not say whom it is for: declare it with page_route")


def account_of(request: Request) -> Account:
    """Who is signed in. Every declared route has somebody."""
    account: Account = request.state.account
    return account


def places_for(account: Account) -> list[Place]:
    """What of the navigation somebody may see."""
    return [place for place in NAVIGATION if account.may(*place.roles)]


def home_of(account: Account) -> str:
    """The page that somebody begins at."""
    return next((place.path for place in places_for(account)), "/password")
