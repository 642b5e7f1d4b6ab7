"""What the log keeps of a failure: where it happened, and nothing that anybody asked."""

import logging
import secrets
import traceback
from collections.abc import Iterator
from string import Template

from slack_sdk.errors import SlackApiError

from bot.slack.failures import code_of
from bot.wording import Wording

_logger = logging.getLogger("signpost.slack")


def log_incident(what: str, error: BaseException) -> str:
    """Write the traceback to the log and return the number to find it by."""
    incident = secrets.token_hex(4)
    _logger.error("Incident %s: %s\n%s", incident, what, frames_of(error))
    return incident


def apology(wording: Wording, error: BaseException, what: str = "a question could not be answered") -> str:
    """What a person is told instead of what they wanted, with the number of the incident that it becomes."""
    incident = log_incident(what, error)
    return Template(wording.failed).substitute(incident=incident)


def frames_of(error: BaseException) -> str:
    """The frames and the type of an error and of those that led to it. Their own words may hold the question's."""
    return "\n".join(_trace(each) for each in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _trace(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    code = f" ({code_of(error)})" if isinstance(error, SlackApiError) else ""
    return "".join(traceback.format_tb(error.__traceback__)) + name + code
