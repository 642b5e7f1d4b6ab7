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
from knowledge.domain import MarkKind
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
    channel, _, root = answer.question.thread.partition(":")
    blocks = superseded_blocks(answer.id, affected.title, affected.why, means.wording)

    async def post() -> None:
        # What one person alone saw stands in no thread: they are told in their own messages.
        await poster.post(channel or answer.question.asker, root, blocks_text(blocks), blocks)

    try:
        is_new = await once(means, f"tell:{answer.id}:{detail}", post)
    except (SlackApiError, ClientError, TimeoutError) as error:
        log_incident(f"the conversation of the answer {answer.id} could not be told", error)
        return None
    await means.look_up(means.ledger.aftermath.mark, answer.id, MarkKind.TOLD, "signpost", detail)
    return is_new
