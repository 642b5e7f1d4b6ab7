"""`signpost ask`, `signpost search`, `signpost bot` and `signpost notify`."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.affected import affected_answers
from bot.answering import Answerer
from bot.assembly import open_answerer
from bot.condensing import standalone
from bot.guard import check_length
from bot.json_lines import Line, answer_object, read_lines, search_object
from bot.markdown import answer_markdown
from bot.terminal import print_affected, print_answer, print_matches
from knowledge.domain import Answer, Outcome, Question
from knowledge.editions import Editions
from knowledge.errors import IndexUnavailableError, QuestionError
from knowledge.settings import read_settings

_From = Annotated[
    Path | None, typer.Option("--from", help="JSON Lines: id, question and optional history; a line in, a line out.")
]
_Markdown = Annotated[bool, typer.Option("--markdown", help="Markdown, to paste into a record or an e-mail.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, on standard output.")]


def ask_command(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")] = "",
    lines: _From = None,
    as_json: _Json = False,
    as_markdown: _Markdown = False,
) -> None:
    """Answer a question from the live edition, with the quotes it rests on.

    Example: signpost ask "How soon must the LADO be told of an allegation?"

    Exit status: 0 for every reply, "not found" among them; 2 when there could be none.
    """
    if as_json and as_markdown:
        raise typer.BadParameter("choose --json or --markdown, not both")
    asked = _lines(question, lines)
    with open_answerer(read_settings()) as answerer:
        for line in asked:
            answer = answerer.reply(line.question) if lines is None else _asked_or_told(answerer, line)
            if as_json:
                typer.echo(json.dumps(answer_object(line.id, answer), ensure_ascii=False))
            elif as_markdown:
                typer.echo(answer_markdown(answer, answerer.notices.wording))
            else:
                print_answer(answer, _console(), answerer.notices.wording)
            if lines is None and answer.outcome == Outcome.UNAVAILABLE:
                raise typer.Exit(2)


def search_command(
    query: Annotated[str, typer.Argument(help="What to look for, in quotation marks.")] = "",
    limit: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    lines: _From = None,
    as_json: _Json = False,
) -> None:
    """Show the passages that an answer would be made from, best first.

    Example: signpost search "bruise on a baby" -k 3
    """
    asked = _lines(query, lines)
    with open_answerer(read_settings()) as answerer:
        for line in asked:
            matches = answerer.search(standalone(line.question), limit)
            if as_json:
                typer.echo(json.dumps(search_object(line.id, line.question.text, matches), ensure_ascii=False))
            else:
                print_matches(matches, _console(), answerer.notices.wording)


def bot_command() -> None:
    """Run the Slack bot until it is stopped. It needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN (see .env.example).

    Stopped with Ctrl-C or SIGTERM it lets what was begun end in its message, for up to half a minute. What is left is
    taken up by another process that shares the ledger, or when it is started again.
    """
    from bot.slack.log import set_up_logging
    from bot.slack.running import run_until_stopped, wires_from

    settings = read_settings()
    wires = wires_from(settings)
    set_up_logging(sys.stderr)
    with open_answerer(settings) as answerer:
        _warm(answerer)
        run_until_stopped(wires, settings, answerer)
        typer.echo("Stopped.", err=True)


def notify_command(
    send: Annotated[
        bool, typer.Option("--send", help="Tell them. Without it only what would be told is shown.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, help="Only answers that were given so many days ago at most.")] = 90,
) -> None:
    """Tell the Slack conversations of past answers that these no longer hold, or what a reviewer corrected in them.

    An answer is affected where a document that it quotes was changed, replaced, withdrawn or taken out since. Each
    conversation is told once, with a button to ask again. Run it first without --send, after `signpost ingest`.
    Corrections from the review console are told by the bot itself while it runs; --send tells those that still wait.

    Exit status: 0 when all were told, 1 when some could not be.
    """
    from bot.slack.running import tell_affected, tell_corrected, wires_from

    settings = read_settings()
    wires = wires_from(settings, hears=False) if send else None
    with open_answerer(settings) as answerer:
        now = answerer.clock()
        affected = affected_answers(
            Editions(settings.data), answerer.edition(), answerer.ledger, now - timedelta(days=days), now.date()
        )
        corrections = answerer.ledger.actions.untold_corrections(now)
        if not affected:
            typer.echo("No answer of these days has lost its ground.")
        if corrections:
            typer.echo(f"Corrections that nobody was told yet: {len(corrections)}.")
        if wires is None:
            if affected:
                print_affected(affected, _console())
            if affected or corrections:
                typer.echo("Nobody was told. Tell them with: signpost notify --send")
            return
        results = [tell_affected(affected, wires, answerer)] if affected else []
        results += [tell_corrected(wires, answerer)] if corrections else []
        raise typer.Exit(max(results, default=0))


def _lines(text: str, lines: Path | None) -> list[Line]:
    return [Line("1", Question(check_length(text)))] if lines is None else read_lines(lines)


def _asked_or_told(answerer: Answerer, line: Line) -> Answer:
    """In a file of questions, one that cannot be asked gets its line like the others."""
    try:
        return answerer.reply(line.question)
    except QuestionError as error:
        return Answer("", line.question, Outcome.OUT_OF_SCOPE, notice=str(error))


def _warm(answerer: Answerer) -> None:
    """Load what the first question would wait for. The bot starts without an edition: the safety card needs none."""
    try:
        answerer.search("ready", 1)
    except IndexUnavailableError as error:
        typer.echo(f"signpost: {error} Until then every answer says so.", err=True)


def _console() -> Console:
    return Console(highlight=False)
