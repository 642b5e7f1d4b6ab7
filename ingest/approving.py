"""`signpost approve`: a second person lets a version of a document in."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from knowledge.intake.log import IntakeLog, current_user
from knowledge.settings import read_settings


def approve_command(
    document: Annotated[str, typer.Argument(help="Its path, as `signpost documents` shows it.")],
    version: Annotated[
        str, typer.Option(help="The beginning of the version you have read; the one that waits when not given.")
    ] = "",
    by: Annotated[str, typer.Option(help="Who approves. Default: the user of this machine's session.")] = "",
) -> None:
    """Approve a version that waits, so that the next ingest publishes it. Not by the person who put it in.

    Only kinds of document named in SIGNPOST_APPROVAL_KINDS wait. The approval is kept for good, with the name.

    Example: signpost approve bruising-protocol-2024.pdf --by "Approver Two"
    """
    line = IntakeLog(read_settings().data).approve(document, version, by or current_user(), datetime.now(UTC))
    typer.echo(
        f"{line.by} approved version {line.version[:12]} of {document}. The next `signpost ingest` publishes it."
    )
