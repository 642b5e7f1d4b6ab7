"""Weights that come with Signpost: they are used only as they were published."""

import hashlib
from pathlib import Path

from knowledge.errors import SignpostError


def published_weights(path: Path, sha256: str, error: type[SignpostError]) -> bytes:
    """The content of a file of weights; raises `error` where it cannot be read or is another than the published one."""
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise error(f"{path} cannot be read ({reason.strerror}): install Signpost again.") from reason
    digest = hashlib.sha256(content).hexdigest()
    if digest != sha256:
        raise error(
            f"{path} is not the published one (SHA-256 {digest[:12]}…): install Signpost again, "
            "and do not use this installation until it matches."
        )
    return content
