"""What Slack's refusals mean to whoever sets the bot up: one sentence each, with what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.slack.failures import code_of
from knowledge.errors import SettingsError

APPS = "https://api.slack.com/apps"
_OF_THE_TOKEN = (
    "account_inactive",
    "invalid_auth",
    "not_allowed_token_type",
    "not_authed",
    "token_expired",
    "token_revoked",
)
_WHERE_TOKENS_ARE = {
    "SLACK_BOT_TOKEN": 'choose "Install App" and copy the bot token (xoxb-…)',
    "SLACK_APP_TOKEN": 'choose "Basic Information", "App-Level Tokens", "Generate Token and Scopes", add the scope '
    "connections:write and copy the token (xapp-…)",
}


def how_to_get(token: str) -> str:
    """What to click for a token, by the name of its setting."""
    return f"At {APPS} open your app, {_WHERE_TOKENS_ARE[token]} into {token} in .env."


@contextmanager
def explained(token: str, api_url: str) -> Iterator[None]:
    """Turns a failed call, made with the token of this setting, into a SettingsError that says what to do."""
    try:
        yield
    except SlackApiError as error:
        raise SettingsError(_refusal(error, token, api_url)) from error
    # The SDK takes it that whatever answers does so as Slack would, and stumbles over plain text.
    except (ClientError, TimeoutError, AttributeError, ValueError) as error:
        raise SettingsError(_not_slack(api_url)) from error


def _refusal(error: SlackApiError, token: str, api_url: str) -> str:
    code = code_of(error)
    if not code:
        return _not_slack(api_url)
    if code == "ratelimited":
        return "Slack has had too many calls: wait a minute, then run `signpost doctor` again."
    if code in _OF_THE_TOKEN or (code == "missing_scope" and token == "SLACK_APP_TOKEN"):
        return f"Slack does not accept {token} ({code}). {how_to_get(token)}"
    if code == "missing_scope":
        return f'It needs a scope that is not granted ({error.response["needed"]}): see "Slack scopes".'
    return f"Slack refuses it ({code}): wait a minute, then run `signpost doctor` again."


def _not_slack(api_url: str) -> str:
    return f"Slack cannot be reached at {api_url}. Check the network and SLACK_API_URL."
