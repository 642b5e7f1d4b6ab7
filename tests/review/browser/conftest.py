"""One browser, and one console with a month of use in it, for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browsing.chromium import MISSING, chromium, chromium_path
from browsing.visiting import Visits
from builders.audited import Audited, audited
from builders.console_process import console_process
from knowledge.embedding import SentenceTransformerEmbedder


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if chromium_path() is None:
        pytest.skip(MISSING)
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def stage(
    browser: Browser,
    demonstration_data: Path,
    tuned_embedder: SentenceTransformerEmbedder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Audited:
    """Not to be changed by a test: copy it."""
    return audited(demonstration_data, tmp_path_factory.mktemp("audited") / "data", tuned_embedder)


@pytest.fixture(scope="package")
def address(stage: Audited) -> Iterator[str]:
    with console_process(stage.data, stage.corpus) as address:
        yield address


@pytest.fixture(scope="package")
def visits(browser: Browser, address: str, stage: Audited) -> Iterator[Visits]:
    """The console as everybody sees it."""
    visits = Visits(browser, address, stage)
    yield visits
    visits.close()


@pytest.fixture(scope="package")
def inspections(browser: Browser, address: str, stage: Audited) -> Iterator[Visits]:
    """The console with the checks' own scripts and styles let in."""
    visits = Visits(browser, address, stage, bypasses_policy=True)
    yield visits
    visits.close()


@pytest.fixture(scope="package")
def unscripted(browser: Browser, address: str, stage: Audited) -> Iterator[Visits]:
    """The console in a browser that runs no scripts."""
    visits = Visits(browser, address, stage, has_scripts=False)
    yield visits
    visits.close()
