"""What a workplace allows: who is answered where, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rules:
    """Channels and user groups by Slack's ids, empty for all; `audiences` names the user group that each one is.

    `ask_channel` is where a question is handed to people, nowhere when it is empty.
    """

    channels: frozenset[str] = frozenset()
    user_groups: frozenset[str] = frozenset()
    audiences: Mapping[str, str] = field(default_factory=dict)
    ask_channel: str = ""
    follow_ups: bool = True
    person_per_minute: int = 10
    workspace_per_minute: int = 600
    streams_per_minute: int = 15
