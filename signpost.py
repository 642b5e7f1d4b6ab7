"""The command `signpost`: the one place that knows every part of the program."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from bot.assembly import open_answerer, open_language_model
from bot.cli import ask_command, bot_command, search_command
from bot.condensing import standalone
from bot.contacts import read_contacts
from bot.glossary import read_glossary
from bot.retrieval import VECTOR_SHARE, retrieve
from ingest.approving import approve_command
from ingest.cli import documents_command, editions_command, ingest_command, rollback_command
from ingest.files import corpus_files
from ingest.gate import Search
from ingest.manifest import read_manifest
from knowledge.domain import Match, Question
from knowledge.editions import Edition, Editions
from knowledge.embedding import Embedder, SentenceTransformerEmbedder, check_embedded_model
from knowledge.errors import ManifestError, SettingsError, SignpostError, StorageError
from knowledge.golden import read_golden
from knowledge.ledger import Ledger
from knowledge.settings import EMBEDDED_MODEL, Settings, read_settings
from review.beir import Ranker, measure, print_measures, read_beir, write_edition
from review.cli import review_app
from review.evaluation import evaluate, evaluation_object, print_evaluation

app = typer.Typer(
    help="Answers from the partnership's own documents, with quotes that can be checked.\n\n"
    "Begin with `signpost ingest`, then `signpost ask`. Settings are described in .env.example.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for name, command in (
    ("ingest", ingest_command),
    ("ask", ask_command),
    ("search", search_command),
    ("approve", approve_command),
    ("documents", documents_command),
    ("editions", editions_command),
    ("rollback", rollback_command),
    ("bot", bot_command),
):
    app.command(name)(command)
app.add_typer(review_app, name="review")


@app.command("evaluate")
def evaluate_command(
    questions: Annotated[Path | None, typer.Argument(help="Golden questions, one JSON object a line.")] = None,
    beir: Annotated[Path | None, typer.Option(help="A folder in BEIR's layout: measures the retriever on it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")] = False,
) -> None:
    """Score the live edition on golden questions by kind, or the retriever on a BEIR data set.

    Thin as yet: shares come without confidence intervals, and two evaluations cannot be compared.

    Example: signpost evaluate corpus/golden.jsonl
    """
    if (questions is None) == (beir is None):
        raise SettingsError("Give either a file of golden questions or --beir with a folder.")
    result = _evaluated(questions) if questions else _measured(beir or Path())
    if as_json:
        typer.echo(json.dumps(result, indent=2))


def _evaluated(questions: Path) -> dict[str, object]:
    golden = read_golden(questions)
    with open_answerer(read_settings()) as answerer, _progress("Asking") as progress:

        def search(question: Question, limit: int) -> list[Match]:
            return answerer.search(standalone(question), limit)

        scores = evaluate(golden, answerer.answer, search, progress)
    print_evaluation(scores, Console(stderr=True))
    return evaluation_object(scores)


def _measured(folder: Path) -> dict[str, object]:
    data = read_beir(folder)
    embedder = SentenceTransformerEmbedder(read_settings().embedding_model)
    with tempfile.TemporaryDirectory() as place, _progress("Embedding") as progress:
        edition = write_edition(data, Path(place), embedder, progress)

        def ranker(share: float) -> Ranker:
            def ranked(query: str, limit: int) -> list[str]:
                matches = retrieve(edition, embedder, query, limit, date.today(), vector_share=share)
                return [match.passage.version.document.path for match in matches]

            return ranked

        with closing(edition):
            shares = {"signpost": VECTOR_SHARE, "bm25": 0.0, "dense": 1.0}
            measures = {retriever: measure(data, ranker(share)) for retriever, share in shares.items()}
    print_measures(measures, Console(stderr=True))
    return {"retrievers": measures, "queries": len(data.relevance), "passages": len(data.corpus)}


def edition_search(corpus: Path, embedder: Embedder) -> Search:
    """How the bot searches an edition, for the gate of an ingest: with the corpus folder's own glossary."""
    glossary = read_glossary(corpus)

    def search(edition: Edition, question: Question, limit: int) -> list[Match]:
        return retrieve(edition, embedder, standalone(question), limit, date.today(), glossary)

    return search


