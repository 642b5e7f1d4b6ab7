"""Who is answered, where, and how often: what stands between a message and its answer."""

from dataclasses import dataclass
from datetime import timedelta

from bot.slack.channels import Channels
from bot.slack.members import Members, Membership
from bot.slack.message import Message, is_direct
from bot.slack.rules import Rules
from bot.wording import Wording
from knowledge.ledger.claims import Claims

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The sentence that a message gets; a safety card goes before it, but for whom nothing is known or done."""

    sentence: str
    is_final: bool = False


class Door:
    """Lets messages through, or says why not."""

    def __init__(self, members: Members, channels: Channels, claims: Claims, rules: Rules, wording: Wording) -> None:
        self._members = members
        self._channels = channels
        self._claims = claims
        self._rules = rules
        self._wording = wording

    @property
    def lets_follow_up(self) -> bool:
        """Whether a thread may go on without a mention."""
        return self._rules.follow_ups

    async def refusal_of(self, message: Message, own_team: str) -> Refusal | None:
        """None for a person who may ask this here."""
        match await self._members.membership(message.user, own_team, message.user_teams):
            case Membership.OUTSIDER:
                return Refusal(self._wording.not_a_member, is_final=True)
            case Membership.UNKNOWN:
                return Refusal(self._wording.cannot_check, is_final=True)
        if not message.reply_url and await self._channels.is_shared_outside(message.channel):
            return Refusal(self._wording.slack.not_among_others)
        if not self._is_open_here(message):
            return Refusal(self._wording.slack.not_here)
        groups = self._rules.user_groups
        if groups and not await self._members.is_in_any(message.user, sorted(groups)):
            return Refusal(self._wording.slack.not_your_group)
        return None

    def is_too_often(self, message: Message) -> Refusal | None:
        """What somebody is told who asks more than is allowed; asks the ledger.

        Claims are counted, so that all processes count together.
        """
        if self._claims.count_until(message.event_id, _MINUTE, message.user) > self._rules.person_per_minute:
            return Refusal(self._wording.slack.too_often)
        if self._claims.count_until(message.event_id, _MINUTE) > self._rules.workspace_per_minute:
            return Refusal(self._wording.slack.too_busy)
        return None

    async def audiences_of(self, message: Message) -> tuple[str, ...]:
        """Whose restricted documents may be quoted in the reply: where others can read it, nobody's."""
        if not message.is_private:
            return ()
        return await self._members.audiences(message.user, self._rules.audiences)

    def _is_open_here(self, message: Message) -> bool:
        channels = self._rules.channels
        return not channels or is_direct(message.channel) or message.channel in channels
