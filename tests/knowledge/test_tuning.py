"""The tuned embedding model: it knows the words of practice, keeps what it knew, and is never a file of others."""

from pathlib import Path

import numpy as np
import pytest

from knowledge import tuning
from knowledge.embedding import SentenceTransformerEmbedder, Vectors
from knowledge.errors import EmbeddingModelError
from knowledge.settings import EMBEDDED_MODEL

# Written for this test: neither stands among the practice passages.
ASKED = "can my foster lad stop over at his mates house without me ringing anyone"
ANSWERS = (
    "Delegated authority: the placement plan records that the carer decides about overnight stays with friends, so "
    "that the child is treated like others of the same age and no checks are made."
)
BESIDE = (
    "Ringing the house: where a lad has stopped over without permission, the police are told of the missing episode "
    "and anyone at the address is asked when he left."
)


def vectors(name: str) -> Vectors:
    return SentenceTransformerEmbedder(name, allow_bfloat16=False).encode([ASKED, ANSWERS, BESIDE])


def test_lay_words_come_nearer_to_the_passage_that_answers_them() -> None:
    (asked, answers, beside), (asked_before, answers_before, beside_before) = (
        vectors("signpost-minilm-1"),
        vectors(EMBEDDED_MODEL),
    )
    assert asked @ answers - asked @ beside > asked_before @ answers_before - asked_before @ beside_before + 0.03


def test_what_is_nothing_to_do_with_practice_stays_where_it_was() -> None:
    texts = ["The recipe needs two eggs.", "Mount Etna erupted in 1669.", "A prime number has two divisors."]
    before, after = (SentenceTransformerEmbedder(name).encode(texts) for name in (EMBEDDED_MODEL, "signpost-minilm-1"))
    np.testing.assert_allclose(before @ before.T, after @ after.T, atol=0.2)


@pytest.mark.parametrize(
    ("content", "said"), [(b"damaged", "is not the published one"), (None, "cannot be read .No such file")]
)
def test_other_changes_are_refused(
    content: bytes | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "tuning.safetensors").write_bytes(content)
    monkeypatch.setattr(tuning, "TUNING", tmp_path / "tuning.safetensors")
    with pytest.raises(EmbeddingModelError, match=said):
        tuning.check_tuning()
