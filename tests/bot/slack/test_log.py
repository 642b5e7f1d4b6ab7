"""The log: one JSON object a line, plain text at a terminal, and never what was asked."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot.slack.log import log_event, set_up_logging

ASKED = "what do I do about a bruise"
_logger = logging.getLogger("signpost.slack")


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def process_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging is the process's: put it back."""
    root, own = logging.getLogger(), logging.getLogger("signpost")
    handlers, levels = root.handlers[:], (root.level, own.level)
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    root.handlers = []
    yield
    root.handlers = handlers
    root.setLevel(levels[0])
    own.setLevel(levels[1])


@pytest.fixture
def stream() -> io.StringIO:
    """A log that nobody looks at."""
    stream = io.StringIO()
    set_up_logging(stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_object_with_its_fields(stream: io.StringIO) -> None:
    log_event(_logger, "answered", answer_id="a1", outcome="answered", seconds=1.25)
    log_event(_logger, "stopped", logging.WARNING)
    first, second = lines(stream)
    time = first.pop("time")
    assert time.endswith("+00:00")
    assert first == {
        "level": "info",
        "logger": "signpost.slack",
        "event": "answered",
        "answer_id": "a1",
        "outcome": "answered",
        "seconds": 1.25,
    }
    assert (second["level"], second["event"]) == ("warning", "stopped")


def test_a_terminal_gets_plain_text() -> None:
    terminal = Terminal()
    set_up_logging(terminal)
    log_event(_logger, "answered", answer_id="a1", seconds=1.25)
    assert terminal.getvalue()[8:] == " info answered  answer_id=a1  seconds=1.25\n"


def test_a_field_that_is_not_in_the_list_is_left_out(stream: io.StringIO) -> None:
    _logger.warning("answered", extra={"fields": {"outcome": "answered", "question": ASKED}})
    (line,) = lines(stream)
    assert line["outcome"] == "answered"
    assert ASKED not in stream.getvalue()


@pytest.mark.parametrize("kind", [io.StringIO, Terminal])
def test_an_exception_leaves_its_type_and_frames_only(kind: type[io.StringIO]) -> None:
    stream = kind()
    set_up_logging(stream)
    try:
        raise ValueError(ASKED)
    except ValueError:
        _logger.exception("a question could not be answered")
    assert "builtins.ValueError" in stream.getvalue()
    assert "test_log.py" in stream.getvalue()
    assert ASKED not in stream.getvalue()


@pytest.mark.parametrize("name", ["signpost.slack.wire", "httpx", "asyncio"])
def test_of_another_library_only_the_place_is_told(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).error(f"could not send {ASKED}")
    (line,) = lines(stream)
    assert (line["logger"], line["level"]) == (name, "error")
    assert line["event"].startswith("test_log.test_of_another_library_only_the_place_is_told, line ")
    assert ASKED not in stream.getvalue()


def test_other_libraries_are_heard_from_warnings_on(stream: io.StringIO) -> None:
    logging.getLogger("httpx").info("sent")
    log_event(_logger, "asked", logging.DEBUG)
    assert stream.getvalue() == ""


def test_a_line_end_in_a_message_cannot_begin_a_line(stream: io.StringIO) -> None:
    _logger.error("Incident 1: broken\n  File x")
    assert [line["event"] for line in lines(stream)] == ["Incident 1: broken\n  File x"]


def test_a_record_that_cannot_be_written_does_not_show_its_arguments(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    _logger.error("one %s and another %s", ASKED)
    assert ASKED not in stream.getvalue() + capsys.readouterr().err