@contextmanager
def _progress(stage: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        task = bars.add_task(stage)
        yield lambda done, total: bars.update(task, completed=done, total=total)


@app.command("doctor")
def doctor_command(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")] = False,
) -> None:
    """Check that everything is in place. Exit status 1, and a sentence for each thing that is not."""
    settings = read_settings()
    results = [_checked(name, check, settings) for name, check in CHECKS.items()]
    if as_json:
        typer.echo(json.dumps(results, indent=2))
    else:
        table = Table("", "Check", "", box=None, pad_edge=False, show_header=False)
        for each in results:
            mark = "[green]ok[/green]" if each["ok"] else "[red]no[/red]"
            table.add_row(mark, str(each["check"]), escape(str(each["sentence"])))
        Console(highlight=False).print(table)
    raise typer.Exit(0 if all(each["ok"] for each in results) else 1)


def _checked(name: str, check: Callable[[Settings], str], settings: Settings) -> dict[str, object]:
    try:
        return {"check": name, "ok": True, "sentence": check(settings)}
    except SignpostError as error:
        return {"check": name, "ok": False, "sentence": str(error)}


def _check_embedding_model(settings: Settings) -> str:
    if settings.embedding_model == EMBEDDED_MODEL:
        check_embedded_model()
        return f"{EMBEDDED_MODEL}, its weights are the published ones."
    SentenceTransformerEmbedder(settings.embedding_model).encode(["ready"])
    return f"{settings.embedding_model} loads."


def _check_corpus(settings: Settings) -> str:
    files, manifest = corpus_files(settings.corpus), read_manifest(settings.corpus)
    if manifest is None:
        raise ManifestError(f"There is no manifest.toml in {settings.corpus}: documents have no standing without it.")
    return f"{len(files)} files, {len(manifest)} entries in manifest.toml."


def _check_data(settings: Settings) -> str:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data):
            return f"{settings.data} can be written."
    except OSError as error:
        raise StorageError(f"The data folder {settings.data} cannot be written ({error.strerror}).") from error


def _check_edition(settings: Settings) -> str:
    with closing(Editions(settings.data).open_live(settings.embedding_model)) as edition:
        return f"{edition.id}: {len(edition.passages.versions)} documents, {len(edition.passages):,} passages."


def _check_ledger(settings: Settings) -> str:
    with Ledger.open(settings.ledger):
        return "It opens, and its tables are up to date."


def _check_contacts(settings: Settings) -> str:
    contacts = read_contacts(settings.corpus)
    stale = [contact.id for contact in contacts if contact.is_stale(date.today())]
    if not contacts:
        raise ManifestError(f"{settings.corpus / 'contacts.toml'} has no contact: safety cards would have no numbers.")
    if stale:
        raise ManifestError(f"Ring these numbers and set verified_on in contacts.toml: {', '.join(stale)}.")
    return f"{len(contacts)} contacts, all verified lately."


def _check_glossary(settings: Settings) -> str:
    return f"{len(read_glossary(settings.corpus))} terms."


def _check_language_model(settings: Settings) -> str:
    language_model = open_language_model(settings)
    return f"{language_model.name} is set up." if language_model else "None is set: answers are extracts."


def _check_slack(settings: Settings) -> str:
    is_set = settings.slack_bot_token.get_secret_value() and settings.slack_app_token.get_secret_value()
    return "Both tokens are set." if is_set else "Not set: `signpost bot` needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN."


CHECKS: dict[str, Callable[[Settings], str]] = {
    "embedding model": _check_embedding_model,
    "data folder": _check_data,
    "corpus": _check_corpus,
    "contacts": _check_contacts,
    "glossary": _check_glossary,
    "edition": _check_edition,
    "ledger": _check_ledger,
    "language model": _check_language_model,
    "Slack": _check_slack,
}


def main() -> None:
    """Run the command; a foreseen error is one sentence on standard error and exit status 2."""
    try:
        app(obj=edition_search, prog_name="signpost")
    except SignpostError as error:
        typer.echo(f"signpost: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
