"""`signpost evaluate`: golden questions to the whole program, or a retrieval data set to its retriever."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.assembly import open_answerer, open_reader
from bot.condensing import standalone
from bot.glossary import Glossary
from bot.late_interaction import TOKENS_SHARE
from bot.query import query_of
from bot.retrieval import VECTOR_SHARE, retrieve
from knowledge.cross_encoder import CrossEncoderReader
from knowledge.domain import Answer, Match, Outcome, Question
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.errors import SettingsError
from knowledge.golden import GoldenQuestion, read_golden
from knowledge.settings import read_settings
from review.beir import Ranker, measure, print_measures, read_beir, write_edition
from review.comparison import compare as compare_scores
from review.comparison import comparison_object, print_comparison
from review.evaluation import evaluate, evaluation_object, print_evaluation
from review.golden import Score
from review.saved import check_folders, circumstances, read_evaluation, write_text

# Judged before any evidence was looked for.
_GUARDED = frozenset({Outcome.URGENT, Outcome.IDENTIFIERS})


def evaluate_command(
    questions: Annotated[
        list[Path] | None, typer.Argument(help="Files of golden questions, one JSON object a line.")
    ] = None,
    beir: Annotated[Path | None, typer.Option(help="A folder in BEIR's layout: measures the retriever on it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, on standard output.")] = False,
    save: Annotated[Path | None, typer.Option(help="Keep the evaluation in this file, for --compare.")] = None,
    compare: Annotated[Path | None, typer.Option(help="An evaluation kept by --save: says what has changed.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write an HTML page with plots and every question.")] = None,
) -> None:
    """Score the live edition on golden questions by kind, or the retriever on a BEIR data set.

    Every figure comes with the interval that it would lie in 19 times in 20 with other questions of the sort.

    Example: signpost evaluate corpus/golden.jsonl --save before.json

    Later:   signpost evaluate corpus/golden.jsonl --compare before.json --report evaluation.html
    """
    if bool(questions) == (beir is not None):
        raise SettingsError("Give either files of golden questions or --beir with a folder.")
    if beir and (save or compare or report):
        raise SettingsError("--save, --compare and --report go with files of golden questions, not with --beir.")
    result = _measured(beir) if beir else _evaluated(questions or [], save, compare, report)
    if as_json:
        typer.echo(json.dumps(result, indent=2))


def _evaluated(
    files: Sequence[Path], save: Path | None, earlier: Path | None, report: Path | None
) -> dict[str, object]:
    golden = [each for file in files for each in read_golden(file)]
    # What cannot be compared or written is said before minutes are spent on asking.
    before = read_evaluation(earlier, files) if earlier else None
    check_folders(path for path in (save, report) if path)
    scores, made = _scores(files, golden)
    evaluation = {**made, **evaluation_object(scores)}
    console = Console(stderr=True)
    print_evaluation(scores, console)
    comparison = compare_scores(before, scores) if before else None
    if comparison:
        print_comparison(comparison, console)
    if save:
        write_text(save, json.dumps(evaluation, indent=2) + "\n")
    if report:
        from review.report_page import report_page

        write_text(report, report_page(scores, made, comparison))
    return {**evaluation, "comparison": comparison_object(comparison)} if comparison else evaluation


def _scores(files: Sequence[Path], golden: Sequence[GoldenQuestion]) -> tuple[list[Score], dict[str, object]]:
    """The scores, and the circumstances in which they were made."""
    settings = read_settings()
    with open_answerer(settings) as answerer, _progress("Asking") as progress:

        def search(question: Question, limit: int) -> list[Match]:
            return answerer.search(standalone(question), limit)

        made = circumstances(files, answerer.edition().id, settings.embedding_model, datetime.now(UTC))

        def strength(answer: Answer) -> float | None:
            return None if answer.outcome in _GUARDED else answerer.strength(answer.question)

        return evaluate(golden, answerer.answer, search, progress, strength), made


def _measured(folder: Path) -> dict[str, object]:
    data = read_beir(folder)
    settings = read_settings()
    embedder, reader = SentenceTransformerEmbedder(settings.embedding_model), open_reader(settings)
    with tempfile.TemporaryDirectory() as place, _progress("Embedding") as progress:
        edition = write_edition(data, Path(place), embedder, progress)

        def ranker(share: float, tokens_share: float = 0, reader: CrossEncoderReader | None = None) -> Ranker:
            def ranked(query: str, limit: int) -> list[str]:
                asked = query_of(query, edition, embedder, Glossary())
                matches = retrieve(edition, asked, limit, date.today(), reader, share, tokens_share)
                return [match.passage.version.document.path for match in matches]

            return ranked

        with closing(edition):
            ours = ranker(VECTOR_SHARE, TOKENS_SHARE, reader)
            rankers = {"signpost": ours, "bm25": ranker(0.0), "dense": ranker(1.0)}
            measures = {retriever: measure(data, each) for retriever, each in rankers.items()}
    print_measures(measures, Console(stderr=True))
    return {"retrievers": measures, "queries": len(data.relevance), "passages": len(data.corpus)}


@contextmanager
def _progress(stage: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        task = bars.add_task(stage)
        yield lambda done, total: bars.update(task, completed=done, total=total)
