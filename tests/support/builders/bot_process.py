"""`signpost bot` as its users run it: the real program in a process of its own, against a Slack on loopback."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType

from fakes.slack.server import APP_TOKEN, BOT_TOKEN, SlackServer
from ingest.ingestion import ingest
from knowledge.embedding import SentenceTransformerEmbedder

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
START_SECONDS = 90.0
STOP_SECONDS = 40.0
Settings = Mapping[str, str]
_NONE: Settings = MappingProxyType({})


def ingested(folder: Path, corpus: Path = CORPUS) -> Path:
    """The data folder, with an edition of a corpus in it."""
    ingest(corpus, folder, SentenceTransformerEmbedder(), lambda stage, done, total: None)
    return folder


class BotProcess:
    """One running bot."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    async def kill(self) -> None:
        """End it as a power cut would."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    def kill_at_once(self) -> None:
        """As `kill`, and return before it is gone."""
        self._process.kill()

    def terminate(self) -> None:
        """Ask it to end, as a deployment does."""
        self._process.send_signal(signal.SIGTERM)

    def interrupt(self) -> None:
        """Ask it to end, as Ctrl-C does."""
        self._process.send_signal(signal.SIGINT)

    async def ended(self) -> int:
        """Its exit status, once it has ended by itself."""
        return await asyncio.wait_for(self._process.wait(), STOP_SECONDS)


async def start_bot(slack: SlackServer, data: Path, settings: Settings = _NONE, corpus: Path = CORPUS) -> BotProcess:
    """A bot that is connected to `slack`; `settings` are further ones, by their names in the environment."""
    before = slack.sockets.connections
    environment = {
        "SIGNPOST_DATA": str(data),
        "SIGNPOST_CORPUS": str(corpus),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": slack.url,
    }
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "signpost", "bot", env=kept | environment | dict(settings)
    )
    bot = BotProcess(process)
    try:
        await slack.until(lambda: slack.sockets.connections > before, START_SECONDS)
    except BaseException:
        await bot.kill()
        raise
    return bot


@asynccontextmanager
async def running_bots(
    slack: SlackServer, data: Path, settings: Settings = _NONE, *, count: int = 1, corpus: Path = CORPUS
) -> AsyncIterator[list[BotProcess]]:
    """So many bots that share a data folder; those that still run at the end of the block are killed."""
    bots = [await start_bot(slack, data, settings, corpus) for _ in range(count)]
    try:
        yield bots
    finally:
        for bot in bots:
            await bot.kill()
