"""What people do in conversations, and how a test sets up where they do it."""

from dataclasses import replace

from fakes.slack.core import Core
from fakes.slack.limits import Json
from fakes.slack.workspace import BOT_USER, Post


class People(Core):
    """They write, change and take back what they wrote, and open what the app shows."""

    def add_channel(
        self, channel: str, *members: str, name: str = "", is_private: bool = False, is_shared: bool = False
    ) -> str:
        """A channel that the app is in; who writes there becomes a member. Another organisation may share it."""
        if is_shared:
            self.workspace.shared.add(channel)
        self.workspace.add_channel(channel, "group" if is_private else "channel", members, name)
        return channel

    def leave(self, channel: str) -> None:
        """The app is taken out of a channel."""
        self.workspace.absent.add(channel)

    def join(self, channel: str) -> None:
        """The app is let into a channel again."""
        self.workspace.absent.discard(channel)

    def usergroup(self, group: str, *users: str) -> str:
        """A group of people, such as those who may approve."""
        self.workspace.usergroups[group] = users
        return group

    def say(self, user: str, channel: str, text: str, *, thread_ts: str = "", subtype: str = "") -> str:
        """Somebody writes; `text` is in Slack's own markup. Returns its `ts`."""
        is_bot = "is_bot" in self.workspace.users[user].flags
        bot = f"B{user[1:]}" if is_bot else ""
        post = self.workspace.keep(Post(channel, self.workspace.new_ts(), user, text, thread_ts, bot))
        self.workspace.members.setdefault(channel, set()).add(user)
        more = {"subtype": subtype} if subtype else {}
        self._send_message(self.workspace.message_event(post, **more))
        if f"<@{BOT_USER}>" in text and self.workspace.channels[channel] != "im":
            self._send("app_mention", self.workspace.mention_event(post, **more))
        return post.ts

    def mention(self, user: str, channel: str, text: str, *, thread_ts: str = "") -> str:
        """Somebody writes in a channel to the app."""
        return self.say(user, channel, f"<@{BOT_USER}> {text}", thread_ts=thread_ts)

    def dm(self, user: str, text: str, *, thread_ts: str = "", subtype: str = "") -> str:
        """Somebody writes to the app alone."""
        return self.say(user, self.dm_channel(user), text, thread_ts=thread_ts, subtype=subtype)

    def dm_channel(self, user: str) -> str:
        """Where `user` and the app talk alone."""
        return self.workspace.dm_channel(user)

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Somebody changes what they wrote."""
        before = self.workspace.posts[channel, ts]
        after = self.workspace.keep(replace(before, text=text))
        event = self.workspace.change_event("message_changed", before, after)
        self._send_message(event)
        if f"<@{BOT_USER}>" in text and self.workspace.channels[channel] != "im":
            edited = event["message"]["edited"]
            self._send("app_mention", self.workspace.mention_event(after, edited=edited))

    def delete(self, channel: str, ts: str) -> None:
        """Somebody takes back what they wrote."""
        self._echo(None, self.workspace.drop(channel, ts))

    def redeliver(self, channel: str, ts: str) -> None:
        """Send every event of a message once more, although it was acknowledged."""
        for delivery in list(self.outbox.all):
            event = delivery.payload.get("event", {})
            if (event.get("channel"), event.get("ts")) == (channel, ts):
                self.outbox.send(delivery.payload)

    def open_home(self, user: str) -> None:
        """Somebody opens the app's Home tab."""
        home = self.views.homes.get(user)
        self._open_tab(user, "home", {"view": home.shape()} if home else {})

    def open_dm(self, user: str) -> None:
        """Somebody opens where they and the app talk alone."""
        self._open_tab(user, "messages", {})

    def stop(self, user: str, channel: str, thread_ts: str) -> None:
        """Somebody stops the app writing in a thread."""
        stopped = self.streams.stop_thread(channel, thread_ts)
        event = {"type": "agent_session_stopped", "channel": channel, "thread_ts": thread_ts, "user": user}
        ts = self.workspace.new_ts()
        self._send("agent_session_stopped", {**event, "streaming_message_ts": stopped, "event_ts": ts})

    def _open_tab(self, user: str, tab: str, more: Json) -> None:
        event = {"type": "app_home_opened", "user": user, "channel": self.dm_channel(user), "tab": tab}
        self._send("app_home_opened", {**event, "event_ts": self.workspace.new_ts(), **more})
