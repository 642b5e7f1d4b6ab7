"""The Web API of the double: it checks tokens, refuses what Slack refuses, and knows no other methods."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from fakes.slack.assistant import Assistant
from fakes.slack.calls import Action, Method, Refusal, RefusedError, arguments_of
from fakes.slack.limits import Json
from fakes.slack.rates import UNLIMITED, Rates
from fakes.slack.views import Views
from fakes.slack.workspace import BOT, BOT_USER, TEAM, Workspace

When = Literal["before", "after"]
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "usergroups:read",
    "users:read",
)
_KINDS = {"channel": "channels", "group": "groups", "im": "im"}


@dataclass(slots=True)
class _Trouble:
    """What the next calls of a method meet."""

    error: str
    times: int
    status: int
    retry_after_seconds: int


class WebApi:
    """Answers calls of `methods`, of its parts, and of its own two.

    `tokens` is by their kind, `scopes` are those granted.
    """

    def __init__(
        self,
        workspace: Workspace,
        views: Views,
        assistant: Assistant,
        methods: dict[str, Method],
        tokens: dict[str, str],
        scopes: Iterable[str],
        rates: Rates,
        socket_url: Callable[[], str],
        refused: list[Refusal],
    ) -> None:
        self.calls: Counter[str] = Counter()
        self.refused = refused
        self.views = views.opened
        self.statuses = assistant.statuses
        self.new_trigger = views.new_trigger
        self._workspace = workspace
        self._tokens = tokens
        self._scopes = tuple(scopes)
        self._rates = rates
        self._socket_url = socket_url
        self._trouble: dict[str, _Trouble] = {}
        self._actions: dict[tuple[str, When], list[Action]] = {}
        self._methods = {
            # Tier 1 by the documentation, yet an app may open ten sockets: that they may follow at once is assumed.
            "apps.connections.open": Method(self._open_connection, "connections:write", UNLIMITED, "xapp"),
            "auth.test": Method(self._auth_test, "", UNLIMITED),
            **views.methods(),
            **assistant.methods(),
            **methods,
        }

    def trouble(self, method: str, error: str, times: int, status: int, retry_after_seconds: int) -> None:
        """Let the next `times` calls of `method` fail."""
        self._trouble[method] = _Trouble(error, times, status, retry_after_seconds)

    def act_on(self, method: str, when: When, action: Action) -> None:
        """Do something once, before the next call of `method` or after it, while the app waits for its answer."""
        self._actions.setdefault((method, when), []).append(action)

    async def handle(self, request: web.Request) -> web.Response:
        """One call."""
        method = request.match_info["method"]
        self.calls[method] += 1
        arguments = await arguments_of(request)
        await self._act(method, "before")
        response = self._answer(method, request, arguments)
        await self._act(method, "after")
        return response

    def _answer(self, method: str, request: web.Request, arguments: Json) -> web.Response:
        try:
            self._meet_trouble(method)
            known = self._methods.get(method)
            if known is None:
                raise RefusedError("unknown_method")
            self._check_token(request, known.token)
            self._check_scope(known, arguments)
            self._rates.check_call(method, known.a_minute)
            headers = {"x-oauth-scopes": ",".join(self._scopes)} if known.token == "xoxb" else {}
            return web.json_response({"ok": True, **known.answer(arguments)}, headers=headers)
        except RefusedError as refusal:
            return self._refuse(method, refusal)

    async def _act(self, method: str, when: When) -> None:
        if actions := self._actions.get((method, when)):
            done = actions.pop(0)()
            if done is not None:
                await done

    def _meet_trouble(self, method: str) -> None:
        trouble = self._trouble.get(method)
        if trouble and trouble.times > 0:
            trouble.times -= 1
            raise RefusedError(trouble.error, trouble.retry_after_seconds, status=trouble.status)

    def _check_token(self, request: web.Request, kind: str) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token:
            raise RefusedError("not_authed")
        if token not in self._tokens.values():
            raise RefusedError("invalid_auth")
        if token != self._tokens[kind]:
            raise RefusedError("not_allowed_token_type")

    def _check_scope(self, method: Method, arguments: Json) -> None:
        kind = _KINDS[self._workspace.channels.get(str(arguments.get("channel")), "channel")]
        needed = method.scope.format(kind)
        if method.token == "xoxb" and needed and needed not in self._scopes:
            raise RefusedError("missing_scope", needed=needed, provided=",".join(self._scopes))

    def _refuse(self, method: str, refusal: RefusedError) -> web.Response:
        self.refused.append(Refusal(method, refusal.error))
        headers = {"Retry-After": str(refusal.retry_after_seconds)} if refusal.status == 429 else {}
        answer = {"ok": False, "error": refusal.error, **refusal.more}
        return web.json_response(answer, status=refusal.status, headers=headers)

    def _auth_test(self, arguments: Json) -> Json:
        return {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "user": "signpost", "team": "Partners"}

    def _open_connection(self, arguments: Json) -> Json:
        return {"url": self._socket_url()}
