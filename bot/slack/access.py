"""Who may see what: looked at each time that something is opened, not when the answer was given."""

from collections.abc import Iterable
from itertools import chain

from bot.slack.members import Members, Membership
from bot.slack.own import Own
from bot.slack.rules import Rules
from bot.wording import Wording
from knowledge.domain import Answer, Document


class Access:
    """The rights of the people of the workspace. Whatever Slack does not say counts as a no."""

    def __init__(self, members: Members, rules: Rules, own: Own, wording: Wording) -> None:
        self._members = members
        self._rules = rules
        self._own = own
        self._wording = wording

    async def refusal_of(self, user: str) -> str:
        """What somebody is told who may not use the bot, or of whom that is not known; nothing for all others."""
        match await self._members.membership(user, self._own.team):
            case Membership.OUTSIDER:
                return self._wording.not_a_member
            case Membership.UNKNOWN:
                return self._wording.cannot_check
        groups = self._rules.user_groups
        if groups and not await self._members.is_in_any(user, sorted(groups)):
            return self._wording.slack.not_your_group
        return ""

    async def audiences(self, user: str) -> tuple[str, ...]:
        """The audiences that somebody belongs to."""
        return await self._members.audiences(user, self._rules.audiences)

    async def may_see(self, user: str, documents: Iterable[Document]) -> bool:
        """Whether somebody may see all of these: what a document was when it was cited, and what it is today.

        Rights that ended a minute ago have ended: for a restricted document Slack is asked each time.
        """
        restricted = [document for document in documents if document.audience]
        if not restricted:
            return True
        audiences = await self._members.audiences(user, self._rules.audiences, anew=True)
        return all(document.is_for(audiences) for document in restricted)


def is_for_all(answer: Answer, now: Iterable[Document]) -> bool:
    """Whether an answer may be shown to everyone: what it quotes, and what it says of what it could not read.

    `now` are the documents that it quotes as they are today.
    """
    then = (citation.passage.version.document for citation in answer.citations)
    return not answer.question.audiences and all(document.is_for(()) for document in chain(then, now))
