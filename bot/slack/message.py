"""Which of Slack's events is a person's question, and what of it matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_ASKING_SUBTYPES = (None, "file_share")


@dataclass(frozen=True, slots=True)
class Message:
    """What a person said. `ts` is Slack's time of it, which names it within its channel; `text` is as sent.

    `team` is the workspace that the event came from, `user_teams` those that it says its writer belongs to.
    """

    team: str
    channel: str
    ts: str
    thread_ts: str
    user: str
    text: str
    user_teams: frozenset[str]

    @property
    def event_id(self) -> str:
        """The same however often, and as whichever kind of event, the message arrives."""
        return f"{self.team}:{self.channel}:{self.ts}"

    @property
    def root(self) -> str:
        """The `ts` of the thread that the reply belongs to: its own where it begins one."""
        return self.thread_ts or self.ts

    @property
    def thread(self) -> str:
        """The thread's name across the workspace."""
        return f"{self.channel}:{self.root}"

    @property
    def sent_at(self) -> datetime:
        """When it was said."""
        return datetime.fromtimestamp(float(self.ts), UTC)


def message_from_body(body: Mapping[str, Any]) -> Message | None:
    """The message of an event's body; None where it asks nothing of the bot.

    A bot's words are never answered, so that two bots cannot talk to each other for ever; an edit is not
    either, because the first wording was.
    """
    event = body["event"]
    if not _is_to_the_bot(event) or not _is_new_from_a_person(event):
        return None
    teams = (event.get(key) for key in ("user_team", "source_team", "team"))
    return Message(
        team=body.get("team_id", ""),
        channel=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts") or "",
        user=event["user"],
        text=event.get("text") or "",
        user_teams=frozenset(team for team in teams if team),
    )


def _is_to_the_bot(event: Mapping[str, Any]) -> bool:
    """In a channel only a mention is; what is said there besides is nobody's question to the bot."""
    kind = event.get("type")
    return kind == "app_mention" or (kind == "message" and event.get("channel_type") == "im")


def _is_new_from_a_person(event: Mapping[str, Any]) -> bool:
    if event.get("bot_id") or event.get("edited") or event.get("subtype") not in _ASKING_SUBTYPES:
        return False
    return all(event.get(key) for key in ("user", "channel", "ts"))
