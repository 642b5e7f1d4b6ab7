"""The layers of a BERT embedding model, packed for the processor, in bfloat16 where it multiplies that in hardware."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding, layer_norm, scaled_dot_product_attention
from transformers.activations import GELUActivation
from transformers.models.bert.modeling_bert import BertLayer, BertModel

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Token numbers and mask, each of shape (texts, tokens), to token vectors (texts, tokens, dimensions) in float32.
# Threads may share one.
Layers = Callable[[Tensor, Tensor], Tensor]
# Vectors of both precisions are compared: an edition may be built on one machine and asked on another.
LEAST_COSINE = 0.999
_TRIAL = (
    "How quickly must a strategy discussion be held?",
    "A child who is looked after has a personal education plan, which is reviewed each term by the designated teacher.",
    "Bruising",
    "1.4\tMissing 3 days: record, ring (02) 1234, then tell the lead – Annex C, Level 3",
)


class PackedLinear:
    """Linear layers side by side, their weights in the order that the processor's matrix unit reads them in.

    Bias and activation are part of the same pass over the numbers: a third faster than torch's own layers.
    """

    def __init__(self, layers: Sequence[nn.Linear], precision: torch.dtype, activation: str = "none") -> None:
        weight, bias = (torch.cat([each.get_parameter(part) for each in layers]) for part in ("weight", "bias"))
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight.detach().to(precision), None)
        self._bias = bias.detach().to(precision)
        self._product = torch.ops.mkldnn._linear_pointwise.default
        self._activation, self._form = activation, "none" if activation == "gelu" else ""

    def __call__(self, numbers: Tensor) -> Tensor:
        """Shape (..., in) to (..., out)."""
        numbers = numbers.to(self._bias.dtype)
        return cast(Tensor, self._product(numbers, self._weight, self._bias, self._activation, [], self._form))


class _Normed:
    """A layer that brings every vector to the same mean and spread."""

    def __init__(self, layer: nn.LayerNorm) -> None:
        self._weight, self._bias = layer.weight.detach(), layer.bias.detach()
        self._shape, self._least = tuple(layer.normalized_shape), layer.eps

    def __call__(self, numbers: Tensor) -> Tensor:
        return layer_norm(numbers, self._shape, self._weight, self._bias, self._least)


class _PackedLayer:
    """One layer: each token looks at the others, and then by itself."""

    def __init__(self, layer: BertLayer, precision: torch.dtype) -> None:
        attention = layer.attention.self
        self._heads = attention.num_attention_heads
        self._asked = PackedLinear([attention.query, attention.key, attention.value], precision)
        self._seen = PackedLinear([layer.attention.output.dense], precision)
        self._seen_normed = _Normed(layer.attention.output.LayerNorm)
        self._wide = PackedLinear([layer.intermediate.dense], precision, "gelu")
        self._narrow = PackedLinear([layer.output.dense], precision)
        self._normed = _Normed(layer.output.LayerNorm)

    def __call__(self, numbers: Tensor, mask: Tensor) -> Tensor:
        texts, tokens, dimensions = numbers.shape
        asked = self._asked(numbers).view(texts, tokens, 3, self._heads, -1)
        query, key, value = asked.permute(2, 0, 3, 1, 4)
        seen = scaled_dot_product_attention(query, key, value, attn_mask=mask)
        numbers = self._seen_normed(self._seen(seen.transpose(1, 2).reshape(texts, tokens, dimensions)) + numbers)
        return self._normed(self._narrow(self._wide(numbers)) + numbers)


class PackedBert:
    """BERT's layers: the same sums as the library's, with less done around each.

    A question is short: a third of its time went into what the library does between the sums, half in float32. Only
    the large products are taken in `precision`: what passes from layer to layer stays in float32, which costs nothing
    and leaves a third of the error (1 - cosine with float32: 1.4e-5 for questions, 4.5e-5 without).
    """

    def __init__(self, model: BertModel, precision: torch.dtype) -> None:
        held = model.embeddings
        self._words = held.word_embeddings.weight.detach().to(precision)
        places = held.position_embeddings.weight + held.token_type_embeddings.weight[0]
        self._places = places.detach()
        self._precision = precision
        self._normed = _Normed(held.LayerNorm)
        self._layers = [_PackedLayer(cast(BertLayer, layer), precision) for layer in model.encoder.layer]

    def __call__(self, numbers: Tensor, mask: Tensor) -> Tensor:
        """See `Layers`."""
        vectors = self._normed(embedding(numbers, self._words) + self._places[: numbers.shape[1]])
        hidden = torch.zeros(mask.shape, dtype=self._precision).masked_fill_(mask == 0, -torch.inf)[:, None, None, :]
        for layer in self._layers:
            vectors = layer(vectors, hidden)
        return vectors


def layers_of(model: "SentenceTransformer", allow_bfloat16: bool = True) -> Layers:
    """The fastest layers that give the model's vectors: packed ones, or where there are none, its own."""
    precisions = [torch.bfloat16] if allow_bfloat16 and _has_bfloat16() else []
    tried = (_packed(model, precision) for precision in (*precisions, torch.float32))
    return next(filter(None, tried), None) or _own_layers(model)


def pooled(head: Sequence[nn.Module], tokens: Tensor, mask: Tensor) -> Tensor:
    """Each text's vector, of length 1, by the modules that follow the layers; shape (texts, dimensions)."""
    features = {"token_embeddings": tokens, "attention_mask": mask}
    for module in head:
        features = module(features)
    return nn.functional.normalize(features["sentence_embedding"], dim=1)


def _own_layers(model: "SentenceTransformer") -> Layers:
    first, lock = model[0], Lock()

    def layers(numbers: Tensor, mask: Tensor) -> Tensor:
        with lock:  # nobody promises that a library's layers may be shared between threads
            tokens: Tensor = first({"input_ids": numbers, "attention_mask": mask})["token_embeddings"]
        return tokens.float()

    return layers


def _packed(model: "SentenceTransformer", precision: torch.dtype) -> PackedBert | None:
    """The layers packed; None where they cannot be, or where their vectors would be others than the model's."""
    if not _can_be_packed(model):
        return None
    with torch.inference_mode():
        try:
            packed = PackedBert(cast(BertModel, model[0].auto_model), precision)
            return packed if _cosine(model, _own_layers(model), packed) >= LEAST_COSINE else None
        except RuntimeError:  # this processor has no such product
            return None


def _can_be_packed(model: "SentenceTransformer") -> bool:
    bert = getattr(model[0], "auto_model", None)
    if not (torch.backends.mkldnn.is_available() and isinstance(bert, BertModel)):  # type: ignore[no-untyped-call]
        return False
    layers = [cast(BertLayer, layer) for layer in bert.encoder.layer]
    return not bert.config.is_decoder and all(
        isinstance(layer.intermediate.intermediate_act_fn, GELUActivation) for layer in layers
    )


def _has_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 in hardware: elsewhere it is slower than float32."""
    able = torch.cpu.get_capabilities() if torch.backends.mkldnn.is_available() else {}  # type: ignore[no-untyped-call]
    return bool(able.get("amx_bf16") or able.get("avx512_bf16"))


def _cosine(model: "SentenceTransformer", one: Layers, other: Layers) -> float:
    """The least cosine similarity of the vectors that two kinds of layers give a few texts."""
    read = model.tokenizer(list(_TRIAL), padding=True, return_tensors="pt")
    mask, head = read["attention_mask"], list(model)[1:]
    first, second = (pooled(head, layers(read["input_ids"], mask), mask) for layers in (one, other))
    return float((first * second).sum(dim=1).min())
