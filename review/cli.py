"""The commands `signpost review ...`: serve the console, let a reviewer in, export the record."""

import ipaddress
import socket
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from knowledge.errors import SettingsError, StorageError
from knowledge.intake_receiving import Allowance
from knowledge.ledger import Ledger
from knowledge.settings import read_settings
from review.console.app import console_app
from review.console.means import Means
from review.console.session_secret import session_secret
from review.export import export_rows, write_csv, write_json_lines

review_app = typer.Typer(
    help="Review what was answered: a web console for reviewers, and an export.", no_args_is_help=True
)


class ExportFormat(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSONL = "jsonl"


@review_app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="A loopback address. Default: SIGNPOST_REVIEW_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Default: SIGNPOST_REVIEW_PORT.")] = None,
) -> None:
    """Serve the review console on this machine until Ctrl-C.

    It speaks plain HTTP, so it listens on a loopback address only. For others to reach it, put a proxy
    that speaks TLS in front.

    Example: signpost review serve --port 8765
    """
    settings = read_settings()
    host, port = host or settings.review_host, port or settings.review_port
    if not is_loopback(host):
        raise SettingsError(
            f"The console does not listen on {host}, because it speaks plain HTTP: serve it on 127.0.0.1 "
            "and put a proxy that speaks TLS in front."
        )
    with Ledger.open(settings.ledger) as ledger:
        allowance = Allowance(settings.intake_megabytes * 1_000_000, settings.intake_person_megabytes * 1_000_000)
        means = Means(ledger, settings.data, settings.corpus, allowance=allowance)
        app = console_app(means, session_secret(settings.data))
        # No access log: the address of a sign-in holds a token.
        config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False)
        with _listen(host, port) as listener, suppress(KeyboardInterrupt):
            _print_welcome(ledger, console_address(host, port))
            uvicorn.Server(config).run(sockets=[listener])


@review_app.command()
def add_reviewer(
    name: Annotated[str, typer.Argument(help="How the reviewer is named on what they do.")],
) -> None:
    """Let a reviewer in: prints the link they sign in with, once.

    Adding a name again gives a new link; the earlier one stops working. Only a digest of it is kept.

    Example: signpost review add-reviewer "Reviewer One"
    """
    settings = read_settings()
    with Ledger.open(settings.ledger) as ledger:
        token = ledger.add_reviewer(name)
    address = console_address(settings.review_host, settings.review_port)
    typer.echo(f"{name} signs in with this link. It is shown only now; treat it as a password.")
    typer.echo(f"{address}/sign-in?token={token}")


@review_app.command()
def export(
    format: Annotated[
        ExportFormat, typer.Option(help="csv for a spreadsheet, jsonl for a program.")
    ] = ExportFormat.CSV,
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output when not given.")] = None,
) -> None:
    """Write every citation of the record, one a row, and every answer without any, with the feedback on it.

    It holds people's questions and notes, though not whose they are: keep the file as you keep the ledger.

    Example: signpost review export --format csv --out citations.csv
    """
    write = write_csv if format is ExportFormat.CSV else write_json_lines
    with Ledger.open(read_settings().ledger) as ledger:
        if out is None:
            write(export_rows(ledger), sys.stdout)
            return
        # Excel takes a CSV file for UTF-8 only when it begins with a byte order mark.
        encoding = "utf-8-sig" if format is ExportFormat.CSV else "utf-8"
        try:
            with out.open("w", encoding=encoding, newline="") as file:
                write(export_rows(ledger), file)
        except OSError as error:
            raise StorageError(f"The export {out} cannot be written: {error.strerror}.") from error


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def console_address(host: str, port: int) -> str:
    """The console's address as a browser takes it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(
            f"The console cannot listen on {console_address(host, port)} ({error.strerror}): "
            "stop what does, or choose another --port."
        ) from error


def _print_welcome(ledger: Ledger, address: str) -> None:
    typer.echo(f"The review console is at {address} (Ctrl-C stops it).")
    if not ledger.reviewers():
        typer.echo("Nobody can sign in yet: run `signpost review add-reviewer NAME` in another terminal.")
