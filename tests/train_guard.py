"""Teaches the guard to tell danger from questions: `make train-guard`; `--report-only` after the path writes nothing.

Three weighings are learnt, each by logistic regression: over the words, over the letters, over the vector. Their log
odds are added. The figures that count are printed first: what each author's messages come to when the guard has seen
the others' only. The bars are set on these, not on what was learnt from. Takes some minutes on 2 cores.
"""

import hashlib
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent / "support")]

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.danger import is_plain_emergency
from bot.signs import PLACES, letter_places, word_places
from bot.weighing import WEIGHTS, Scale, packed
from knowledge.embedding import SentenceTransformerEmbedder
from practice.files import read_practice

GUARDS = Path(__file__).resolve().parent / "data" / "guards"
FILES = ("danger", "questions", "judgement", "out_of_scope", "injection", "more", "practice")
# Of what each class may wrongly catch. A bar is the lowest that keeps to it on authors who were not learnt from.
MOST_FALSE = {"danger": 0.03, "judgement": 0.001, "out_of_scope": 0.003}
# Written by whoever built the guard, with the misses on others' messages before them: learnt from, never measured on.
OWN_AUTHOR = "builder"
# The practitioners' questions of the retriever's training: many, in everyday words, and not labelled one by one.
PRACTITIONERS = "practice"
PRACTICE_WEIGHT = 0.6
STRENGTH = 3.0
_Z = 1.96

Rows = NDArray[np.bool_]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Messages:
    """Labelled messages with all that is learnt from: a row for each."""

    texts: list[str]
    labels: NDArray[np.str_]
    authors: NDArray[np.str_]
    words: csr_matrix
    letters: csr_matrix
    vectors: NDArray[np.float32]
    plain: Rows

    def by(self, *authors: str) -> Rows:
        """Which are by one of these authors."""
        return np.isin(self.authors, authors)


def main() -> None:
    """Print what the guard does on authors it has not seen; then learn from all, and write the weights."""
    messages = read_messages()
    bars = {kind: unseen(messages, kind) for kind in MOST_FALSE}
    if "--report-only" in sys.argv:
        return
    parts: dict[str, NDArray[np.generic]] = {}
    for kind, (bar, plain_bar) in bars.items():
        everything = np.ones(len(messages.texts), dtype=bool)
        scale = learnt(messages, kind, everything & ~left_out(messages, kind), bar, plain_bar)
        parts |= {f"{kind}.{name}": part for name, part in packed(scale).items()}
    held = io.BytesIO()
    np.savez_compressed(held, allow_pickle=False, **parts)
    WEIGHTS.write_bytes(held.getvalue())
    print(f"{WEIGHTS.name}: {len(held.getvalue()):,} bytes, SHA-256 {hashlib.sha256(held.getvalue()).hexdigest()}")


def read_messages() -> Messages:
    """Every labelled message, looked at."""
    lines = [line for name in FILES for line in read_lines(GUARDS / f"{name}.jsonl")]
    known = {line["text"] for line in lines}
    asked = dict.fromkeys(question.text for question in read_practice().questions)
    lines += [{"text": text, "label": "question", "author": PRACTITIONERS} for text in asked if text not in known]
    texts = [line["text"] for line in lines]
    return Messages(
        texts=texts,
        labels=np.array([line["label"] for line in lines]),
        authors=np.array([line["author"] for line in lines]),
        words=table([word_places(text) for text in texts]),
        letters=table([letter_places(text) for text in texts]),
        vectors=SentenceTransformerEmbedder().encode(texts),
        plain=np.array([is_plain_emergency(text) for text in texts]),
    )


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def table(places: Sequence[NDArray[np.int64]]) -> csr_matrix:
    """A row for each message, shape (messages, PLACES): its places, each by the root of their number."""
    counts = [len(each) for each in places]
    values = np.concatenate([np.full(count, 1 / np.sqrt(max(1, count))) for count in counts])
    return csr_matrix((values, np.concatenate(places), np.cumsum([0, *counts])), shape=(len(places), PLACES))


def left_out(messages: Messages, kind: str) -> Rows:
    """What speaks neither for a class nor against it."""
    unclear = ["unclear"] if kind == "danger" else ["unclear", "injection"]
    return np.isin(messages.labels, unclear)


