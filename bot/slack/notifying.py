"""Tells the conversations of past answers that these no longer hold, each once for each edition and document."""

import uuid
from collections.abc import AsyncIterator, Sequence

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.affected import Affected
from bot.slack.app import Wires
from bot.slack.connection import slack_client, who_am_i
from bot.slack.deeds import once
from bot.slack.incident import log_incident
from bot.slack.means import Means
from bot.slack.poster import Poster
from bot.slack.rules import Rules
from bot.slack.sentence import blocks_text
from bot.slack.superseded import superseded_blocks
from bot.slack.workers import Workers
from bot.wording import Wording
from knowledge.domain import Answer, MarkKind
from knowledge.ledger import Ledger


async def tell(
    affected: Sequence[Affected], wires: Wires, ledger: Ledger, wording: Wording
) -> AsyncIterator[tuple[Affected, bool | None]]:
    """Tell each conversation; yields whether it was told now, and not before, None where Slack refused it.

    Raises SettingsError where Slack does not accept the token or cannot be reached.
    """
    client = slack_client(wires.bot_token, wires.api_url)
    own = await who_am_i(client)
    workers = Workers(answers=1)
    means = Means(client, own, ledger, ledger.claims(uuid.uuid4().hex), workers, wording, Rules())
    poster = Poster(client, wording, means.rules)
    try:
        for each in affected:
            yield each, await _told(each, means, poster)
    finally:
        workers.close()


async def _told(affected: Affected, means: Means, poster: Poster) -> bool | None:
    answer, detail = affected.answer, f"{affected.edition} {affected.path}"
    results = [await _told_in(place, affected, means, poster) for place in await _places(answer, means)]
    if None in results:
        return None
    await means.look_up(means.ledger.aftermath.mark, answer.id, MarkKind.TOLD, "signpost", detail)
    return any(results)


async def _places(answer: Answer, means: Means) -> list[str]:
    """Where an answer stands, as "channel:ts": its thread, and the channels that it was shared in.

    What one person alone saw stands in no thread: they are told in their own messages.
    """
    marks = await means.look_up(means.ledger.aftermath.marks_of, answer.id)
    shared = [mark.detail for mark in marks if mark.kind is MarkKind.SHARED]
    return [answer.question.thread or answer.question.asker, *shared]


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
