"""Tunes the embedded model to the way practitioners ask: `make train`, or `python -m tests.train_retriever [SEED]`.

Each question is pulled towards the passage that answers it and away from the other passages of its batch and from one
that the untuned model takes for a better answer. The words' own vectors stay as they are, so that words which are not
in the practice passages keep their meaning. What the layers have learnt is kept as differences of low rank, beside
the published weights. Takes ten minutes on 2 cores.
"""

import argparse
import hashlib
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent / "support")]

import numpy as np
import torch
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from knowledge.embedding import check_embedded_model
from knowledge.tuning import TUNING
from practice.files import LEARNT, Practice, PracticePassage, read_practice

EPOCHS, BATCH, LEARNING_RATE, WARM_UP = 3, 32, 3e-5, 0.1
RANK = 32
# Half of what was learnt is kept: halfway between the two, the model finds more than at either end, on practitioners'
# questions and on others'.
KEPT_SHARE = 0.5
_SCALE = 20
_QUESTION_TOKENS, _PASSAGE_TOKENS = 64, 176
# A passage may be found by its headings, and must be found without.
_SHARE_WITH_HEADINGS = 0.6
_HARDEST = 10
_SHARE_OF_QUESTIONS = 0.7


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the passage that answers it, and others that look like it."""

    question: str
    passage: int
    hard: Sequence[int]


def main() -> None:
    """Train on the passages that are not held out, and write what was learnt."""
    asked = _arguments()
    practice = read_practice(LEARNT)
    torch.manual_seed(asked.seed)
    model = SentenceTransformer(str(check_embedded_model()), device="cpu", local_files_only=True)
    before = {name: weight.detach().clone() for name, weight in _layers(model).named_parameters()}
    train(model, practice.passages, pairs(model, practice), random.Random(asked.seed))
    save_file(differences(before, dict(_layers(model).named_parameters())), str(asked.to))
    print(f"{asked.to.name}: SHA-256 {hashlib.sha256(asked.to.read_bytes()).hexdigest()}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Tune the embedded model to the practice passages.")
    parser.add_argument("seed", nargs="?", type=int, default=1, help="of all that is drawn; 1 is what is shipped")
    parser.add_argument("--to", type=Path, default=TUNING, metavar="FILE", help="where what was learnt is written")
    return parser.parse_args()


def pairs(model: SentenceTransformer, practice: Practice) -> list[Pair]:
    """Every answered question with the passages that the untuned model finds nearest, its own apart.

    A question that needs two passages is left out: each would be the other's hard negative.
    """
    asked = [(each.text, each.passages[0]) for each in practice.answered if len(each.passages) == 1]
    passages = model.encode([embedded_text(each) for each in practice.passages], normalize_embeddings=True)
    similar = model.encode([question for question, _ in asked], normalize_embeddings=True) @ passages.T
    nearest = np.argsort(-similar, axis=1)[:, : _HARDEST + 1]
    return [
        Pair(question, place, [int(each) for each in nearest[number] if each != place])
        for number, (question, place) in enumerate(asked)
    ]


def train(
    model: SentenceTransformer, passages: Sequence[PracticePassage], of: Sequence[Pair], chance: random.Random
) -> None:
    """Change the layers of the model in place."""
    layers = _layers(model).eval()  # without dropout: it doubles the time, and there are few steps
    layers.embeddings.requires_grad_(False)
    optimizer = torch.optim.AdamW([each for each in layers.parameters() if each.requires_grad], LEARNING_RATE)
    batches = [batch for _ in range(EPOCHS) for batch in shuffled(of, chance)]
    warm = WARM_UP * len(batches)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / warm) * (1 - step / len(batches))
    )
    for step, batch in enumerate(batches, 1):
        loss = _loss(model, passages, batch, chance)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        print(f"\rstep {step} of {len(batches)}, loss {loss.item():.2f} ", end="", file=sys.stderr, flush=True)


def shuffled(of: Sequence[Pair], chance: random.Random) -> Iterator[list[Pair]]:
    """Batches by chance, with no passage twice in one: it would be pushed away from its own question."""
    waiting = chance.sample(of, len(of))
    while waiting:
        batch = list({pair.passage: pair for pair in waiting[: 2 * BATCH]}.values())[:BATCH]
        taken = {id(pair) for pair in batch}
        waiting = [pair for pair in waiting if id(pair) not in taken]
        if len(batch) > 1:
            yield batch


def _loss(
    model: SentenceTransformer, held: Sequence[PracticePassage], batch: Sequence[Pair], chance: random.Random
) -> Tensor:
    own = [pair.passage for pair in batch]
    others = [place for pair in batch if (place := chance.choice(pair.hard)) not in own]
    texts = [embedded_text(held[place], chance.random() < _SHARE_WITH_HEADINGS) for place in (*own, *others)]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        questions = _encoded(model, [pair.question for pair in batch], _QUESTION_TOKENS)
        passages = _encoded(model, texts, _PASSAGE_TOKENS)
    similar = _SCALE * questions @ passages.T
    wanted = torch.arange(len(batch))
    forward, backward = cross_entropy(similar, wanted), cross_entropy(similar[:, : len(batch)].T, wanted)
    return _SHARE_OF_QUESTIONS * forward + (1 - _SHARE_OF_QUESTIONS) * backward


def embedded_text(passage: PracticePassage, with_headings: bool = True) -> str:
    """A practice passage as one is embedded: under its two nearest headings."""
    return "\n".join([*(passage.headings[-2:] if with_headings else ()), passage.text])


def _encoded(model: SentenceTransformer, texts: Sequence[str], most_tokens: int) -> Tensor:
    tokens = model.tokenizer(
        list(texts), padding=True, truncation=True, max_length=most_tokens, pad_to_multiple_of=16, return_tensors="pt"
    )
    states = _layers(model)(**tokens).last_hidden_state
    mask = tokens["attention_mask"].unsqueeze(-1)
    return normalize((states * mask).sum(1).float() / mask.sum(1), dim=1)


def _layers(model: SentenceTransformer) -> Any:
    return model[0].auto_model


def differences(before: dict[str, Tensor], after: dict[str, Tensor]) -> dict[str, np.ndarray[Any, Any]]:
    """What changed, in half precision: a matrix as the product of `.up` and `.down`, a vector as `.plus`."""
    found = {}
    for name, weight in after.items():
        change = (weight - before[name]).detach()
        if not change.any():
            continue
        if change.ndim == 1:
            found[f"{name}.plus"] = KEPT_SHARE * change
            continue
        left, strength, right = torch.linalg.svd(change, full_matrices=False)
        root = strength[:RANK].sqrt()
        found[f"{name}.up"] = KEPT_SHARE * left[:, :RANK] * root
        found[f"{name}.down"] = root[:, None] * right[:RANK]
    return {name: np.ascontiguousarray(weight.numpy().astype(np.float16)) for name, weight in found.items()}


if __name__ == "__main__":
    main()
