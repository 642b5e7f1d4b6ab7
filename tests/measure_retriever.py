"""What the retriever finds of questions that it has not learnt from: `make bench-reader`, or
`python -m tests.measure_retriever [--weights FILE ...] [--save FILE]`.

All practice passages stand in one edition, built and asked by the product's own code; asked are the questions of the
held-out files. Compared are the published embedding model and the tuned one, without and with the lexicon; a file of
`tests.train_retriever`, or a folder with another embedding model, is compared as well, and several of them as one (the
mean, and the least and most). A question that needs two passages is found at the rank at which the second is shown.
Intervals are of 95% and resample documents. Takes five minutes on one core.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent / "support")]

import numpy as np
from numpy.typing import NDArray

from bot.glossary import Glossary, read_glossary
from knowledge.embedding import SentenceTransformerEmbedder, check_embedded_model
from knowledge.settings import EMBEDDED_MODEL, TUNED_MODEL
from knowledge.tuning import change_layers
from practice.files import HELD_OUT, Practice, PracticeQuestion, read_practice
from practice.finding import PracticeEdition, topics
from practice.intervals import clustered_means
from review.statistics import Estimate

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FIRST = (1, 5, 10)
MEASURES = (*(f"recall@{k}" for k in FIRST), "MRR")
WITH_LEXICON = " + lexicon"
PLAIN = "published"

# For each question whether it is found among the first 1, 5, 10, and the reciprocal of its rank.
Values = NDArray[np.float64]
Estimates = Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one kind: each arm's measures, and by how much one arm is above another, by their names.

    `ranges` has the least and the most of the files of weights, where there are several.
    """

    questions: int
    topics: int
    arms: Mapping[str, Estimates]
    differences: Mapping[str, Estimates]
    ranges: Mapping[str, Mapping[str, tuple[float, float]]]


def main() -> None:
    """Measure every arm, print the table, and keep it where that is wanted."""
    parser = argparse.ArgumentParser(description="Measure the retriever on the held-out practice questions.")
    parser.add_argument("--weights", type=Path, nargs="+", default=[], metavar="FILE", help="measured beside ours")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the figures as JSON")
    asked = parser.parse_args()
    practice = read_practice()
    questions = [each for each in practice.answered if each.file in HELD_OUT]
    arms = measured(practice, questions, asked.weights)
    groups = grouped(practice, questions, arms, [str(each) for each in asked.weights])
    print(f"{len(questions):,} questions of {', '.join(HELD_OUT)}; {len(practice.passages):,} passages of all files")
    for name, group in groups.items():
        print_group(name, group)
    if asked.save:
        asked.save.write_text(json.dumps({name: asdict(each) for name, each in groups.items()}, indent=2) + "\n")


def measured(
    practice: Practice, questions: Sequence[PracticeQuestion], weights: Sequence[Path]
) -> Mapping[str, Values]:
    """The values of each arm by its name, plain first."""
    lexicon = read_glossary(CORPUS)
    arms = {}
    with tempfile.TemporaryDirectory() as place:
        for number, (name, embedder) in enumerate(_embedders(weights, Path(place))):
            print(f"measuring {name}", file=sys.stderr)
            folder = Path(place) / f"edition-{number}"
            folder.mkdir()
            edition = PracticeEdition(practice.passages, folder, embedder)
            for arm, glossary in ((name, Glossary()), (name + WITH_LEXICON, lexicon)):
                arms[arm] = values_of(edition.ranks(questions, glossary))
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


def values_of(ranks: NDArray[np.float64]) -> Values:
    """The measures of each question, shape (questions, len(MEASURES))."""
    return np.column_stack([*(ranks <= k for k in FIRST), 1 / ranks]).astype(np.float64)


def grouped(
    practice: Practice, questions: Sequence[PracticeQuestion], arms: Mapping[str, Values], weights: Sequence[str]
) -> Mapping[str, Group]:
    """The figures by kind of question; `weights` are the names of the arms that are seeds of one another."""
    by_topic = np.array(topics(practice.passages, questions))
    return {
        name: _group({arm: values[rows] for arm, values in arms.items()}, list(by_topic[rows]), weights)
        for name, rows in _kinds(questions).items()
    }


def _kinds(questions: Sequence[PracticeQuestion]) -> Mapping[str, NDArray[np.bool_]]:
    two = np.array([len(each.passages) == 2 for each in questions])
    # The files mark no register: whole sentences begin with a capital and end with a question mark.
    whole = np.array([each.text[0].isupper() and each.text.endswith("?") for each in questions])
    files = np.array([each.file for each in questions])
    return {
        "all": np.ones(len(questions), dtype=bool),
        "one passage": ~two,
        "two passages": two,
        "one passage, as typed": ~two & ~whole,
        "one passage, in whole sentences": ~two & whole,
        **{f"one passage, {file}": ~two & (files == file) for file in HELD_OUT},
    }


def _group(arms: dict[str, Values], by_topic: Sequence[str], weights: Sequence[str]) -> Group:
    ranges = {}
    if len(weights) > 1:
        for end in ("", WITH_LEXICON):
            seeds = np.stack([arms[name + end] for name in weights])
            name = f"mean of {len(weights)} files{end}"
            arms[name] = seeds.mean(axis=0)
            means = seeds.mean(axis=1)
            ends = zip(means.min(axis=0).tolist(), means.max(axis=0).tolist(), strict=True)
            ranges[name] = dict(zip(MEASURES, ends, strict=True))
    of_pairs = [(arm, PLAIN) for arm in arms if arm != PLAIN]
    of_pairs += [(arm, arm.removesuffix(WITH_LEXICON)) for arm in arms if arm.endswith(WITH_LEXICON)]

    def estimates(values: Values) -> Estimates:
        return dict(zip(MEASURES, clustered_means(values, by_topic), strict=True))

    return Group(
        len(by_topic),
        len(set(by_topic)),
        {arm: estimates(values) for arm, values in arms.items()},
        {f"{one} - {other}": estimates(arms[one] - arms[other]) for one, other in dict.fromkeys(of_pairs)},
        ranges,
    )


def print_group(name: str, group: Group) -> None:
    """A row an arm, then a row a difference, each figure with its interval; a column a measure."""
    wide = max(map(len, group.differences)) + 2
    print(f"\n{name}: {group.questions:,} questions, {group.topics} topics")
    print(" " * wide + "".join(f"{measure:24}" for measure in MEASURES).rstrip())
    for arm, estimates in group.arms.items():
        cells = (f"{e.value:.3f} ({e.low:.3f} to {e.high:.3f})" for e in estimates.values())
        print(f"{arm:{wide}}" + "".join(f"{cell:24}" for cell in cells).rstrip())
    for arm, ends in group.ranges.items():
        cells = (f"{least:.3f} to {most:.3f}" for least, most in ends.values())
        print(f"{f'{arm}, least to most':{wide}}" + "".join(f"{cell:24}" for cell in cells).rstrip())
    for pair, estimates in group.differences.items():
        cells = (f"{e.value:+.3f} ({e.low:+.3f} to {e.high:+.3f})" for e in estimates.values())
        print(f"{pair:{wide}}" + "".join(f"{cell:24}" for cell in cells).rstrip())


if __name__ == "__main__":
    main()
