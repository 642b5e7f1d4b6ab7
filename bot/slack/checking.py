"""Whether the bot is set up in its workspace: what `signpost doctor` finds out from Slack itself."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.failures import code_of
from bot.slack.manifest import bot_scopes
from bot.slack.refusals import APPS, explained, how_to_get
from knowledge.errors import SettingsError

_CALL_SECONDS = 5
_CHANNELS, _ASK_CHANNEL = "SIGNPOST_SLACK_CHANNELS", "SIGNPOST_SLACK_ASK_CHANNEL"
_USER_GROUPS, _AUDIENCES = "SIGNPOST_SLACK_USER_GROUPS", "SIGNPOST_SLACK_AUDIENCES"


@dataclass(frozen=True, slots=True)
class Setup:
    """The settings of the bot, and the audience of each document that has one."""

    bot_token: str
    app_token: str
    signing_secret: str
    api_url: str
    port: int
    channels: tuple[str, ...]
    ask_channel: str
    user_groups: tuple[str, ...]
    audiences: Mapping[str, str]
    document_audiences: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has found: a sentence, which says what to do where something is not in place."""

    check: str
    is_ok: bool
    sentence: str


async def check_slack(setup: Setup) -> tuple[Finding, ...]:
    """Ask Slack about everything that is set. It takes seconds, also where Slack does not answer."""
    checkup = _Checkup(setup)
    tokens = await _finding("Slack tokens", checkup.tokens())
    later = {
        "Slack scopes": checkup.scopes,
        "Slack socket": checkup.socket,
        "Slack channels": checkup.channels,
        "Slack user groups": checkup.user_groups,
    }
    if not tokens.is_ok:
        return (tokens, *(Finding(name, False, "Not checked before the tokens are in order.") for name in later))
    return (tokens, *await asyncio.gather(*(_finding(name, check()) for name, check in later.items())))


async def _finding(name: str, check: Awaitable[str]) -> Finding:
    try:
        return Finding(name, True, await check)
    except SettingsError as error:
        return Finding(name, False, str(error))


def _no_such_group(group: str, setting: str) -> str:
    return (
        f"There is no user group {group}: correct {setting}. In Slack, each group among the user groups of the "
        'directory has "Copy group ID".'
    )


class _Checkup:
    """Each check returns what is in place; it raises SettingsError with a sentence for each thing that is not."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._url = setup.api_url.rstrip("/") + "/"
        # No retries: whoever looks is waiting.
        self._client = AsyncWebClient(setup.bot_token, self._url, timeout=_CALL_SECONDS, retry_handlers=[])
        self._name = ""
        self._granted = frozenset[str]()

    async def tokens(self) -> str:
        """Whether the bot token is accepted; the other checks need what comes with the reply."""
        if not self._setup.bot_token:
            raise SettingsError(f"SLACK_BOT_TOKEN is not set. {how_to_get('SLACK_BOT_TOKEN')}")
        reply = await self._call(self._client.auth_test())
        self._name = f"@{reply['user']}"
        self._granted = frozenset(scope.strip() for scope in reply.headers.get("x-oauth-scopes", "").split(","))
        return f"SLACK_BOT_TOKEN is that of {self._name} in the workspace {reply['team']}."

    async def scopes(self) -> str:
        """Whether everything was granted that the manifest asks for."""
        if missing := sorted(bot_scopes() - self._granted):
            raise SettingsError(
                f'Not granted: {", ".join(missing)}. At {APPS} open your app, choose "App Manifest", put in all of '
                'bot/slack/manifest.yaml, save, then choose "Install App", "Reinstall".'
            )
        return f"All {len(bot_scopes())} of the manifest are granted."

    async def socket(self) -> str:
        """Whether events can arrive: over a socket, or at an address of one's own."""
        if self._setup.app_token:
            with explained("SLACK_APP_TOKEN", self._url):
                await self._client.apps_connections_open(app_token=self._setup.app_token)
            return "SLACK_APP_TOKEN opens one."
        if not self._setup.signing_secret:
            raise SettingsError(f"SLACK_APP_TOKEN is not set. {how_to_get('SLACK_APP_TOKEN')}")
        if not self._setup.port:
            raise SettingsError("Set SIGNPOST_BOT_PORT: without SLACK_APP_TOKEN, Slack calls the bot there.")
        return f"None: SLACK_SIGNING_SECRET is set, and Slack calls the bot on port {self._setup.port}."

    async def channels(self) -> str:
        """Whether the bot is in the channels that it is to answer in and to hand questions to."""
        setting_of = dict.fromkeys(self._setup.channels, _CHANNELS)
        if self._setup.ask_channel:
            setting_of.setdefault(self._setup.ask_channel, _ASK_CHANNEL)
        found = await asyncio.gather(*(_finding(each, self._channel(each, of)) for each, of in setting_of.items()))
        if faults := [each.sentence for each in found if not each.is_ok]:
            raise SettingsError(" ".join(faults))
        said = [f"{self._name} is in {', '.join(each.sentence for each in found)}."] if found else []
        if not self._setup.channels:
            said.append("It answers in every channel that it is in.")
        if not self._setup.ask_channel:
            said.append(f'There is no "Ask a person": {_ASK_CHANNEL} is not set.')
        return " ".join(said)

    async def user_groups(self) -> str:
        """Whether the user groups exist, and every document with an audience has somebody who may see it."""
        setting_of = dict.fromkeys(self._setup.audiences.values(), _AUDIENCES)
        setting_of |= dict.fromkeys(self._setup.user_groups, _USER_GROUPS)
        handles = await self._handles() if setting_of else {}
        faults = [_no_such_group(group, setting) for group, setting in setting_of.items() if group not in handles]
        if faults := [*faults, *self._unseen()]:
            raise SettingsError(" ".join(faults))
        named = ", ".join(f"@{handles[group]}" for group in setting_of)
        return f"Found: {named}." if named else "None is set: every full member of the workspace is answered."

    async def _channel(self, channel: str, setting: str) -> str:
        """The name of a channel that the bot is in."""
        info = (await self._call(self._info(channel, setting)))["channel"]
        name = f"#{info['name']}" if "name" in info else channel
        if info.get("is_archived"):
            raise SettingsError(f"{name} is archived: take {channel} out of {setting}.")
        if not info.get("is_member"):
            raise SettingsError(f"Invite the bot: type /invite {self._name} in {name}.")
        return name

    async def _info(self, channel: str, setting: str) -> AsyncSlackResponse:
        try:
            return await self._client.conversations_info(channel=channel)
        except SlackApiError as error:
            if code_of(error) != "channel_not_found":
                raise
            raise SettingsError(
                f"The bot sees no channel {channel}. If it is private, type /invite {self._name} in it; "
                f'otherwise correct {setting}: the id stands at the end of the channel\'s "About".'
            ) from error

    async def _handles(self) -> dict[str, str]:
        reply = await self._call(self._client.usergroups_list())
        return {group["id"]: group["handle"] for group in reply["usergroups"]}

    def _unseen(self) -> list[str]:
        """A sentence where documents are for audiences that nobody belongs to."""
        unseen = [each for each in self._setup.document_audiences if self._setup.audiences.keys().isdisjoint(each)]
        names = sorted({name for audience in unseen for name in audience})
        if not names:
            return []
        example = ", ".join(f"{name}=S…" for name in names)
        return [
            f"Nobody may see {len(unseen)} of the documents, which are for {', '.join(names)}: name the user groups "
            f"of these in {_AUDIENCES} ({example})."
        ]

    async def _call(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
        with explained("SLACK_BOT_TOKEN", self._url):
            return await call
