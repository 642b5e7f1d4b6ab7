"""An embedding model's layers in bfloat16, where the processor multiplies it in hardware."""

from copy import deepcopy
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from transformers.activations import GELUActivation
from transformers.models.bert.modeling_bert import BertLayer

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Vectors of both precisions are compared: an edition may be built on one machine and asked on another.
LEAST_COSINE = 0.999
_TRIAL = (
    "How quickly must a strategy discussion be held?",
    "A child who is looked after has a personal education plan, which is reviewed each term by the designated teacher.",
    "Bruising",
    "1.4\tMissing 3 days: record, ring (02) 1234, then tell the lead – Annex C, Level 3",
)


class PackedLinear(nn.Module):
    """A linear layer whose weights lie in the order that the processor's matrix unit reads them in.

    Bias and activation are part of the same pass over the numbers: a third faster than torch's own layers.
    """

    def __init__(self, layer: nn.Linear, activation: str = "none") -> None:
        super().__init__()
        self._weight = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach(), None)
        self._bias = layer.bias
        self._activation = activation

    def forward(self, numbers: Tensor) -> Tensor:
        """Shape (..., in) to (..., out)."""
        result = torch.ops.mkldnn._linear_pointwise(
            numbers, self._weight, self._bias, self._activation, [], "none" if self._activation == "gelu" else ""
        )
        return cast(Tensor, result)


def has_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 in hardware: elsewhere it is slower than float32."""
    able = torch.cpu.get_capabilities() if torch.backends.mkldnn.is_available() else {}  # type: ignore[no-untyped-call]
    return bool(able.get("amx_bf16") or able.get("avx512_bf16"))


def in_bfloat16(model: "SentenceTransformer") -> "SentenceTransformer":
    """The model with its layers in bfloat16, or the model itself where its vectors would differ by it.

    Pooling stays in float32, for which the caller passes on token vectors as float32.
    """
    faster = deepcopy(model)
    layers = faster[0].to(torch.bfloat16)
    for layer in [each for each in layers.modules() if isinstance(each, BertLayer)]:
        _pack(layer)
    return faster if _cosine(model, faster) >= LEAST_COSINE else model


def _pack(layer: BertLayer) -> None:
    """Replace the linear layers of one BERT layer, the one before the activation together with it."""
    inner = layer.intermediate
    if isinstance(inner.intermediate_act_fn, GELUActivation):
        inner.dense = PackedLinear(inner.dense, "gelu")  # type: ignore[assignment]
        inner.intermediate_act_fn = nn.Identity()
    for module in list(layer.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Linear):
                setattr(module, name, PackedLinear(child))


def _cosine(one: "SentenceTransformer", other: "SentenceTransformer") -> float:
    """The least cosine similarity of the two models' vectors of a few texts."""
    first, second = (
        model.encode(list(_TRIAL), convert_to_tensor=True, show_progress_bar=False).float() for model in (one, other)
    )
    return float(nn.functional.cosine_similarity(first, second).min())
