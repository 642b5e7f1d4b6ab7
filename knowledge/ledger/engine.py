"""Opens the ledger's database, brings its tables up to date, and turns database errors into sentences."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, Engine, create_engine, event, literal, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from knowledge.errors import LedgerError
from knowledge.migrations import UnknownRevisionError, migrate

_BUSY_SECONDS = 10.0
_AGAIN_SECONDS = 0.02
_LINE = "line_of_writers"


def open_engine(url: str) -> Engine:
    """An engine whose tables are up to date; raises LedgerError."""
    parsed = _parsed(url)
    where = ledger_name(parsed)
    _make_folder(parsed, where)
    engine = _engine(parsed, where)
    try:
        with errors_as_sentences(where):
            _prepare(engine)
    except LedgerError:
        engine.dispose()
        raise
    return engine


def ledger_name(url: URL) -> str:
    """How a sentence names the ledger: the file, or the URL without its password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction, whole or not at all; raises LedgerError."""
    with errors_as_sentences(ledger_name(engine.url)), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes; raises LedgerError.

    SQLite lets one writer in and has the others look again after up to a tenth of a second, whoever came first: the
    threads of this process stand in line instead.
    """
    line: threading.Lock | None = engine.get_execution_options().get(_LINE)
    if line is None:
        with transaction(engine) as connection:
            yield connection
    elif not line.acquire(timeout=_BUSY_SECONDS):
        raise LedgerError(_locked(ledger_name(engine.url)))
    else:
        try:
            with transaction(engine) as connection:
                # What is read before the first row is written, such as the end of the chain, is then the newest.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
        finally:
            line.release()


@contextmanager
def writing_on(engine: Engine, row: ColumnElement[bool]) -> Iterator[Connection]:
    """One transaction that reads, decides and writes; raises LedgerError.

    Of two on the same row of a table, the one waits until the other has ended, and reads what that has written.
    """
    with writing(engine) as connection:
        # SQLite lets one writer in at all. Elsewhere others may still write what refers to the row, such as feedback.
        if connection.dialect.name != "sqlite":
            connection.execute(select(literal(1)).where(row).with_for_update(key_share=True))
        yield connection


@contextmanager
def errors_as_sentences(where: str) -> Iterator[None]:
    """Map whatever the database raises to LedgerError."""
    try:
        yield
    except UnknownRevisionError as error:
        raise LedgerError(
            f"The ledger {where} was written by a newer Signpost (schema {error}): upgrade this one."
        ) from error
    except UnicodeEncodeError as error:
        raise LedgerError(f"The ledger {where} cannot hold this text: it is not valid Unicode.") from error
    except SQLAlchemyError as error:
        raise LedgerError(_sentence(error, where)) from error


def _sentence(error: SQLAlchemyError, where: str) -> str:
    cause = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0].rstrip(".")
    if "is locked" in cause:
        return _locked(where)
    if "not a database" in cause or "malformed" in cause:
        return f"The ledger {where} is damaged or not a database: restore it from a backup, or move it away."
    if "append-only" in cause:
        return f"The ledger {where} is append-only: what it holds cannot be changed or deleted."
    return f"The ledger {where} cannot be used: {cause}."


def _locked(where: str) -> str:
    return f"The ledger {where} is locked by another process: try again when that has finished."


def _parsed(url: str) -> URL:
    # The URL itself stays out of the sentence: it may hold a password.
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise LedgerError("SIGNPOST_LEDGER_URL is not a database URL. See .env.example.") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise LedgerError("SIGNPOST_LEDGER_URL names no database that can be used: give sqlite or postgresql.")
    return parsed


def _make_folder(url: URL, where: str) -> None:
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"The folder of the ledger {where} cannot be made: {error.strerror}.") from error


def _engine(url: URL, where: str) -> Engine:
    is_sqlite = url.get_backend_name() == "sqlite"
    # A `timeout` in the URL wins; PostgreSQL waits for locks by its own settings.
    arguments = {"timeout": _BUSY_SECONDS} if is_sqlite and "timeout" not in url.query else {}
    line = {_LINE: threading.Lock()} if is_sqlite else {}
    try:
        engine = create_engine(url, connect_args=arguments, pool_pre_ping=not is_sqlite, execution_options=line)
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"The ledger {where} needs the database driver {error.name}: pip install 'signpost[postgres]'."
        ) from error
    except SQLAlchemyError as error:
        raise LedgerError(f"The ledger {where} cannot be used: {error}.") from error
    if is_sqlite:
        event.listen(engine, "connect", _keep_foreign_keys)
    return engine


def _keep_foreign_keys(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON").close()


def _prepare(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            _log_ahead(connection)
    migrate(engine)


def _log_ahead(connection: Connection) -> None:
    """Have SQLite log ahead: readers (the console) and the writer (the bot) then never wait for each other.

    The change begins as a read, and SQLite refuses at once, whatever its timeout, to make a read a write while another
    process writes or makes the same change: of two that open a ledger without such a log, one would fail.
    """
    deadline = time.monotonic() + connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() / 1000
    while True:
        try:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= deadline:
                raise
            time.sleep(_AGAIN_SECONDS)
        else:
            return


def _is_busy(error: OperationalError) -> bool:
    # The lowest byte is the error, what is above it says more of its cause.
    return isinstance(error.orig, sqlite3.Error) and error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
