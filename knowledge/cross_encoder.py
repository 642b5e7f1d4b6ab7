"""A reader: it reads question and passage together, and says how well the one answers the other."""

import os
from collections.abc import Sequence
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import SettingsError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Scores = NDArray[np.float32]


class Reader(Protocol):
    """Anything that scores passages for a question."""

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Shape (len(passages),), float32, each from 0 to 1."""
        ...


class CrossEncoderReader:
    """Any sentence-transformers cross-encoder with one output, by name or folder, loaded when it is first needed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = RLock()

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Shape (len(passages),), float32, each from 0 to 1; raises SettingsError when it cannot be loaded."""
        if not passages:
            return np.empty(0, np.float32)
        # Neither tokenizer nor layers are shared between threads at one time.
        with self._lock:
            pairs = [(question, passage) for passage in passages]
            found = self._model.predict(pairs, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    @cached_property
    def _model(self) -> "CrossEncoder":
        # Nothing is fetched at run time: a name that is not on this machine is an error, not a download.
        os.environ["HF_HUB_OFFLINE"] = "1"
        # Imported here: torch takes seconds, and most commands need none of it.
        from sentence_transformers import CrossEncoder
        from torch.nn import Sigmoid

        try:
            model: CrossEncoder = CrossEncoder(self.name, device="cpu", local_files_only=True, activation_fn=Sigmoid())
        except Exception as error:  # the library raises anything from OSError to its own errors
            raise SettingsError(
                f"The reader {self.name!r} could not be loaded ({type(error).__name__}): set SIGNPOST_READER to a "
                "folder that holds a sentence-transformers cross-encoder, or to nothing."
            ) from error
        if model.num_labels != 1:
            raise SettingsError(
                f"The reader {self.name!r} has {model.num_labels} outputs: one is needed, how well a passage answers."
            )
        return model
