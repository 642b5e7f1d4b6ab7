"""What the retriever finds of questions that it has not learnt from: `make bench-reader`, or
`python -m tests.measure_retriever [--weights FILE ...] [--save FILE]`.

All practice passages stand in one edition, built and asked by the product's own code; asked are the questions of the
held-out files. Compared are the published embedding model and the tuned one: alone, with the lexicon, and with lexicon
and late interaction. Files that `tests.train_retriever` wrote, or folders with other embedding models, are measured as
well, and several of them also as seeds of one another: their mean, the least and the most. A question that needs two
passages is found at the rank at which the second of them is shown. Intervals are of 95% and resample documents, those
that share a question together. Takes four minutes of one core, and one and a half for each file more.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent / "support")]

from bot.glossary import Glossary, read_glossary
from knowledge.embedding import SentenceTransformerEmbedder, check_embedded_model
from knowledge.settings import EMBEDDED_MODEL, OWN_MODELS, TUNED_MODEL
from knowledge.tuning import change_layers
from practice.comparing import PLAIN, WITH_LEXICON, WITH_TOKENS, Values, groups, lines, values_of
from practice.files import HELD_OUT, Practice, PracticeQuestion, read_practice
from practice.finding import PracticeEdition

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def main() -> None:
    """Measure every arm, print the tables, and keep the figures where that is wanted."""
    parser = argparse.ArgumentParser(description="Measure the retriever on the held-out practice questions.")
    parser.add_argument("--weights", type=Path, nargs="+", default=[], metavar="FILE", help="measured beside ours")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the figures as JSON")
    asked = parser.parse_args()
    practice = read_practice()
    questions = [each for each in practice.answered if each.file in HELD_OUT]
    arms = measured(practice, questions, asked.weights)
    found = groups(practice.passages, questions, arms, [str(path) for path in asked.weights])
    print(f"{len(questions):,} questions of {', '.join(HELD_OUT)}; {len(practice.passages):,} passages of all files")
    for name, group in found.items():
        print("", *lines(name, group), sep="\n")
    if asked.save:
        asked.save.write_text(json.dumps({name: asdict(group) for name, group in found.items()}, indent=2) + "\n")


def measured(
    practice: Practice, questions: Sequence[PracticeQuestion], weights: Sequence[Path]
) -> Mapping[str, Values]:
    """The values of each arm by its name."""
    lexicon = read_glossary(CORPUS)
    arms = {}
    with tempfile.TemporaryDirectory() as place:
        for number, (name, embedder) in enumerate(_embedders(weights, Path(place))):
            print(f"measuring {name}", file=sys.stderr)
            folder = Path(place) / f"edition-{number}"
            folder.mkdir()
            edition = PracticeEdition(practice.passages, folder, embedder)
            for arm, glossary in ((name, Glossary()), (name + WITH_LEXICON, lexicon)):
                arms[arm] = values_of(edition.ranks(questions, glossary, tokens_share=0))
            if embedder.name in OWN_MODELS:
                arms[name + WITH_LEXICON + WITH_TOKENS] = values_of(edition.ranks(questions, lexicon))
            edition.close()
    return arms


def _embedders(weights: Sequence[Path], place: Path) -> Iterator[tuple[str, SentenceTransformerEmbedder]]:
    yield PLAIN, SentenceTransformerEmbedder(EMBEDDED_MODEL)
    yield "tuned", SentenceTransformerEmbedder(TUNED_MODEL)
    for number, path in enumerate(weights):
        folder = path if path.is_dir() else _written(path, place / f"model-{number}")
        yield str(path), SentenceTransformerEmbedder(str(folder))


def _written(weights: Path, folder: Path) -> Path:
    """The published model with other changes, as a folder of its own."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(check_embedded_model()), device="cpu", local_files_only=True)
    change_layers(model, weights.read_bytes())
    model.save(str(folder), create_model_card=False)
    return folder


if __name__ == "__main__":
    main()
