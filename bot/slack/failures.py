"""What Slack's errors mean for trying again."""

from slack_sdk.errors import SlackApiError

_REFUSED_FOR_ITS_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")
# Trying again would not help: the conversation is not there, or not for the bot.
_LASTING = (
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "restricted_action",
    "thread_not_found",
    "cannot_reply_to_message",
    "user_not_found",
    "messages_tab_disabled",
    "message_not_found",
)
# With these Slack says that it may have done what it was asked for.
_UNCERTAIN = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")


def code_of(error: SlackApiError) -> str:
    """Slack's code, or nothing where something else has answered."""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def is_lasting(error: BaseException) -> bool:
    """Whether Slack refused something that it would refuse again."""
    return isinstance(error, SlackApiError) and code_of(error) in _LASTING


def may_be_done(error: SlackApiError) -> bool:
    """Whether Slack may have done what it did not confirm: then it must be looked for, and not asked for again."""
    code = code_of(error)
    return not code or code in _UNCERTAIN or error.response.status_code >= 500


def is_for_its_blocks(error: SlackApiError) -> bool:
    """Whether Slack would take the message as text."""
    return code_of(error) in _REFUSED_FOR_ITS_BLOCKS
