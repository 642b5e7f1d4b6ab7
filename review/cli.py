"""The commands `signpost review ...`: serve the console, let people in, export the record."""

import getpass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from knowledge.ledger import Ledger
from knowledge.settings import read_settings
from review.account_commands import add_reviewer, disable, enable, link, list_reviewers
from review.audit.sampling import NothingToDrawError, draw_sample
from review.export_command import export_command
from review.report_command import report_command
from review.serving import serve

review_app = typer.Typer(
    help="Review what was answered: a web console for reviewers, the assurance report, and an export.",
    no_args_is_help=True,
)


review_app.command()(serve)
review_app.command()(add_reviewer)
review_app.command("reviewers")(list_reviewers)
review_app.command()(disable)
review_app.command()(enable)
review_app.command()(link)
review_app.command("export")(export_command)
review_app.command("report")(report_command)


@review_app.command()
def sample(
    days: Annotated[int, typer.Option(min=1, help="How many days back, to this moment.")] = 7,
    share: Annotated[float, typer.Option(min=0.0001, max=1.0, help="What share of the answers to draw, 0 to 1.")] = 0.1,
    number: Annotated[int | None, typer.Option(min=1, help="How many to draw, instead of a share.")] = None,
    seed: Annotated[str, typer.Option(help="Repeats a draw from the same record; made up when not given.")] = "",
    by: Annotated[str, typer.Option(help="Who draws it. Default: the user of this session.")] = "",
) -> None:
    """Draw answers for review at random: by outcome, document, agency and week, of those that are not in the queue.

    Safety cards, and answers with feedback that something is wrong, are in the queue without being drawn.

    Example: signpost review sample --days 7 --share 0.1
    """
    until = datetime.now(UTC)
    since = until - timedelta(days=days)
    with Ledger.open(read_settings().ledger) as ledger:
        try:
            drawn = draw_sample(ledger, since, until, by.strip() or _current_user(), share, number, seed)
        except NothingToDrawError as error:
            typer.echo(str(error))
            return
    size = sum(stratum.size for stratum in drawn.strata)
    typer.echo(f"Drew {len(drawn.drawn)} of {size} answers from {len(drawn.strata)} strata, seed {drawn.seed}.")


def _current_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
