"""Who the app is in Slack."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Own:
    """The workspace that the app is installed in, and its user there, by Slack's ids."""

    team: str
    bot_user: str
