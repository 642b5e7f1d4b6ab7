"""The hold that this process has on one claim while it brings the reply."""

from collections.abc import Callable

from bot.slack.incident import log_incident
from bot.slack.means import Means
from knowledge.errors import LedgerError
from knowledge.ledger.claims import Ending


class Hold:
    """What this process does with a claim, noted as far as the ledger can be written.

    What it cannot note just now is seen in the thread later, since each reply names its event: whoever takes the claim
    over looks there first. So a ledger that is shut keeps no reply back. `message_ts` is the message that the reply
    stands in, whole or begun.
    """

    def __init__(self, means: Means, event_id: str) -> None:
        self._means = means
        self._event_id = event_id
        self.message_ts: str | None = None

    async def is_ours(self) -> bool:
        """Whether the reply is still wanted of this process: the claim was neither called off nor taken over."""
        return await self._note(self._means.claims.hold)

    async def begun_in(self, message_ts: str) -> None:
        """The reply is being made in this message."""
        self.message_ts = message_ts
        await self._note(lambda event_id: self._means.claims.begin_in(event_id, message_ts))

    async def end(self, ending: Ending) -> bool:
        """It is over; False where the claim was called off or taken over before."""
        return await self._note(lambda event_id: self._means.claims.end(event_id, ending, self.message_ts))

    async def release(self) -> None:
        """If the event comes again it is tried again."""
        await self._note(self._means.claims.release)

    async def leave(self) -> None:
        """Whoever looks next tries again."""
        await self._note(self._means.claims.leave)

    async def _note(self, change: Callable[[str], bool]) -> bool:
        try:
            return await self._means.look_up(change, self._event_id)
        except LedgerError as error:
            log_incident("a claim could not be noted", error)
            return True
