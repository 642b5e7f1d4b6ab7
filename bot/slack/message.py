"""Which of Slack's events is a person's question, and what of it matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from knowledge.ledger.claims import Claim

_ASKING_SUBTYPES = (None, "file_share", "thread_broadcast")


@dataclass(frozen=True, slots=True)
class Message:
    """What a person said. `ts` is Slack's time of it, which names it within its channel; `text` is as sent.

    `event_id` is the same however often, and as whichever kind of event, the message arrives. `user_teams` are the
    workspaces that the event says its writer belongs to. `reply_url` takes a reply that the writer alone sees, and is
    empty where the reply is a message. `is_addressed` is false for what is said in a thread without a mention.
    """

    event_id: str
    team: str
    channel: str
    user: str
    text: str
    ts: str = ""
    thread_ts: str = ""
    user_teams: frozenset[str] = frozenset()
    reply_url: str = ""
    is_addressed: bool = True

    @property
    def root(self) -> str:
        """The `ts` of the thread that the reply belongs to: its own where it begins one."""
        return self.thread_ts or self.ts

    @property
    def thread(self) -> str:
        """The thread's name across the workspace; none where the reply stands in no thread."""
        return f"{self.channel}:{self.root}" if self.root else ""

    @property
    def is_private(self) -> bool:
        """Whether nobody but the writer sees the reply."""
        return bool(self.reply_url) or is_direct(self.channel)

    @property
    def sent_at(self) -> datetime:
        """When it was said."""
        return datetime.fromtimestamp(float(self.ts), UTC) if self.ts else datetime.now(UTC)

    @property
    def claim(self) -> Claim:
        """What is kept of it until it is answered."""
        return Claim(self.event_id, self.channel, self.ts, self.root, self.user, self.reply_url)


def is_direct(channel: str) -> bool:
    """Whether a channel is a conversation of one person with the bot."""
    return channel.startswith("D")


def event_id_of(team: str, channel: str, ts: str) -> str:
    """How the event of a message is named."""
    return f"{team}:{channel}:{ts}"


def asked_in(channel: str, event_id: str, team: str) -> str:
    """The `ts` of the message in a channel that an event is of; nothing where it is of no message there."""
    before = event_id_of(team, channel, "")
    return event_id.removeprefix(before) if event_id.startswith(before) else ""


def message_from_body(body: Mapping[str, Any]) -> Message | None:
    """The message of an event's body; None where it asks nothing of the bot.

    A bot's words are never answered, so that two bots cannot talk to each other for ever; an edit is not
    either, because the first wording was.
    """
    event = body["event"]
    if not _is_new_from_a_person(event):
        return None
    is_addressed = event.get("type") == "app_mention" or event.get("channel_type") == "im"
    if not is_addressed and not event.get("thread_ts"):
        return None
    teams = (event.get(key) for key in ("user_team", "source_team", "team"))
    return Message(
        event_id=event_id_of(body.get("team_id", ""), event["channel"], event["ts"]),
        team=body.get("team_id", ""),
        channel=event["channel"],
        user=event["user"],
        text=event.get("text") or "",
        ts=event["ts"],
        thread_ts=event.get("thread_ts") or "",
        user_teams=frozenset(team for team in teams if team),
        is_addressed=is_addressed,
    )


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message that somebody took back: its event, where it stood, and whether it was said to the bot."""

    event_id: str
    channel: str
    ts: str
    root: str
    user: str
    is_addressed: bool


def deletion_in(body: Mapping[str, Any], bot_user: str) -> Deletion | None:
    """The deletion that an event tells of; None for any other, and for that of a message of the bot's.

    A message that has replies leaves a tombstone in its place, which comes as a change.
    """
    event = body["event"]
    before, after = event.get("previous_message") or {}, event.get("message") or {}
    is_gone = event.get("subtype") == "message_deleted" or after.get("subtype") == "tombstone"
    if not is_gone or before.get("bot_id") or not before.get("user"):
        return None
    ts = event.get("deleted_ts") or before["ts"]
    is_addressed = event.get("channel_type") == "im" or f"<@{bot_user}>" in (before.get("text") or "")
    event_id = event_id_of(body.get("team_id", ""), event["channel"], ts)
    return Deletion(event_id, event["channel"], ts, before.get("thread_ts") or ts, before["user"], is_addressed)


def message_from_command(body: Mapping[str, Any]) -> Message:
    """The question of a slash command; Slack sends one once, and its trigger names it."""
    return Message(
        event_id=f"{body['team_id']}:command:{body['trigger_id']}",
        team=body["team_id"],
        channel=body["channel_id"],
        user=body["user_id"],
        text=body.get("text") or "",
        user_teams=frozenset([body["team_id"]]),
        reply_url=body["response_url"],
    )


def message_again(claim: Claim, found: Mapping[str, Any], team: str) -> Message:
    """The message of a claim; `found` is what its thread has of it, nothing where it stands in none."""
    teams = (found.get(key) for key in ("user_team", "source_team", "team"))
    return Message(
        event_id=claim.event_id,
        team=team,
        channel=claim.channel,
        user=claim.asker,
        text=found.get("text") or "",
        ts=claim.ts,
        thread_ts=claim.root if claim.root != claim.ts else "",
        user_teams=frozenset(each for each in teams if each),
        reply_url=claim.reply_url,
    )


def _is_new_from_a_person(event: Mapping[str, Any]) -> bool:
    if event.get("type") not in ("app_mention", "message"):
        return False
    if event.get("bot_id") or event.get("edited") or event.get("subtype") not in _ASKING_SUBTYPES:
        return False
    return all(event.get(key) for key in ("user", "channel", "ts"))
