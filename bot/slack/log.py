"""The log of the running bot: what happened when, for people at a terminal or for programs, without what was asked."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TextIO, TypedDict, Unpack

from bot.slack.incident import frames_of

# The library's own words in there may hold whole messages, as those of every other library may.
_WIRE = "signpost.slack.wire"


class Fields(TypedDict, total=False):
    """All that may stand beside an event. Nothing that a person wrote, nor who wrote it."""

    answer_id: str
    outcome: str
    seconds: float


def log_event(logger: logging.Logger, event: str, level: int = logging.INFO, **fields: Unpack[Fields]) -> None:
    """Write down that something happened; `event` is always the same words for the same kind of thing."""
    logger.log(level, event, extra={"fields": fields})


def set_up_logging(stream: TextIO) -> None:
    """Let the whole process log to `stream`: one JSON object a line, or plain text where it is a terminal.

    Signpost's own events from INFO on, other libraries' from WARNING on.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Plain() if stream.isatty() else _JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("signpost").setLevel(logging.INFO)
    # Where a record cannot be written, logging would show its arguments.
    logging.raiseExceptions = False


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = {
            "time": _moment(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            **dict(_fields(record)),
        }
        if trace := _trace(record):
            facts["exception"] = trace
        return json.dumps(facts, ensure_ascii=False)


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        head = f"{_moment(record):%H:%M:%S} {record.levelname.lower()} {_event(record)}"
        facts = [f"{name}={value}" for name, value in _fields(record)]
        return "\n".join(filter(None, ("  ".join([head, *facts]), _trace(record))))


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _event(record: logging.LogRecord) -> str:
    """What happened in Signpost's own words, or only where it happened in another library."""
    is_own = record.name.startswith("signpost") and record.name != _WIRE
    return record.getMessage() if is_own else f"{record.module}.{record.funcName}, line {record.lineno}"


def _fields(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    given = getattr(record, "fields", {})
    return ((name, given[name]) for name in Fields.__annotations__ if name in given)


def _trace(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return frames_of(error) if error else ""
