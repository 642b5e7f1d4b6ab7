"""The workspace behind the double: its people, channels and messages, and the events that they make."""

import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fakes.slack.limits import Json, mentions_and_links, visible_text

TEAM = "T0PARTNERS"
APP = "A0SIGNPOST"
BOT = "B0SIGNPOST"
BOT_USER = "U0SIGNPOST"
_FLAGS = ("deleted", "is_bot", "is_stranger", "is_restricted", "is_ultra_restricted")


@dataclass(frozen=True, slots=True)
class User:
    """A person, or another bot; `flags` are those of users.info, such as is_restricted."""

    id: str
    team: str = TEAM
    flags: tuple[str, ...] = ()

    def info(self) -> Json:
        """What users.info says."""
        return {"id": self.id, "team_id": self.team, **{flag: flag in self.flags for flag in _FLAGS}}


@dataclass(frozen=True, slots=True)
class Post:
    """A message; `arguments` are those of the call that posted it, where the app did."""

    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str = ""
    bot: str = ""
    blocks: tuple[Json, ...] = ()
    arguments: Json = field(default_factory=dict)
    metadata: Json = field(default_factory=dict)

    @property
    def clickable(self) -> list[str]:
        """Its mentions and links."""
        return mentions_and_links(self.text, list(self.blocks))

    @property
    def visible(self) -> str:
        """What a person reads: the blocks, or the text where there are none."""
        return visible_text(list(self.blocks)) if self.blocks else self.text


@dataclass(frozen=True, slots=True)
class Ephemeral(Post):
    """A message of the app that only `reader` sees."""

    reader: str = ""


class Workspace:
    """Holds what was said; every `ts` is new and later than the one before.

    `channels` says of each whether it is a "channel", a (private) "group" or an "im"; the app is in all but `absent`.
    """

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.channels: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.absent: set[str] = set()
        self.shared: set[str] = set()
        self.members: dict[str, set[str]] = {}
        self.usergroups: dict[str, tuple[str, ...]] = {}
        self.posts: dict[tuple[str, str], Post] = {}
        self.ephemerals: list[Ephemeral] = []
        self._replies: dict[tuple[str, str], dict[str, None]] = {}
        self._roots: dict[str, dict[str, None]] = {}
        self._numbers = itertools.count(1)
        self._start = int(time.time())

    def new_ts(self) -> str:
        """A time of Slack's kind."""
        return f"{self._start}.{next(self._numbers):06d}"

    def add_user(self, user: User) -> str:
        """Let somebody in; their direct messages with the app have a channel of their own."""
        self.users[user.id] = user
        self.add_channel(self.dm_channel(user.id), "im", [user.id])
        return user.id

    def add_channel(self, channel: str, kind: str, members: Iterable[str], name: str = "") -> None:
        """A channel that the app is in."""
        self.channels[channel] = kind
        self.members[channel] = set(members)
        self.names[channel] = name or channel.lower()

    def dm_channel(self, user: str) -> str:
        """Where `user` and the app talk alone."""
        return f"D{user[1:]}"

    def keep(self, post: Post) -> Post:
        """Store a message, or its new wording."""
        self.posts[post.channel, post.ts] = post
        if post.thread_ts and post.thread_ts != post.ts:
            self._replies.setdefault((post.channel, post.thread_ts), {})[post.ts] = None
        else:
            self._roots.setdefault(post.channel, {})[post.ts] = None
        return post

    def drop(self, channel: str, ts: str) -> Post:
        """Forget a message."""
        post = self.posts.pop((channel, ts))
        self._replies.get((channel, post.thread_ts), {}).pop(ts, None)
        self._roots.get(channel, {}).pop(ts, None)
        return post

    def replies(self, channel: str, ts: str) -> list[Post]:
        """The replies in the thread that `ts` began, the first first."""
        return [self.posts[channel, reply] for reply in self._replies.get((channel, ts), {})]

    def thread(self, channel: str, ts: str) -> list[Post]:
        """The message that began a thread, and its replies."""
        return [self.posts[channel, ts], *self.replies(channel, ts)]

    def history(self, channel: str) -> Iterator[Post]:
        """What was said outside threads, the last first."""
        return (self.posts[channel, ts] for ts in reversed(self._roots.get(channel, {})))

    def message_event(self, post: Post, **more: Any) -> Json:
        """The `message` event of a message as it is now."""
        kind = self.channels[post.channel]
        return {**self._said(post), "type": "message", "channel_type": kind, **more}

    def mention_event(self, post: Post, **more: Any) -> Json:
        """The `app_mention` event of a message."""
        return {**self._said(post), "type": "app_mention", **more}

    def change_event(self, subtype: str, before: Post, after: Post | None) -> Json:
        """The `message` event of an edit or a deletion; who did it stands inside only."""
        event: Json = {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": before.channel,
            "channel_type": self.channels[before.channel],
            "ts": self.new_ts(),
            "previous_message": self._said(before),
        }
        if after is None:
            return {**event, "deleted_ts": before.ts}
        edited = {"user": after.user, "ts": event["ts"]}
        return {**event, "message": {**self._said(after), "type": "message", "edited": edited}}

    def tombstone_event(self, before: Post) -> Json:
        """The `message` event of the deletion of a message that has replies: they stay, under a tombstone."""
        stone = {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "ts": before.ts}
        return {**self.change_event("message_changed", before, before), "message": stone}

    def _said(self, post: Post) -> Json:
        user = self.users.get(post.user)
        said: Json = {"user": post.user, "text": post.text, "ts": post.ts, "channel": post.channel}
        said |= {"team": user.team if user else TEAM, "event_ts": post.ts, "blocks": list(post.blocks)}
        if user and user.team != TEAM:
            said |= {"user_team": user.team, "source_team": user.team}
        if post.thread_ts:
            said["thread_ts"] = post.thread_ts
        if post.bot:
            said |= {"bot_id": post.bot, "app_id": APP}
        return said
