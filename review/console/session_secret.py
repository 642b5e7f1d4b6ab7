"""The secret that signs the console's cookies, made once and kept in the data folder."""

import secrets
from pathlib import Path

from knowledge.errors import StorageError

_SECRET_BYTES = 32


def session_secret(data: Path) -> str:
    """The secret of a data folder, as hex digits; made on first use, readable by its owner only."""
    path = data / "review.secret"
    try:
        if not path.exists():
            _make_secret(path)
        secret = path.read_bytes()
    except OSError as error:
        raise StorageError(f"The console's secret {path} cannot be kept: {error.strerror}.") from error
    if len(secret) != _SECRET_BYTES:
        raise StorageError(f"The console's secret {path} is damaged: delete it, and reviewers sign in again.")
    return secret.hex()


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(secrets.token_bytes(_SECRET_BYTES))
