"""One browser for all tests of this folder, and two consoles: one after months of use, one on its first day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browsing.chromium import MISSING, chromium, chromium_path
from browsing.visiting import Served, Visits, served
from builders.accounts import quick_passwords
from builders.audited import Audited, audited, unused
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.ledger.ledger import Ledger


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
    return audited(demonstration_data, tmp_path_factory.mktemp("audited") / "used", tuned_embedder)


@pytest.fixture(scope="package")
def used(stage: Audited) -> Iterator[Served]:
    """The console after months of use."""
    with served(stage) as console:
        yield console


@pytest.fixture(scope="package")
def first_day(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The console before anything was put in or asked."""
    with served(unused(tmp_path_factory.mktemp("unused") / "data")) as console:
        yield console


@pytest.fixture(scope="package")
def visits(browser: Browser, used: Served, first_day: Served) -> Iterator[Visits]:
    """The consoles as everybody sees them."""
    visits = Visits(browser, used, first_day)
    yield visits
    visits.close()


@pytest.fixture(scope="package")
def inspections(browser: Browser, used: Served, first_day: Served) -> Iterator[Visits]:
    """The consoles with the checks' own styles let in."""
    visits = Visits(browser, used, first_day, bypasses_policy=True)
    yield visits
    visits.close()


@pytest.fixture(scope="package")
def unscripted(browser: Browser, used: Served, first_day: Served) -> Iterator[Visits]:
    """The consoles in a browser that runs no scripts."""
    visits = Visits(browser, used, first_day, has_scripts=False)
    yield visits
    visits.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty one, for a console of a test's own."""
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", passwords=quick_passwords()) as ledger:
        yield ledger
