"""The command `signpost`: the one place that knows every part of the program."""

import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from knowledge.errors import SignpostError

if TYPE_CHECKING:
    from ingest.gate import Search
    from knowledge.domain import Match, Question
    from knowledge.editions import Edition
    from knowledge.embedding import Embedder

# Where each command is: its module, and the function or the Typer app there.
COMMANDS = {
    "ingest": ("ingest.command", "ingest_command"),
    "ask": ("bot.cli", "ask_command"),
    "search": ("bot.cli", "search_command"),
    "approve": ("ingest.approving", "approve_command"),
    "documents": ("ingest.cli", "documents_command"),
    "editions": ("ingest.cli", "editions_command"),
    "rollback": ("ingest.cli", "rollback_command"),
    "bot": ("bot.cli", "bot_command"),
    "notify": ("bot.cli", "notify_command"),
    "evaluate": ("signpost_evaluate", "evaluate_command"),
    "ledger": ("signpost_ledger", "ledger_app"),
    "doctor": ("signpost_doctor", "doctor_command"),
    "export": ("review.export_command", "export_command"),
    "review": ("review.cli", "review_app"),
}


class _Commands(TyperGroup):
    """Loads the module of the one command that is wanted: to load all takes longer than an ingest without changes."""

    def list_commands(self, ctx: object) -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        """The command of a name, or None."""
        return _loaded(cmd_name) if cmd_name in COMMANDS else None


def _loaded(name: str) -> TyperCommand | TyperGroup:
    module, attribute = COMMANDS[name]
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        group = get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return cast(TyperCommand, get_command(alone))


app = typer.Typer(
    cls=_Commands,
    help="Answers from the partnership's own documents, with quotes that can be checked.\n\n"
    "Begin with `signpost ingest`, then `signpost ask`. Settings are described in .env.example.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def signpost() -> None:
    """What is common to all commands: nothing but the name."""


def edition_search(corpus: Path, embedder: "Embedder") -> "Search":
    """How the bot searches an edition, for the gate of an ingest: with the corpus folder's own glossary."""
    from bot.assembly import open_reader
    from bot.condensing import standalone
    from bot.glossary import read_glossary
    from bot.query import query_of
    from bot.retrieval import retrieve
    from knowledge.settings import read_settings

    glossary, reader = read_glossary(corpus), open_reader(read_settings())

    def search(edition: "Edition", question: "Question", limit: int) -> "list[Match]":
        query = query_of(standalone(question), edition, embedder, glossary)
        return retrieve(edition, query, limit, date.today(), reader)

    return search


def main() -> None:
    """Run the command; a foreseen error is one sentence on standard error and exit status 2."""
    try:
        app(obj=edition_search, prog_name="signpost")
    except SignpostError as error:
        typer.echo(f"signpost: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
