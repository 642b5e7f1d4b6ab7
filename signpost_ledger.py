"""`signpost ledger`: is the record whole, what may be removed from it, and what must be kept."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge.intake.log import current_user
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.retention import Progress as Told
from knowledge.ledger.verifying import Verified, verify
from knowledge.settings import read_settings

# More sentences than anybody reads; with --json there are all.
_MOST_SENTENCES = 50

ledger_app = typer.Typer(
    help="The record: verify that it is whole, remove text that is too old, keep what is under legal hold.",
    no_args_is_help=True,
)

_Answers = Annotated[list[str], typer.Argument(help="The ids of answers, as the review console shows them.")]
_Reason = Annotated[str, typer.Option(help="Why; it is kept for good, so name nobody in it.")]
_By = Annotated[str, typer.Option(help="Who decides. Default: the user of this machine's session.")]


@ledger_app.command("verify")
def verify_command(
    head: Annotated[str, typer.Option(help="A head's hash that was noted earlier: nothing may be cut off since.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")] = False,
) -> None:
    """Check each entry of the chain and each row that it covers, and name what was changed, removed or put in.

    Note the head that it prints where nobody who can write to the ledger can change it: only beside a head from earlier
    does it show that the end of the chain was cut off, or the whole of it written anew.

    Exit status: 0 when the record is whole, 1 when it is damaged.

    Example: signpost ledger verify --head 6f1c…
    """
    url = read_settings().ledger
    # An old ledger is brought up to date first; one that is not there is made.
    Ledger.open(url).close()
    with _progress("Verifying") as told:
        verified = verify(url, head, told)
    if as_json:
        typer.echo(json.dumps(_as_object(verified), indent=2))
    else:
        _print(verified)
    raise typer.Exit(0 if verified.is_whole else 1)


@ledger_app.command("head")
def head_command() -> None:
    """Print the newest entry's number, moment and hash, to be noted elsewhere.

    Example: signpost ledger head
    """
    with Ledger.open(read_settings().ledger) as ledger:
        newest = ledger.head()
    typer.echo(f"{newest.number} {newest.at:%Y-%m-%dT%H:%M:%SZ} {newest.hash}" if newest.at else f"0 - {newest.hash}")


@ledger_app.command("expire")
def expire_command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
) -> None:
    """Remove what people wrote, what was said to it, and who they are, where it is older than SIGNPOST_RETENTION_DAYS.

    Outcomes, times, citations and judgements stay, and the record still verifies: the removal is an entry of it. What
    is under legal hold keeps its text. Run it every night; it may be stopped, and run while the bot answers.

    Example: signpost ledger expire --dry-run
    """
    settings = read_settings()
    if settings.legal_hold:
        typer.echo("Nothing is removed: SIGNPOST_LEGAL_HOLD is set.")
        return
    if settings.retention_days is None:
        typer.echo("Nothing is removed: SIGNPOST_RETENTION_DAYS is not set, so text is kept for good.")
        return
    before = datetime.now(UTC) - timedelta(days=settings.retention_days)
    with Ledger.open(settings.ledger) as ledger, _progress("Removing") as told:
        expired = ledger.retention.due(before) if dry_run else ledger.retention.expire(before, told)
    whose = "entry {} its text" if expired.removed == 1 else "entries {} their text"
    what = f"{expired.removed} {whose.format('would lose' if dry_run else 'lost')}"
    typer.echo(f"{what}, as from before {before:%Y-%m-%d}; {expired.held} are under legal hold.")


@ledger_app.command("hold")
def hold_command(answers: _Answers, reason: _Reason, by: _By = "") -> None:
    """Keep the text of answers, and of the feedback and judgements on them, until it is released.

    Example: signpost ledger hold 3f2a9c0d71be --reason "Request for information 2026/14"
    """
    with Ledger.open(read_settings().ledger) as ledger:
        done = ledger.retention.hold(answers, reason, by or current_user())
    _print_deeds(answers, done, "is under legal hold", "was under legal hold already")


@ledger_app.command("release")
def release_command(answers: _Answers, reason: _Reason, by: _By = "") -> None:
    """End the legal hold on answers: the next `signpost ledger expire` treats them like others.

    Example: signpost ledger release 3f2a9c0d71be --reason "Request for information 2026/14 is closed"
    """
    with Ledger.open(read_settings().ledger) as ledger:
        done = ledger.retention.release(answers, reason, by or current_user())
    _print_deeds(answers, done, "is no longer under legal hold", "was not under legal hold")


@ledger_app.command("holds")
def holds_command() -> None:
    """List the answers that are under legal hold, with who placed it, when, and why.

    Example: signpost ledger holds
    """
    settings = read_settings()
    with Ledger.open(settings.ledger) as ledger:
        found = ledger.retention.holds()
    for hold in found:
        typer.echo(f"{hold.answer_id}  {hold.at:%Y-%m-%d}  {hold.by}: {hold.reason}")
    if settings.legal_hold:
        typer.echo("SIGNPOST_LEGAL_HOLD is set: no text is removed at all.")
    elif not found:
        typer.echo("No answer is under legal hold.")


def _print(verified: Verified) -> None:
    for damage in verified.damage[:_MOST_SENTENCES]:
        typer.echo(damage.sentence)
    more = len(verified.damage) - _MOST_SENTENCES + verified.further_damage
    if more > 0:
        typer.echo(f"And {more:,} more like these.")
    verdict = "The record is whole" if verified.is_whole else "The record is damaged"
    typer.echo(f"{verdict}: {verified.entries:,} entries over {verified.rows:,} rows.")
    typer.echo(f"Head: {verified.head.hash} (entry {verified.head.number})")


def _as_object(verified: Verified) -> dict[str, object]:
    return {
        "whole": verified.is_whole,
        "entries": verified.entries,
        "rows": verified.rows,
        "head": verified.head.hash,
        "damage": [asdict(each) for each in verified.damage],
        "further_damage": verified.further_damage,
    }


def _print_deeds(answers: list[str], done: tuple[str, ...], is_done: str, was_done: str) -> None:
    for answer in dict.fromkeys(answers):
        typer.echo(f"The answer {answer} {is_done if answer in done else was_done}.")


@contextmanager
def _progress(what: str) -> Iterator[Told]:
    """Tells how far it is, on a terminal."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
