"""Tells the conversations of past answers that these no longer hold, each once for each edition and document."""

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.affected import Affected
from bot.slack.app import Wires
from bot.slack.connection import slack_client, who_am_i
from bot.slack.correcting import Corrections
from bot.slack.deeds import once
from bot.slack.incident import log_incident
from bot.slack.means import Means
from bot.slack.places import places_of
from bot.slack.poster import Poster
from bot.slack.rules import Rules
from bot.slack.sentence import blocks_text
from bot.slack.superseded import superseded_blocks
from bot.slack.workers import Workers
from bot.wording import Wording
from knowledge.domain import MarkKind
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import Action


async def tell(
    affected: Sequence[Affected], wires: Wires, ledger: Ledger, wording: Wording
) -> AsyncIterator[tuple[Affected, bool | None]]:
    """Tell each conversation; yields whether it was told now, and not before, None where Slack refused it.

    Raises SettingsError where Slack does not accept the token or cannot be reached.
    """
    async with _at_slack(wires, ledger, wording) as (means, poster):
        for each in affected:
            yield each, await _told(each, means, poster)


async def tell_corrections(
    wires: Wires, ledger: Ledger, wording: Wording, identifies: Callable[[str], bool]
) -> AsyncIterator[tuple[Action, bool | None]]:
    """Tell what reviewers corrected and nobody was told yet; yields whether each was told, None where not for now.

    Raises SettingsError where Slack does not accept the token or cannot be reached.
    """
    async with _at_slack(wires, ledger, wording) as (means, poster):
        async for told in Corrections(means, poster, identifies).told():
            yield told


@asynccontextmanager
async def _at_slack(wires: Wires, ledger: Ledger, wording: Wording) -> AsyncIterator[tuple[Means, Poster]]:
    client = slack_client(wires.bot_token, wires.api_url)
    own = await who_am_i(client)
    workers = Workers(answers=1)
    means = Means(client, own, ledger, ledger.claims(uuid.uuid4().hex), workers, wording, Rules())
    try:
        yield means, Poster(client, wording, means.rules)
    finally:
        workers.close()


async def _told(affected: Affected, means: Means, poster: Poster) -> bool | None:
    answer, detail = affected.answer, f"{affected.edition} {affected.path}"
    results = [await _told_in(place, affected, means, poster) for place in await places_of(answer, means)]
    if None in results:
        return None
    await means.look_up(means.ledger.aftermath.mark, answer.id, MarkKind.TOLD, "signpost", detail)
    return any(results)


async def _told_in(place: str, affected: Affected, means: Means, poster: Poster) -> bool | None:
    channel, _, root = place.partition(":")
    blocks = superseded_blocks(affected.answer.id, affected.title, affected.why, means.wording)

    async def post() -> None:
        await poster.post(channel, root, blocks_text(blocks), blocks)

    try:
        deed = f"tell:{affected.answer.id}:{affected.edition} {affected.path}:{place}"
        return await once(means, deed, post)
    except (SlackApiError, ClientError, TimeoutError) as error:
        log_incident(f"a conversation of the answer {affected.answer.id} could not be told", error)
        return None
