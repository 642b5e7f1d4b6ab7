"""What people press, submit and call up: each is sent once, and what the app answers to it is honoured."""

import time

from fakes.slack.calls import Refusal, RefusedError
from fakes.slack.core import Core
from fakes.slack.delivery import Delivery
from fakes.slack.forms import Values, filled, pressed, with_ids
from fakes.slack.limits import Json
from fakes.slack.views import View
from fakes.slack.workspace import APP, TEAM, Ephemeral, Post


class Interactions(Core):
    """Fails where a person could not do that, as what they would press is not there."""

    def click(self, user: str, place: Post | View, action_id: str, value: str | None = None) -> Delivery:
        """Somebody presses a button, or chooses `value`, in a message or view as it is now."""
        if isinstance(place, View):
            return self._click_in_view(user, place, action_id, value)
        now = self._now(user, place)
        return self._interact("block_actions", user, self._clicked(user, now, action_id, value))

    async def submit(self, user: str, view: View, values: Values) -> Json | None:
        """Somebody submits a modal with `values` by block_id and action_id; the initial ones stand for the others.

        Returns what the app answered, None where it did not in time. Slack itself answers with errors, and the app
        hears nothing, where a required input is empty.
        """
        now = self._shown(user, view)
        assert "submit" in now.content, "nothing to submit with"
        state, errors = filled(now.content["blocks"], values)
        if errors:
            return {"response_action": "errors", "errors": errors}
        shape = now.shape(state={"values": state}, blocks=with_ids(now.content["blocks"]))
        delivery = self._interact("view_submission", user, {"view": shape, "response_urls": []}, now)
        await delivery.over.wait()
        if delivery.response is not None:
            self._honour(now, delivery.response)
        return delivery.response

    def close(self, user: str, view: View) -> Delivery | None:
        """Somebody closes a modal; the app hears of it where it asked to."""
        now = self._shown(user, view)
        self.views.close(now)
        if not now.content.get("notify_on_close"):
            return None
        return self._interact("view_closed", user, {"view": now.shape(), "is_cleared": False})

    def command(self, user: str, channel: str, text: str, command: str = "/ask") -> Delivery:
        """Somebody calls a command; what the app answers at once is shown."""
        payload = {"command": command, "text": text, "user_id": user, "user_name": user.lower()}
        payload |= {"team_id": TEAM, "team_domain": "partners", "api_app_id": APP, "is_enterprise_install": "false"}
        payload |= {"channel_id": channel, "channel_name": self._channel(channel)["name"]}
        payload |= {"trigger_id": self._trigger(user), "response_url": self._hook_url(channel, user), "token": "t"}
        return self.outbox.send(payload, "slash_commands", lambda delivery: self._show(channel, user, delivery))

    def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Delivery:
        """Somebody picks a shortcut in the menu of a message."""
        post = self.workspace.posts[channel, ts]
        more: Json = {"callback_id": callback_id, "message_ts": ts, "action_ts": self.workspace.new_ts()}
        more |= {"message": self._message(post), "response_url": self._hook_url(channel, user)}
        return self._interact("message_action", user, {**more, "channel": self._channel(channel)})

    def _click_in_view(self, user: str, view: View, action_id: str, value: str | None) -> Delivery:
        now = self.views.now(view)
        assert now, "the view is not shown"
        assert now.user == user, "somebody else sees the view"
        action = {**pressed(now.content["blocks"], action_id, value), "action_ts": str(time.time())}
        shape = now.shape(
            blocks=with_ids(now.content["blocks"]), state={"values": filled(now.content["blocks"], {})[0]}
        )
        container = {"type": "view", "view_id": now.id}
        return self._interact("block_actions", user, {"container": container, "view": shape, "actions": [action]}, now)

    def _clicked(self, user: str, post: Post, action_id: str, value: str | None) -> Json:
        action = {**pressed(post.blocks, action_id, value), "action_ts": str(time.time())}
        is_ephemeral = isinstance(post, Ephemeral)
        container = {"type": "message", "message_ts": post.ts, "channel_id": post.channel, "is_ephemeral": is_ephemeral}
        if post.thread_ts:
            container["thread_ts"] = post.thread_ts
        # Slack does not send along what only one person sees.
        message = {} if is_ephemeral else {"message": self._message(post)}
        more = {"channel": self._channel(post.channel), "response_url": self._hook_url(post.channel, user, post)}
        return {"container": container, "actions": [action], "state": {"values": {}}, **message, **more}

    def _now(self, user: str, place: Post) -> Post:
        if isinstance(place, Ephemeral):
            mine = (each for each in self.workspace.ephemerals if (each.ts, each.reader) == (place.ts, user))
            shown: Post | None = next(mine, None)
        else:
            shown = self.workspace.posts.get((place.channel, place.ts))
        assert shown, "the message is not shown"
        return shown

    def _shown(self, user: str, view: View) -> View:
        now = self.views.shown_to(user)
        assert now, "no modal is shown"
        assert now.id == view.id, "another modal is on top"
        return now

    def _honour(self, view: View, response: Json) -> None:
        """Do with the modal what the app asked for."""
        try:
            self._follow(view, response)
        except RefusedError as refusal:
            self.refused.append(Refusal("view_submission", refusal.error))

    def _follow(self, view: View, response: Json) -> None:
        match response.get("response_action"):
            case None:
                self.views.close(view)
            case "clear":
                self.views.clear(view.user)
            case "update":
                self.views.change(view, response.get("view"))
            case "push":
                self.views.stack(view.user, response.get("view"))
            case "errors":
                inputs = {block.get("block_id") for block in view.content["blocks"] if block["type"] == "input"}
                if not response.get("errors") or response["errors"].keys() - inputs:
                    raise RefusedError("invalid_errors")
            case _:
                raise RefusedError("invalid_response_action")

    def _show(self, channel: str, user: str, delivery: Delivery) -> None:
        """What was answered to a command at once."""
        if not delivery.response:
            return
        try:
            self.hooks.respond(channel, user, delivery.response)
        except RefusedError as refusal:
            self.refused.append(Refusal("slash_commands", refusal.error))

    def _interact(self, kind: str, user: str, more: Json, view: View | None = None) -> Delivery:
        person = {
            "id": user,
            "team_id": self.workspace.users[user].team,
            "username": user.lower(),
            "name": user.lower(),
        }
        payload: Json = {"type": kind, "api_app_id": APP, "token": "t", "team": {"id": TEAM, "domain": "partners"}}
        payload |= {"user": person, "is_enterprise_install": False, "enterprise": None}
        trigger = self._trigger(user, view.id if view else "")
        return self.outbox.send({**payload, "trigger_id": trigger, **more}, "interactive")

    def _trigger(self, user: str, view: str = "") -> str:
        return self.views.new_trigger(self._trigger_seconds, user, view)

    def _channel(self, channel: str) -> Json:
        is_im = self.workspace.channels[channel] == "im"
        return {"id": channel, "name": "directmessage" if is_im else self.workspace.names[channel]}

    def _message(self, post: Post) -> Json:
        return {**self.workspace.message_event(post), "blocks": with_ids(post.blocks)}
