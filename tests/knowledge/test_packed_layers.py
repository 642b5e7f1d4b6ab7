"""The packed layers of an embedding model give its vectors, and another kind of model keeps its own.

The libraries are imported in the tests: they ask once, when first imported, whether the network may be used.
"""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.embedding import check_embedded_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from knowledge.packed_layers import Layers

TEXTS = ["Bruising", "A child who is looked after has a personal education plan.", "word " * 90]


@pytest.fixture
def model() -> "SentenceTransformer":
    """The embedded model as the library reads it."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(check_embedded_model()), device="cpu", local_files_only=True)


def vectors(model: "SentenceTransformer", layers: "Layers") -> NDArray[np.float32]:
    """The vectors of the texts, all in one batch."""
    import torch

    from knowledge.packed_layers import pooled

    read = model.tokenizer(TEXTS, padding=True, return_tensors="pt")
    mask = read["attention_mask"]
    with torch.inference_mode():
        return pooled(list(model)[1:], layers(read["input_ids"], mask), mask).numpy()


def test_packed_in_float32_they_give_what_the_library_gives(model: "SentenceTransformer") -> None:
    from knowledge.packed_layers import PackedBert, layers_of

    layers = layers_of(model, allow_bfloat16=False)
    assert isinstance(layers, PackedBert)
    np.testing.assert_allclose(model.encode(TEXTS, show_progress_bar=False), vectors(model, layers), atol=1e-5)


def test_packed_for_this_processor_they_come_close(model: "SentenceTransformer") -> None:
    from knowledge.packed_layers import layers_of

    given = vectors(model, layers_of(model))
    assert 0.9998 <= (given * model.encode(TEXTS, show_progress_bar=False)).sum(axis=1).min()


def test_layers_of_another_kind_are_the_model_s_own(model: "SentenceTransformer") -> None:
    from torch import nn

    from knowledge.packed_layers import PackedBert, layers_of

    for module in model.modules():
        if hasattr(module, "intermediate_act_fn"):
            module.intermediate_act_fn = nn.ReLU()
    layers = layers_of(model)
    assert not isinstance(layers, PackedBert)
    np.testing.assert_allclose(model.encode(TEXTS, show_progress_bar=False), vectors(model, layers), atol=1e-5)
