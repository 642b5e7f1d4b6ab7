"""`signpost evaluate`: golden questions to the whole program, or a retrieval data set to its retriever."""

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
from rich.progress import Progress

from bot.assembly import open_answerer
from bot.condensing import standalone
from bot.glossary import Glossary
from bot.query import query_of
from bot.retrieval import VECTOR_SHARE, retrieve
from knowledge.domain import Match, Question
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.errors import SettingsError
from knowledge.golden import read_golden
from knowledge.settings import read_settings
from review.beir import Ranker, measure, print_measures, read_beir, write_edition
from review.evaluation import evaluate, evaluation_object, print_evaluation


def evaluate_command(
    questions: Annotated[Path | None, typer.Argument(help="Golden questions, one JSON object a line.")] = None,
    beir: Annotated[Path | None, typer.Option(help="A folder in BEIR's layout: measures the retriever on it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")] = False,
) -> None:
    """Score the live edition on golden questions by kind, or the retriever on a BEIR data set.

    Thin as yet: shares come without confidence intervals, and two evaluations cannot be compared.

    Example: signpost evaluate tests/data/demonstration.jsonl
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
                asked = query_of(query, edition, embedder, Glossary())
                matches = retrieve(edition, asked, limit, date.today(), vector_share=share)
                return [match.passage.version.document.path for match in matches]

            return ranked

        with closing(edition):
            shares = {"signpost": VECTOR_SHARE, "bm25": 0.0, "dense": 1.0}
            measures = {retriever: measure(data, ranker(share)) for retriever, share in shares.items()}
    print_measures(measures, Console(stderr=True))
    return {"retrievers": measures, "queries": len(data.relevance), "passages": len(data.corpus)}


@contextmanager
def _progress(stage: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        task = bars.add_task(stage)
        yield lambda done, total: bars.update(task, completed=done, total=total)
