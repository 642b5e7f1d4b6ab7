"""What the embedded model has learnt of the way practitioners ask: small changes to the published weights.

`tests/train_retriever.py` makes them. What they are made from, and what they do: `tests/data/practice/README.md`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from knowledge.errors import EmbeddingModelError
from knowledge.weights import published_weights

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch.nn import Module

TUNING = Path(__file__).with_name("tuning.safetensors")
TUNING_SHA256 = "4cf790c60ade86104b920ef0eac7682f9b25f0ed770bd3caf221ed1b9c7f56ac"


def tune(model: "SentenceTransformer") -> None:
    """Change the layers of the published model; raises EmbeddingModelError when the changes are not ours."""
    change_layers(model, check_tuning())


def change_layers(model: "SentenceTransformer", content: bytes) -> None:
    """Change the layers of the published model by the content of a file of changes, whoever made it.

    A matrix changes by the product of its `.up` and `.down`, a vector by its `.plus`.
    """
    import torch
    from safetensors.torch import load

    changes = {name: change.float() for name, change in load(content).items()}
    with torch.no_grad():
        for name, weight in cast("Module", model[0].auto_model).named_parameters():
            if f"{name}.up" in changes:
                weight.add_(changes[f"{name}.up"] @ changes[f"{name}.down"])
            elif f"{name}.plus" in changes:
                weight.add_(changes[f"{name}.plus"])


def check_tuning() -> bytes:
    """The changes as they were published; raises EmbeddingModelError."""
    return published_weights(TUNING, TUNING_SHA256, EmbeddingModelError)