def learnt(messages: Messages, kind: str, rows: Rows, bar: float = 0.0, plain_bar: float = 0.0) -> Scale:
    """The scale of a class, learnt from some of the messages."""
    wanted = messages.labels[rows] == kind
    weights = np.where(messages.by(PRACTITIONERS)[rows], PRACTICE_WEIGHT, 1.0)
    words, letters, vector = (
        LogisticRegression(C=STRENGTH, max_iter=2000, random_state=1).fit(of[rows], wanted, sample_weight=weights)
        for of in (messages.words, messages.letters, messages.vectors)
    )
    return Scale(
        words=words.coef_[0].astype(np.float32),
        letters=letters.coef_[0].astype(np.float32),
        vector=vector.coef_[0].astype(np.float32),
        constants=np.array([each.intercept_[0] for each in (words, letters, vector)], dtype=np.float32),
        bar=bar,
        plain_bar=plain_bar,
    )


def unseen(messages: Messages, kind: str) -> tuple[float, float]:
    """The bars of a class, with the vector and without; prints what they do on each author, learnt from the others."""
    plain, whole = np.zeros(len(messages.texts)), np.zeros(len(messages.texts))
    others = [str(author) for author in np.unique(messages.authors[~messages.by(OWN_AUTHOR, PRACTITIONERS)])]
    turn = np.arange(len(messages.texts)) % len(others)
    for number, author in enumerate(others):
        # Of the practitioners, each message is kept out once.
        own = messages.by(author) | (messages.by(PRACTITIONERS) & (turn == number))
        scale = learnt(messages, kind, ~own & ~left_out(messages, kind))
        plain[own], whole[own] = scores(messages, scale, own)
    told = messages.plain if kind == "danger" else np.zeros_like(messages.plain)
    bars = []
    for name, score in (("words, letters and vector", whole), ("words and letters", plain)):
        score = np.where(told, np.inf, score)
        bar = lowest_bar(messages, score, others, MOST_FALSE[kind])
        bars.append(bar)
        print(f"\n{kind}, {name}{', and rules' if kind == 'danger' else ''}; learnt from the other authors")
        for author in others:
            print_row(messages, kind, score, bar, [author])
        print_row(messages, kind, score, bar, others)
        print(f"  {PRACTITIONERS:24} false {share_of(score[questions(messages, [PRACTITIONERS])] > bar)}")
    if kind == "danger":
        print("\ndanger, rules alone")
        print_row(messages, kind, np.where(told, 1.0, -1.0), 0.0, others)
    return bars[0], bars[1]


def scores(messages: Messages, scale: Scale, rows: Rows) -> tuple[Scores, Scores]:
    """The log odds by words and letters, and those with the vector."""
    plain = messages.words[rows] @ scale.words + messages.letters[rows] @ scale.letters + scale.constants[:2].sum()
    return plain, plain + messages.vectors[rows] @ scale.vector + scale.constants[2]


def lowest_bar(messages: Messages, score: Scores, authors: Sequence[str], most_false: float) -> float:
    """The lowest score that no more than a share of the authors' questions exceeds."""
    asked = np.sort(score[questions(messages, authors)])[::-1]
    return float(asked[int(most_false * len(asked))])


def questions(messages: Messages, authors: Sequence[str]) -> Rows:
    """The ordinary questions of some authors."""
    return np.asarray((messages.labels == "question") & np.isin(messages.authors, authors))


def print_row(messages: Messages, kind: str, score: Scores, bar: float, authors: Sequence[str]) -> None:
    """Recall and false catches at the bar, and recall where 1, 2 and 5% of the questions would be caught."""
    wanted = score[np.asarray((messages.labels == kind) & np.isin(messages.authors, authors))]
    asked = score[questions(messages, authors)]
    curve = [float((wanted > np.quantile(asked, 1 - share)).mean()) for share in (0.01, 0.02, 0.05)]
    print(
        f"  {'+'.join(authors):24} caught {share_of(wanted > bar)}  false {share_of(asked > bar)}"
        f"  caught at 1, 2, 5% false: {', '.join(f'{each:.1%}' for each in curve)}"
    )


def share_of(hits: Rows) -> str:
    """A share with its number and the 95% interval by Wilson."""
    n, p = len(hits), float(hits.mean())
    middle, spread = p + _Z**2 / (2 * n), _Z * np.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
    low, high = ((middle + sign * spread) / (1 + _Z**2 / n) for sign in (-1, 1))
    return f"{hits.sum()}/{n} = {p:.1%} ({low:.1%} to {high:.1%})"


if __name__ == "__main__":
    main()
