"""What the tests of the bot share."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from builders.corpora import edition_of
from knowledge.editions import Edition


@pytest.fixture
def edition_with(tmp_path: Path) -> Iterator[Callable[..., Edition]]:
    """Makes the opened edition of a small corpus (files by path, manifest.toml); closed after the test."""
    with ExitStack() as opened:

        def make(files: Mapping[str, str], manifest: str = "") -> Edition:
            edition = edition_of(tmp_path, files, manifest)
            opened.callback(edition.close)
            return edition

        yield make
