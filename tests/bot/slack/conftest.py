"""A loopback Slack, a ledger, and a desk to answer at."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from builders.slack_bot import SUBSCRIPTIONS, Desk, ledger_in
from fakes.slack.server import SlackServer
from knowledge.ledger.ledger import Ledger


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with ledger_in(tmp_path) as opened:
        yield opened


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    return Desk(ledger)


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer(subscriptions=SUBSCRIPTIONS) as server:
        yield server


@pytest.fixture
async def content_slack(slack: SlackServer) -> AsyncIterator[SlackServer]:
    """A loopback Slack that has refused nothing by the end of the test, and waits for no acknowledgement."""
    yield slack
    assert slack.refused == []
    assert slack.unacknowledged == []
