"""Serves what the bot offers over HTTP while it runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from knowledge.errors import SettingsError


@asynccontextmanager
async def serving(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve an application inside the block, and yield the port: a free one where `port` is 0.

    Raises SettingsError where it cannot listen there.
    """
    # No access log: it is for Signpost to say what happened.
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise SettingsError(
            f"The bot cannot listen on {host}, port {port} ({error.strerror}): stop what does, or change "
            "SIGNPOST_BOT_HOST and SIGNPOST_BOT_PORT."
        ) from error
