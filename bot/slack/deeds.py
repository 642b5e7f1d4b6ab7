"""What is done once, however often it is asked for, and again only where it failed."""

from collections.abc import Awaitable, Callable

from bot.slack.means import Means
from knowledge.ledger.claims import Claim, Ending


async def once(means: Means, deed: str, do: Callable[[], Awaitable[None]]) -> bool:
    """Do it, unless it was done before: False. What `do` raises is raised, and the deed can then be tried again."""
    claim = Claim(f"{means.own.team}:{deed}", channel="", ts="", root="", asker="")
    if not await means.look_up(means.claims.take, claim):
        return False
    try:
        await do()
    except BaseException:
        await means.look_up(means.claims.release, claim.event_id)
        raise
    await means.look_up(means.claims.end, claim.event_id, Ending.SHOWN)
    return True
