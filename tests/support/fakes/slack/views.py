"""Modals and Home tabs: what the app opens, changes, stacks and publishes, and the triggers that let it."""

import secrets
import time
from dataclasses import dataclass, field, replace

from fakes.slack.calls import Method, RefusedError, refuse_if, required
from fakes.slack.limits import Json, view_error
from fakes.slack.rates import T4
from fakes.slack.workspace import APP, BOT, TEAM, Workspace

_STACKED = 3


@dataclass(frozen=True, slots=True)
class View:
    """A modal or a Home tab as `user` sees it; `hash` changes with the content."""

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str = ""

    def shape(self, **more: object) -> Json:
        """What an interaction or an answer says of it."""
        ids = {"id": self.id, "hash": self.hash, "root_view_id": self.root_id, "team_id": TEAM, "app_id": APP}
        previous = self.previous_id or None
        return {**self.content, **ids, "previous_view_id": previous, "bot_id": BOT, **more}


@dataclass(frozen=True, slots=True)
class _Trigger:
    ends_at: float
    user: str
    view: str


@dataclass(slots=True)
class Views:
    """`opened` are the contents of every modal that was opened or stacked; `homes` is by person."""

    workspace: Workspace
    opened: list[Json] = field(default_factory=list)
    homes: dict[str, View] = field(default_factory=dict)
    _views: dict[str, View] = field(default_factory=dict)
    _stacks: dict[str, list[str]] = field(default_factory=dict)
    _triggers: dict[str, _Trigger] = field(default_factory=dict)
    _made: int = 0

    def methods(self) -> dict[str, Method]:
        """What the Web API offers of it."""
        return {
            "views.open": Method(self._open, "", T4),
            "views.publish": Method(self._publish, "", T4),
            "views.push": Method(self._push, "", T4),
            "views.update": Method(self._update, "", T4),
        }

    def new_trigger(self, seconds: float, user: str = "", view: str = "") -> str:
        """A trigger id that works once, and for `seconds`; `view` is the modal where it was made."""
        trigger = secrets.token_hex(8)
        self._triggers[trigger] = _Trigger(time.monotonic() + seconds, user, view)
        return trigger

    def shown_to(self, user: str) -> View | None:
        """The modal on top of what a person sees."""
        stack = self._stacks.get(user)
        return self._views[stack[-1]] if stack else None

    def now(self, view: View) -> View | None:
        """A view as it is now; nothing where it was closed."""
        return self._views.get(view.id)

    def close(self, view: View) -> None:
        """Take a modal away; the one below is seen again."""
        self._stacks[view.user].remove(view.id)
        self._views.pop(view.id)

    def clear(self, user: str) -> None:
        """Take all modals of a person away."""
        for view in self._stacks.pop(user, []):
            self._views.pop(view)

    def change(self, view: View, content: object) -> View:
        """New content in the place of the old."""
        return self._keep(replace(view, content=_checked(content, view.content["type"]), hash=secrets.token_hex(4)))

    def stack(self, user: str, content: object) -> View:
        """A modal on top of the others, at most three."""
        stack = self._stacks.setdefault(user, [])
        if len(stack) == _STACKED:
            raise RefusedError("push_limit_reached")
        checked = _checked(content, "modal")
        view = self._new(user, checked, stack)
        self.opened.append(checked)
        stack.append(view.id)
        return view

    def _new(self, user: str, content: Json, stack: list[str]) -> View:
        self._made += 1
        made, top = f"V{self._made}", stack[-1] if stack else ""
        return self._keep(View(made, user, content, secrets.token_hex(4), stack[0] if stack else made, top))

    def _keep(self, view: View) -> View:
        self._views[view.id] = view
        if view.content["type"] == "home":
            self.homes[view.user] = view
        return view

    def _take(self, trigger: str) -> _Trigger:
        if trigger not in self._triggers:
            raise RefusedError("invalid_trigger_id")
        taken = self._triggers.pop(trigger)
        if taken.ends_at < time.monotonic():
            raise RefusedError("expired_trigger_id")
        return taken

    def _open(self, arguments: Json) -> Json:
        trigger, content = required(arguments, ["trigger_id", "view"])
        user = self._take(trigger).user
        _checked(content, "modal")
        self.clear(user)
        return {"view": self.stack(user, content).shape()}

    def _push(self, arguments: Json) -> Json:
        trigger, content = required(arguments, ["trigger_id", "view"])
        taken = self._take(trigger)
        if taken.view not in self._stacks.get(taken.user, []):
            raise RefusedError("invalid_trigger_id")
        return {"view": self.stack(taken.user, content).shape()}

    def _update(self, arguments: Json) -> Json:
        view_id, content = required(arguments, ["view_id", "view"])
        view = self._views.get(view_id)
        if view is None:
            raise RefusedError("not_found")
        _check_hash(view, arguments)
        return {"view": self.change(view, content).shape()}

    def _publish(self, arguments: Json) -> Json:
        user, content = required(arguments, ["user_id", "view"])
        if user not in self.workspace.users:
            raise RefusedError("user_not_found")
        before = self.homes.get(user)
        if before is None:
            return {"view": self._new(user, _checked(content, "home"), []).shape()}
        _check_hash(before, arguments)
        return {"view": self.change(before, content).shape()}


def _checked(content: object, kind: str) -> Json:
    refuse_if(view_error(content))
    if not isinstance(content, dict) or content["type"] != kind:
        raise RefusedError("invalid_arguments")
    return content


def _check_hash(view: View, arguments: Json) -> None:
    if arguments.get("hash", view.hash) != view.hash:
        raise RefusedError("hash_conflict")
