"""A reader is any cross-encoder with one output, and never a download."""

from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import CrossEncoder

from knowledge.cross_encoder import CrossEncoderReader
from knowledge.embedding import check_embedded_model
from knowledge.errors import SettingsError


def untrained(folder: Path, outputs: int) -> str:
    """A cross-encoder of the embedded model's layers, with a head that has learnt nothing."""
    CrossEncoder(str(check_embedded_model()), num_labels=outputs, device="cpu", local_files_only=True).save(str(folder))
    return str(folder)


def test_scores_lie_between_0_and_1_in_the_order_of_the_passages(tmp_path: Path) -> None:
    reader = CrossEncoderReader(untrained(tmp_path, 1))
    passages = ["A bruise is referred the same day.", "Training is held each term.", ""]
    scores = reader.scores("When is a bruise referred?", passages)
    assert ((3,), np.dtype(np.float32)) == (scores.shape, scores.dtype)
    assert all(0 < score < 1 for score in scores)
    backwards = reader.scores("When is a bruise referred?", passages[::-1])
    np.testing.assert_allclose(scores, backwards[::-1], atol=1e-5)
    assert (0,) == reader.scores("When?", []).shape


def test_a_cross_encoder_of_two_outputs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="has 2 outputs: one is needed"):
        CrossEncoderReader(untrained(tmp_path, 2)).scores("When?", ["Now."])


def test_what_is_not_there_is_named_with_its_setting() -> None:
    with pytest.raises(SettingsError, match=r"could not be loaded .* SIGNPOST_READER"):
        CrossEncoderReader("nobody/no-such-reader").scores("When?", ["Now."])
