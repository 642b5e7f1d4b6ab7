"""The commands `signpost review ...`: serve the console, let people in, export the record."""

import typer

from review.account_commands import add_reviewer, disable, enable, link, list_reviewers
from review.export_command import export_command
from review.report_command import report_command
from review.sample_command import sample
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
review_app.command()(sample)
review_app.command("export")(export_command)
review_app.command("report")(report_command)
