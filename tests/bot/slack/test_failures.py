"""What Slack's errors mean, whatever it is that answered."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.failures import code_of, is_for_its_blocks, is_lasting, may_be_done
from bot.slack.incident import frames_of


def error(data: Any, status: int = 200) -> SlackApiError:
    response = AsyncSlackResponse(
        client=AsyncWebClient(), http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=status
    )
    return SlackApiError("failed", response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("data", ["upstream connect error", {}, {"error": None}])
def test_what_is_not_slack_s_may_have_been_done(data: Any) -> None:
    found = error(data, 503)
    assert may_be_done(found)
    assert not is_lasting(found)
    assert not is_for_its_blocks(found)
    assert "SlackApiError" in frames_of(found)


@pytest.mark.parametrize(
    ("code", "status", "lasting", "uncertain"),
    [
        ("channel_not_found", 200, True, False),
        ("ratelimited", 429, False, False),
        ("internal_error", 200, False, True),
        ("service_unavailable", 503, False, True),
    ],
)
def test_slack_s_own_codes(code: str, status: int, lasting: bool, uncertain: bool) -> None:
    found = error({"ok": False, "error": code}, status)
    assert (code_of(found), is_lasting(found), may_be_done(found)) == (code, lasting, uncertain)
