"""Files that a browser sends: each is stored as it comes in, as far as it is allowed, and the others with it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from knowledge.errors import IntakeError, StorageError
from knowledge.intake.receiving import Allowance, Incoming
from knowledge.intake.store import IntakeStore

_log = logging.getLogger(__name__)

_MOST_FIELD_BYTES = 4096
_MOST_FIELDS = 10
# Many more than anybody chooses at once: each that is refused is told, and kept in memory until then.
_MOST_FILES = 200
_MOST_HEADER_BYTES = 8192


@dataclass
class Received:
    """What came in: the requests that were made, by id, and the files that were not taken, each with the reason."""

    fields: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


async def receive(
    request: Request, store: IntakeStore, allowance: Allowance, by: str, check: Callable[[str], None]
) -> Received:
    """Store the files of a multipart form as they come in; what breaks off leaves nothing of its last file.

    `check` is given the form's token, which stands before the files, before the first of them is taken.

    Raises HTTPException where the form is malformed or larger than a person may put in.
    """
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    if content_type != b"multipart/form-data" or not options.get(b"boundary"):
        raise HTTPException(400)
    form = _Form(store, allowance, by, check)
    try:
        parser = MultipartParser(options[b"boundary"], form.callbacks())  # type: ignore[arg-type]
        total = 0
        async for piece in request.stream():
            total += len(piece)
            if total > 2 * allowance.person_bytes:
                raise HTTPException(413)
            # Written in a thread: a slow disk must not hold up the other people's pages.
            await run_in_threadpool(parser.write, piece)
        parser.finalize()
    except FormParserError as error:
        raise HTTPException(400) from error
    finally:
        form.drop()
    return form.received


class _Form:
    """The parts of a form in their order; at most one file is open."""

    def __init__(self, store: IntakeStore, allowance: Allowance, by: str, check: Callable[[str], None]) -> None:
        self.received = Received()
        self._store = store
        self._allowance = allowance
        self._by = by
        self._check = check
        self._incoming: Incoming | None = None
        self._file_name: str | None = None
        self._files = 0
        self._field_name = ""
        self._value = b""
        self._header = (b"", b"")
        self._disposition = b""

    def callbacks(self) -> dict[str, object]:
        """What the parser calls, by the names that it knows."""
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._take_header_name,
            "on_header_value": self._take_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._take_data,
            "on_part_end": self._end_part,
        }

    def drop(self) -> None:
        """Let go of a file that was not finished."""
        if self._incoming is not None:
            self._incoming.drop()
            self._incoming = None

    def _begin_part(self) -> None:
        self._file_name, self._field_name, self._value, self._disposition = None, "", b"", b""

    def _take_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = (_limited(self._header[0] + data[start:end], _MOST_HEADER_BYTES), self._header[1])

    def _take_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], _limited(self._header[1] + data[start:end], _MOST_HEADER_BYTES))

    def _end_header(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = value
        self._header = (b"", b"")

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field_name = _text(options.get(b"name", b""))
        if b"filename" not in options:
            return
        self._check(self.received.fields.get("csrf", ""))
        self._files += 1
        if self._files > _MOST_FILES:
            raise HTTPException(413)
        self._file_name = _text(options[b"filename"])
        if self._file_name:  # a browser sends an empty one where no file was chosen
            with self._refusing():
                self._incoming = Incoming(self._store, self._file_name, self._allowance)

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        if self._file_name is None:
            self._value = _limited(self._value + data[start:end], _MOST_FIELD_BYTES)
        elif self._incoming is not None:
            with self._refusing():
                self._incoming.write(data[start:end])

    def _end_part(self) -> None:
        if self._file_name is None:
            if len(self.received.fields) >= _MOST_FIELDS:
                raise HTTPException(400)
            self.received.fields[self._field_name] = _text(self._value)
        elif self._incoming is not None:
            with self._refusing():
                self.received.taken.append(self._incoming.finish(self._by, self.received.fields.get("replaces", "")))
            self.drop()

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """An error of one file costs that file."""
        try:
            yield
        except IntakeError as error:
            self._refuse(str(error))
        except StorageError as error:  # where the folders are is for whoever started the console
            _log.error("%s", error)
            self._refuse("There was no room for it: tell your maintainer, and try again later.")

    def _refuse(self, reason: str) -> None:
        self.received.refused.append((_shown(self._file_name or ""), reason))
        self.drop()


def _limited(value: bytes, most: int) -> bytes:
    if len(value) > most:
        raise HTTPException(413)
    return value


def _text(value: bytes) -> str:
    """As UTF-8, which browsers send; anything else becomes a name that is refused."""
    return value.decode("utf-8", "replace")


def _shown(name: str) -> str:
    return "".join(each if each.isprintable() else "�" for each in name)[:200]
