"""`signpost review sample`: draw answers for review, as a timer does each week."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from knowledge.intake.log import current_user
from knowledge.ledger.ledger import Ledger
from knowledge.settings import read_settings
from review.audit.sampling import NothingToDrawError, draw_sample


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
            drawn = draw_sample(ledger, since, until, by.strip() or current_user(), share, number, seed)
        except NothingToDrawError as error:
            typer.echo(str(error))
            return
    size = sum(stratum.size for stratum in drawn.strata)
    typer.echo(f"Drew {len(drawn.drawn)} of {size} answers from {len(drawn.strata)} strata, seed {drawn.seed}.")
