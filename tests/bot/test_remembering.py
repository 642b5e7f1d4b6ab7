"""The texts of one question are embedded once."""

from collections.abc import Sequence

import numpy as np

from bot.remembering import RememberingEmbedder
from knowledge.embedding import Encoded, Span, Vectors


class Counting:
    """Vectors that tell how long a text is, and which texts were asked for."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(len(texts), 2)

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        wholes = self.encode(texts)
        return Encoded(wholes, [np.zeros((len(each), 2), dtype=np.float32) for each in spans], list(wholes[:, None]))


def test_a_text_is_embedded_once() -> None:
    behind = Counting()
    embedder = RememberingEmbedder(behind)
    embedder.encode(["bruise", "LADO"])
    np.testing.assert_array_equal(
        [[4, 1], [9, 1], [6, 1], [4, 1]], embedder.encode(["LADO", "neglected", "bruise", "LADO"])
    )
    assert ["bruise", "LADO", "neglected"] == behind.asked


def test_its_words_are_remembered_with_it() -> None:
    behind = Counting()
    embedder = RememberingEmbedder(behind)
    embedder.encode(["bruise"])
    read = embedder.encode_spans(["bruise", "LADO"], [(), ()])
    np.testing.assert_array_equal([[6, 1], [4, 1]], read.wholes)
    np.testing.assert_array_equal([[[6, 1]], [[4, 1]]], read.tokens)
    assert ["bruise", "LADO"] == behind.asked


def test_no_texts_have_no_vectors() -> None:
    assert (0, 2) == RememberingEmbedder(Counting()).encode([]).shape


def test_it_goes_by_the_name_of_the_embedder_behind_it() -> None:
    assert "counting" == RememberingEmbedder(Counting()).name
