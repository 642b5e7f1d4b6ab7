"""Teaches the judge how likely it is that the documents answer: `make train-judge`, or `python -m tests.train_judge`.

An edition is made of all practice passages. Every question of the files that the retriever has not seen is asked of
it, and each answerable one a second time with the documents that answer it left out: what is found then is on the
topic and is no answer, and the words of the question tell nothing of that. Logistic regression over the signs of
`bot.evidence`. The figures that count are printed first: what it says of questions on documents that it was not fitted
on. Takes some minutes.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent / "support")]

from bot.evidence import Evidence
from bot.extracting import PASSAGES_READ
from bot.finding import Finder
from bot.glossary import read_glossary
from bot.probability import JUDGE, log_odds, logistic
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.settings import TUNED_MODEL
from practice.files import HELD_OUT, Practice, PracticeQuestion, read_practice
from practice.finding import PracticeEdition, topics

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
# The signs that are weighed. How far the wanted kind of answer is missing is known from `kind_fit`: practice near
# misses rarely lack it, real ones often do, so that its weight is set and not learnt.
SIGNS = (
    "meaning",
    "told",
    "lead_of_unit",
    "lead_of_meaning",
    "lead_of_words",
    "nearness",
    "year_missing",
    "asks_for_contact",
    "asks_for_name",
)
KIND_FIT_WEIGHT = 5.0
# Of what people ask, so much can be answered: a probability says nothing without such a share. Of the real questions
# by which Signpost is measured it is three in four.
ANSWERABLE = 0.75
_MATCHES = 8
_LEFT_OUT_AT_MOST = 6
_FOLDS, _SEEDS = 6, (1, 2, 3)
_BINS = 10
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """What was found for a question; `sort` is "answerable", "near miss" or "left out".

    `beyond` is what a near miss asks beyond its passage.
    """

    evidence: Evidence
    sort: str
    beyond: str
    topic: str


def main() -> None:
    """Print how the judge does on documents that it was not fitted on; then fit it on all, and write its weights."""
    parser = argparse.ArgumentParser(description="Fit the judge on the held-out practice questions.")
    parser.add_argument("--report-only", action="store_true", help="print the figures, and write nothing")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        examples = list(examples_of(read_practice(), Path(folder)))
    for line in report(examples):
        print(line)
    if asked.report_only:
        return
    weights = fitted(examples)
    content = json.dumps({"fitted_on": f"{len(examples):,} practice cases", "weights": weights}, indent=2) + "\n"
    JUDGE.write_text(content, encoding="utf-8")
    print(f"{JUDGE.name}: SHA-256 {hashlib.sha256(content.encode()).hexdigest()}")


def examples_of(practice: Practice, folder: Path) -> Iterator[Example]:
    """Every held-out question as it is asked of an edition of all passages, and of the same without its documents."""
    embedder = SentenceTransformerEmbedder(TUNED_MODEL)
    held = PracticeEdition(practice.passages, folder, embedder)
    finder = Finder(held.edition, embedder, read_glossary(CORPUS), _MATCHES, date.today())
    asked = [each for each in practice.questions if each.file in HELD_OUT]
    for done, (each, topic) in enumerate(zip(asked, topics(practice.passages, asked), strict=True), 1):
        if done % 100 == 0:
            print(f"\rquestion {done:,} of {len(asked):,} ", end="", file=sys.stderr, flush=True)
        for sort, evidence in found(finder, each, held.documents(each)):
            yield Example(evidence, sort, each.beyond, topic)
    held.close()


def found(finder: Finder, asked: PracticeQuestion, own: Collection[str]) -> Iterator[tuple[str, Evidence]]:
    """What is found for a question: nothing to learn from where it can be answered and its answer was not found."""
    query = finder.query(asked.text)
    matches = finder.matches(query, _MATCHES + _LEFT_OUT_AT_MOST)
    others = [match for match in matches if match.passage.version.document.path not in own]
    if not asked.is_answered:
        yield "near miss", finder.evidence(query, matches[:_MATCHES])
        return
    if any(match not in others for match in matches[:PASSAGES_READ]):
        yield "answerable", finder.evidence(query, matches[:_MATCHES])
    yield "left out", finder.evidence(query, others[:_MATCHES])


def fitted(examples: Sequence[Example], places: Sequence[int] | None = None) -> dict[str, float]:
    """A weight for each sign of the examples at these places (all of them, where none are told), and "constant".

    The last step stretches the whole, so that it is a probability.
    """
    used = [examples[place] for place in places] if places is not None else examples
    signs, labels, weights = signs_of(used), labels_of(used), balance(used)
    fits = np.array([each.evidence.kind_fit for each in used])
    scaler = StandardScaler().fit(signs)
    learnt = LogisticRegression(C=0.1, max_iter=1000).fit(scaler.transform(signs), labels, sample_weight=weights)
    odds = learnt.decision_function(scaler.transform(signs)) + KIND_FIT_WEIGHT * fits
    stretched = LogisticRegression(C=1e6, max_iter=1000).fit(odds[:, None], labels, sample_weight=weights)
    by, plus = float(stretched.coef_[0, 0]), float(stretched.intercept_[0])
    of_signs = by * learnt.coef_[0] / scaler.scale_
    constant = by * learnt.intercept_[0] + plus - of_signs @ scaler.mean_
    by_name = {name: float(weight) for name, weight in zip(SIGNS, of_signs, strict=True)}
    by_name["kind_fit"] = by * KIND_FIT_WEIGHT
    return {name: round(weight, 2) for name, weight in (*by_name.items(), ("constant", float(constant)))}


def signs_of(examples: Sequence[Example]) -> Floats:
    """Shape (len(examples), len(SIGNS))."""
    return np.array([[float(getattr(each.evidence, sign)) for sign in SIGNS] for each in examples], dtype=np.float64)


def labels_of(examples: Sequence[Example]) -> NDArray[np.bool_]:
    """Which can be answered from what was found."""
    return np.array([each.sort == "answerable" for each in examples])


def balance(examples: Sequence[Example]) -> Floats:
    """Weights that make answerable questions ANSWERABLE of all."""
    labels = labels_of(examples)
    share = labels.mean()
    return np.asarray(np.where(labels, ANSWERABLE / share, (1 - ANSWERABLE) / (1 - share)), dtype=np.float64)


def report(examples: Sequence[Example]) -> Iterator[str]:
    """What is said of questions on documents that were not fitted on: over several ways of parting the documents."""
    told = [unseen(examples, seed) for seed in _SEEDS]
    fits = np.array([each.evidence.kind_fit for each in examples])
    sorts = np.array([each.sort for each in examples])
    labels, weights = labels_of(examples), balance(examples)
    yield f"{len(examples):,} asked: " + ", ".join(f"{(sorts == sort).sum():,} {sort}" for sort in dict.fromkeys(sorts))
    for sort in ("near miss", "left out"):
        rows = labels | (sorts == sort)
        before = roc_auc_score(labels[rows], fits[rows])
        areas = [roc_auc_score(labels[rows], each[rows]) for each in told]
        yield f"area under the curve against {sort}: {_range(areas, 3)}; by the kind of answer alone {before:.3f}"
    yield f"calibration error: {_range([calibration_error(each, labels, weights) for each in told], 3)}"
    for declined in (0.05, 0.1, 0.15, 0.2):
        bars = [float(np.quantile(each[labels], declined)) for each in told]
        shares = []
        for sort in ("near miss", "left out"):
            below = [float((each[sorts == sort] < bar).mean()) for each, bar in zip(told, bars, strict=True)]
            shares.append(f"{sort} {_range(below, 2)}")
        yield f"of answerable {declined:.0%} declined at {_range(bars, 2)}: {', '.join(shares)}"
    beyond = np.array([each.beyond for each in examples])
    for kind in sorted(set(beyond) - {""}):
        rows = labels | (beyond == kind)
        areas = [roc_auc_score(labels[rows], each[rows]) for each in told]
        yield f"  asks beyond the passage: {kind} ({(beyond == kind).sum()}): {_range(areas, 2)}"


def unseen(examples: Sequence[Example], seed: int) -> Floats:
    """The probability of each example by weights fitted on other documents."""
    groups, told = [each.topic for each in examples], np.zeros(len(examples))
    for learnt, held in GroupKFold(_FOLDS, shuffle=True, random_state=seed).split(examples, groups=groups):
        weights = fitted(examples, learnt)
        for place in held:
            told[place] = logistic(log_odds(examples[place].evidence, weights))
    return told


def calibration_error(told: Floats, labels: NDArray[np.bool_], weights: Floats) -> float:
    """The expected calibration error over bins of equal mass (Naeini 2015)."""
    order = np.argsort(told)
    bins = np.minimum((np.cumsum(weights[order]) / weights.sum() * _BINS).astype(int), _BINS - 1)
    parts = [order[bins == each] for each in range(_BINS)]
    gaps = [abs(np.average(told[each] - labels[each], weights=weights[each])) for each in parts]
    return float(np.average(gaps, weights=[weights[each].sum() for each in parts]))


def _range(values: Sequence[float], digits: int) -> str:
    """The mean, and the least and the greatest."""
    return f"{np.mean(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


if __name__ == "__main__":
    main()
