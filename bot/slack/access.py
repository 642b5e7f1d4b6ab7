"""Who may see what: looked at each time that something is opened, not when the answer was given."""

from collections.abc import Iterable

from bot.slack.members import Members, Membership
from bot.slack.own import Own
from bot.slack.rules import Rules
from knowledge.domain import Answer, Document


class Access:
    """The rights of the people of the workspace. Whatever Slack does not say counts as a no."""

    def __init__(self, members: Members, rules: Rules, own: Own) -> None:
        self._members = members
        self._rules = rules
        self._own = own

    async def is_member(self, user: str) -> bool:
        """Whether somebody is a full member, and of a user group that may ask where these are named."""
        if await self._members.membership(user, self._own.team) is not Membership.MEMBER:
            return False
        groups = self._rules.user_groups
        return not groups or await self._members.is_in_any(user, sorted(groups))

    async def audiences(self, user: str) -> tuple[str, ...]:
        """The audiences that somebody belongs to."""
        return await self._members.audiences(user, self._rules.audiences)

    async def may_see(self, user: str, documents: Iterable[Document]) -> bool:
        """Whether somebody may see all of these: what a document was when it was cited, and what it is today.

        Rights that ended a minute ago have ended: for a restricted document Slack is asked each time.
        """
        if not await self.is_member(user):
            return False
        restricted = [document for document in documents if document.audience]
        if not restricted:
            return True
        audiences = await self._members.audiences(user, self._rules.audiences, anew=True)
        return all(document.is_for(audiences) for document in restricted)


def is_for_all(answer: Answer) -> bool:
    """Whether everything that an answer quotes may be shown to everyone."""
    return all(citation.passage.version.document.is_for(()) for citation in answer.citations)
