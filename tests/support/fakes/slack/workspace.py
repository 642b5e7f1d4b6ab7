"""The workspace behind the double: its people, channels and messages, and the events that they make."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from fakes.slack.limits import Json, mentions_and_links, visible_text

TEAM = "T0PARTNERS"
APP = "A0SIGNPOST"
BOT = "B0SIGNPOST"
BOT_USER = "U0SIGNPOST"


@dataclass(frozen=True, slots=True)
class User:
    """A person, or another bot; `flags` are those of users.info, such as is_restricted."""

    id: str
    team: str = TEAM
    flags: tuple[str, ...] = ()

    def info(self) -> Json:
        """What users.info says."""
        flags = ("deleted", "is_bot", "is_stranger", "is_restricted", "is_ultra_restricted")
        return {"id": self.id, "team_id": self.team, **{flag: flag in self.flags for flag in flags}}


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

    @property
    def clickable(self) -> list[str]:
        """Its mentions and links."""
        return mentions_and_links(self.text, list(self.blocks))

    @property
    def visible(self) -> str:
        """What a person reads: the blocks, or the text where there are none."""
        return visible_text(list(self.blocks)) if self.blocks else self.text


class Workspace:
    """Holds what was said; every `ts` is new and later than the one before."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.channels: dict[str, str] = {}
        self.posts: dict[tuple[str, str], Post] = {}
        self._numbers = itertools.count(1)
        self._start = int(time.time())

    def new_ts(self) -> str:
        """A time of Slack's kind."""
        return f"{self._start}.{next(self._numbers):06d}"

    def add_user(self, user: User) -> str:
        """Let somebody in; their direct messages with the app have a channel of their own."""
        self.users[user.id] = user
        self.channels[self.dm_channel(user.id)] = "im"
        return user.id

    def dm_channel(self, user: str) -> str:
        """Where `user` and the app talk alone."""
        return f"D{user[1:]}"

    def keep(self, post: Post) -> Post:
        """Store a message, or its new wording."""
        self.posts[post.channel, post.ts] = post
        return post

    def thread(self, channel: str, ts: str) -> list[Post]:
        """The message that began a thread, and its replies."""
        return [p for p in self.posts.values() if p.channel == channel and ts in (p.ts, p.thread_ts)]

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
