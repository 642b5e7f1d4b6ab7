"""A message as the guard looks at it: its pieces, and the vectors of these, made once for all that look."""

import logging
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.signs import Signs, pieces, signs
from bot.weighing import DIMENSIONS, Embed

_log = logging.getLogger("signpost.guard")


@dataclass(frozen=True)
class Message:
    """What somebody wrote. `embed` must be of the embedding model that the guard was trained with, or None."""

    text: str
    embed: Embed | None = None

    @cached_property
    def pieces(self) -> list[str]:
        """The whole message, and where it is long, parts of it."""
        return pieces(self.text)

    @cached_property
    def signs(self) -> list[Signs]:
        """What each piece is weighed by, without the embedding model."""
        return [signs(piece) for piece in self.pieces]

    @cached_property
    def vectors(self) -> NDArray[np.float32] | None:
        """A row for each piece; None where there are none to be had: the guard must work all the same."""
        if self.embed is None:
            return None
        try:
            vectors = self.embed(self.pieces)
        except Exception as error:  # whatever is wrong with it, the message is still looked at
            _log.error("The guard works without the embedding model: %s", type(error).__name__)
            return None
        return vectors if vectors.shape == (len(self.pieces), DIMENSIONS) else None


def as_message(message: Message | str, embed: Embed | None) -> Message:
    """A text may be given in place of a message; one that is a message already keeps its vectors."""
    return message if isinstance(message, Message) else Message(message, embed)
