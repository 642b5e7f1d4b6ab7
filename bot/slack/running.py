"""The bot as a process: from its settings to its end."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

import typer

from bot.affected import Affected
from bot.answering import Answerer
from bot.identifying import identifiers_in
from bot.published import published_in
from bot.slack.app import Wires, run_bot
from bot.slack.bot import Limits
from bot.slack.notifying import tell, tell_corrections
from bot.slack.rules import Rules
from bot.slack.shelf import Shelf
from knowledge.errors import SettingsError
from knowledge.settings import Settings

# How long a thread that makes an answer may keep the others waiting. Python's own five milliseconds add up, over the
# many turns that a claim takes, to what Slack is kept waiting.
_SWITCH_SECONDS = 0.0005


def wires_from(settings: Settings, *, hears: bool = True) -> Wires:
    """How the bot is joined to Slack; raises SettingsError where a token is missing.

    To hear from Slack it needs an app-level token, or a signing secret and a port.
    """
    bot_token = settings.slack_bot_token.get_secret_value()
    app_token = settings.slack_app_token.get_secret_value()
    secret = settings.slack_signing_secret.get_secret_value()
    is_on_socket = hears and not (secret and settings.bot_port)
    needed = {"SLACK_BOT_TOKEN": bot_token, **({"SLACK_APP_TOKEN": app_token} if is_on_socket else {})}
    missing = [key for key, token in needed.items() if not token]
    if missing:
        raise SettingsError(f"{' and '.join(missing)} must be set: see .env.example and the README.")
    return Wires(bot_token, app_token, secret, settings.slack_api_url, settings.bot_host, settings.bot_port)


def rules_from(settings: Settings) -> Rules:
    """What the workplace allows."""
    return Rules(
        channels=frozenset(settings.slack_channels),
        user_groups=frozenset(settings.slack_user_groups),
        audiences=settings.slack_audiences,
        ask_channel=settings.slack_ask_channel,
        follow_ups=settings.slack_follow_ups,
        person_per_minute=settings.slack_person_per_minute,
        workspace_per_minute=settings.slack_workspace_per_minute,
        streams_per_minute=settings.slack_streams_per_minute,
    )


def run_until_stopped(wires: Wires, settings: Settings, answerer: Answerer) -> None:
    """Answer until Ctrl-C or SIGTERM; raises SettingsError where Slack does not let the bot in."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.freeze()  # what was loaded by now stays: to look through it for garbage takes a good part of a second
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_run(wires, settings, answerer))


def _workers(settings: Settings) -> int:
    """An answer in extracts is all work for a processor: more of them at once would keep each other waiting, and
    claims too. With a language model answers mostly wait."""
    return Limits().workers if settings.language_model else os.cpu_count() or 1


async def _run(wires: Wires, settings: Settings, answerer: Answerer) -> None:
    # Bolt looks there too, and warns of two tokens; nor does any process that is started from here need to see it.
    os.environ.pop("SLACK_BOT_TOKEN", None)
    running = asyncio.current_task()
    if running:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    await run_bot(
        wires,
        answerer,
        Shelf(answerer.edition, lambda: answerer.clock().date()),
        answerer.ledger,
        wording=answerer.notices.wording,
        identifies=lambda text: bool(identifiers_in(text, published_in(answerer.edition))),
        rules=rules_from(settings),
        ready=lambda: typer.echo("The bot is answering. Stop it with Ctrl-C.", err=True),
        limits=Limits(_workers(settings), lease_seconds=settings.slack_lease_seconds),
    )


def tell_affected(affected: Sequence[Affected], wires: Wires, answerer: Answerer) -> int:
    """Tell the conversations of past answers, with a line for each; returns 1 where some could not be told."""
    return asyncio.run(_tell_affected(affected, wires, answerer))


def tell_corrected(wires: Wires, answerer: Answerer) -> int:
    """Tell the conversations of answers what was corrected, with a line for each; returns 1 where some could not be."""
    return asyncio.run(_tell_corrected(wires, answerer))


async def _tell_corrected(wires: Wires, answerer: Answerer) -> int:
    said = {True: "told", False: "could not be told", None: "could not be told for now: see the log"}

    def identifies(text: str) -> bool:
        return bool(identifiers_in(text, published_in(answerer.edition)))

    results = []
    async for action, result in tell_corrections(wires, answerer.ledger, answerer.notices.wording, identifies):
        typer.echo(f"{action.answer_id}  correction {action.id}: {said[result]}")
        results.append(result)
    return 0 if all(results) else 1


async def _tell_affected(affected: Sequence[Affected], wires: Wires, answerer: Answerer) -> int:
    said = {True: "told", False: "was told before", None: "could not be told: see the log"}
    results = []
    async for each, result in tell(affected, wires, answerer.ledger, answerer.notices.wording):
        typer.echo(f"{each.answer.id}  {each.title}: {said[result]}")
        results.append(result)
    return 1 if None in results else 0
