"""`signpost doctor`: is everything in place, and what to do where it is not."""

import asyncio
import json
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.assembly import open_language_model, open_reader
from bot.contacts import read_contacts
from bot.glossary import read_glossary
from bot.probability import check_judge
from bot.slack.checking import Setup, check_slack
from bot.weighing import check_weights
from bot.wording import day_in_words, read_wording
from ingest.listing import corpus_files
from knowledge.editions import Editions
from knowledge.embedding import SentenceTransformerEmbedder, check_embedded_model
from knowledge.errors import ManifestError, SignpostError, StorageError
from knowledge.ledger.ledger import Ledger
from knowledge.manifest import read_manifest
from knowledge.settings import OWN_MODELS, TUNED_MODEL, Settings, read_settings
from knowledge.tuning import check_tuning
from review.serving import checked_proxies, front_for, open_provider


def doctor_command(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")] = False,
) -> None:
    """Check that everything is in place. Exit status 1, and a sentence for each thing that is not."""
    settings = read_settings()
    results = [_checked(name, check, settings) for name, check in CHECKS.items()] + _slack_results(settings)
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
    if settings.embedding_model in OWN_MODELS:
        check_embedded_model()
        if settings.embedding_model == TUNED_MODEL:
            check_tuning()
        return f"{settings.embedding_model}, its weights are the published ones."
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
        held = f"{edition.id}: {len(edition.passages.versions)} documents, {len(edition.passages):,} passages."
        is_older = edition.signs is None and settings.embedding_model in OWN_MODELS
    older = "It is of an older Signpost, without the signs of its words: run `signpost ingest`."
    return f"{held} {older}" if is_older else held


def _check_ledger(settings: Settings) -> str:
    with Ledger.open(settings.ledger):
        return "It opens, and its tables are up to date."


def _check_sign_in(settings: Settings) -> str:
    front_for(settings.review_host, settings.review_url)
    checked_proxies(settings.review_proxies)
    provider = open_provider(settings)
    if provider is None:
        return "To the console by name and password."
    asyncio.run(provider.check())
    return f"To the console by name and password, and with {provider.label} ({settings.oidc_issuer})."


def _check_contacts(settings: Settings) -> str:
    contacts = read_contacts(settings.corpus)
    stale = [
        f"{contact.id} ({contact.name}, {contact.number}, last rung on {day_in_words(contact.verified_on)})"
        for contact in contacts
        if contact.is_stale(date.today())
    ]
    if not contacts:
        raise ManifestError(f"{settings.corpus / 'contacts.toml'} has no contact: safety cards would have no numbers.")
    if stale:
        raise ManifestError(
            f"Ring these numbers, and where the right people answer set verified_on in "
            f"{settings.corpus / 'contacts.toml'} to that day: {', '.join(stale)}."
        )
    return f"{len(contacts)} contacts, all verified lately."


def _check_wording(settings: Settings) -> str:
    return f"{len(read_wording(settings.prompts))} sentences and the safety card, in {settings.prompts}."


def _check_glossary(settings: Settings) -> str:
    return f"{len(read_glossary(settings.corpus))} terms."


def _check_language_model(settings: Settings) -> str:
    language_model = open_language_model(settings)
    return f"{language_model.name} is set up." if language_model else "None is set: answers are extracts."


def _check_reader(settings: Settings) -> str:
    reader = open_reader(settings)
    if reader is None:
        return "None is set: passages stay in the order of their scores."
    reader.scores("ready", ["ready"])
    return f"{reader.name} loads."


def _check_guard(settings: Settings) -> str:
    check_weights()
    is_whole = settings.embedding_model == TUNED_MODEL
    return (
        "Its weights are the published ones."
        if is_whole
        else "It works by words and letters: another embedding model is set."
    )


def _check_judge(settings: Settings) -> str:
    check_judge()
    if settings.embedding_model == TUNED_MODEL:
        return "Its weights are the published ones."
    return "It goes by the kind of answer that is asked for: another embedding model is set."


CHECKS: dict[str, Callable[[Settings], str]] = {
    "embedding model": _check_embedding_model,
    "data folder": _check_data,
    "guard": _check_guard,
    "judge": _check_judge,
    "corpus": _check_corpus,
    "contacts": _check_contacts,
    "wording": _check_wording,
    "glossary": _check_glossary,
    "edition": _check_edition,
    "ledger": _check_ledger,
    "sign-in": _check_sign_in,
    "reader": _check_reader,
    "language model": _check_language_model,
}


def _slack_results(settings: Settings) -> list[dict[str, object]]:
    """One result where no bot is set up, which is no fault; else one for each thing that Slack is asked about."""
    bot_token, app_token, signing_secret = (
        secret.get_secret_value()
        for secret in (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
    )
    if not (bot_token or app_token or signing_secret):
        said = "Not set up: `signpost bot` needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN, see .env.example."
        return [{"check": "Slack", "ok": True, "sentence": said}]
    setup = Setup(
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=signing_secret,
        api_url=settings.slack_api_url,
        port=settings.bot_port,
        channels=settings.slack_channels,
        ask_channel=settings.slack_ask_channel,
        user_groups=settings.slack_user_groups,
        audiences=settings.slack_audiences,
        document_audiences=_document_audiences(settings),
    )
    findings = asyncio.run(check_slack(setup))
    return [{"check": each.check, "ok": each.is_ok, "sentence": each.sentence} for each in findings]


def _document_audiences(settings: Settings) -> tuple[tuple[str, ...], ...]:
    """None where the manifest cannot be read: the check of the corpus says so."""
    try:
        documents = read_manifest(settings.corpus) or {}
    except ManifestError:
        return ()
    return tuple(document.audience for document in documents.values() if document.audience)
