"""`signpost bot` as its users run it: the real program, against a Slack on loopback, on the demonstration corpus."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fakes.slack.server import APP_TOKEN, BOT_TOKEN, CHANNEL, MEMBER, Post, SlackServer
from ingest.ingestion import ingest
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.ledger import Ledger

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
START_SECONDS = 90.0


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an edition of the demonstration corpus."""
    folder = tmp_path_factory.mktemp("data")
    ingest(CORPUS, folder, SentenceTransformerEmbedder(), lambda stage, done, total: None)
    return folder


@asynccontextmanager
async def running_bot(slack: SlackServer, data: Path) -> AsyncIterator[None]:
    """The bot in a process of its own, connected to `slack`; it must end at the first Ctrl-C."""
    settings = {
        "SIGNPOST_DATA": str(data),
        "SIGNPOST_CORPUS": str(CORPUS),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": slack.url,
    }
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "signpost", "bot", env=kept | settings)
    try:
        await slack.until(lambda: slack.sockets.connections > 0, START_SECONDS)
        yield
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_mention_and_a_message_get_cited_answers_in_their_threads(data: Path) -> None:
    async with SlackServer() as slack, running_bot(slack, data):
        mentioned = slack.mention(MEMBER, CHANNEL, "How soon must a paediatrician see a baby with a bruise?")
        cited = await slack.reply_to(CHANNEL, mentioned, seconds=60)
        told = slack.dm(MEMBER, "a child told me today her dad hurts her. what do i do")
        card = await slack.reply_to(slack.dm_channel(MEMBER), told, seconds=30)
        await slack.settled()
        assert len(slack.posts) == 2
        assert slack.refused == []
    assert "within four hours" in cited.text
    assert "p. 2" in cited.text
    assert "999" in card.text
    assert_recorded(data, [cited, card])


def assert_recorded(data: Path, posts: list[Post]) -> None:
    """Every reply is in the ledger under the id that it names."""
    with Ledger.open(f"sqlite:///{data / 'ledger.db'}") as ledger:
        recorded = {summary.id for summary in ledger.answers()}
    assert len(posts) == len(recorded)
    assert all(any(answer_id in post.text for answer_id in recorded) for post in posts)
