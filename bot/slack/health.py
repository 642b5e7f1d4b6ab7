"""Whether the running bot is well, for a monitor to ask."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from aiohttp import web

_MOST_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is: `socket_connected` is None where Slack calls the bot; no edition is an empty text."""

    socket_connected: bool | None
    seconds_since_ping: float | None
    in_flight: int
    edition: str
    ledger: bool

    @property
    def status(self) -> str:
        """ "ok", or what keeps people from being answered."""
        faults = {
            "Slack's socket is closed": self.socket_connected is False,
            "there is no edition": not self.edition,
            "the ledger does not open": not self.ledger,
        }
        return ", ".join(fault for fault, is_so in faults.items() if is_so) or "ok"


Look = Callable[[], Awaitable[Health]]


def add_health(application: web.Application, look: Look, most_seconds: float = _MOST_SECONDS) -> None:
    """Let an application answer GET /health with JSON: 200 where all is well, 503 where it is not.

    A `look` that takes longer than `most_seconds` is a fault.
    """

    async def show(request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(most_seconds):
                health = await look()
        except TimeoutError:
            return _response({"status": f"no answer within {most_seconds:g} seconds"})
        return _response({"status": health.status, **asdict(health)})

    application.router.add_get("/health", show)


def _response(facts: dict[str, object]) -> web.Response:
    status = 200 if facts["status"] == "ok" else 503
    return web.json_response(facts, status=status, headers={"Cache-Control": "no-store"})
