"""The health endpoint, over real HTTP: what it says, and with which status."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.slack.health import Health, Look, add_health
from bot.slack.serving import serving
from knowledge.errors import SettingsError

WELL = Health(socket_connected=True, seconds_since_ping=2.5, in_flight=3, edition="20260401T1015", ledger=True)


async def asked(look: Look, most_seconds: float = 5.0) -> tuple[int, Any]:
    """The status, and what the reply says."""
    application = web.Application()
    add_health(application, look, most_seconds)
    async with (
        serving(application, "127.0.0.1", 0) as port,
        ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/health") as response,
    ):
        assert response.headers["Cache-Control"] == "no-store"
        return response.status, await response.json()


def seen(health: Health) -> Look:
    async def look() -> Health:
        return health

    return look


async def test_a_bot_that_is_well_says_all_that_is_known() -> None:
    assert await asked(seen(WELL)) == (
        200,
        {
            "status": "ok",
            "socket_connected": True,
            "seconds_since_ping": 2.5,
            "in_flight": 3,
            "edition": "20260401T1015",
            "ledger": True,
        },
    )


async def test_a_bot_that_slack_calls_needs_no_socket() -> None:
    status, said = await asked(seen(replace(WELL, socket_connected=None, seconds_since_ping=None)))
    assert (status, said["status"]) == (200, "ok")


@pytest.mark.parametrize(
    ("health", "fault"),
    [
        (replace(WELL, socket_connected=False), "Slack's socket is closed"),
        (replace(WELL, edition=""), "there is no edition"),
        (replace(WELL, ledger=False), "the ledger does not open"),
        (replace(WELL, edition="", ledger=False), "there is no edition, the ledger does not open"),
    ],
)
async def test_what_keeps_people_from_being_answered_is_named(health: Health, fault: str) -> None:
    status, said = await asked(seen(health))
    assert (status, said["status"]) == (503, fault)


async def test_a_look_that_does_not_end_is_a_fault() -> None:
    async def hang() -> Health:
        await asyncio.Event().wait()
        return WELL

    assert await asked(hang, 0.05) == (503, {"status": "no answer within 0.05 seconds"})


async def test_a_port_that_is_taken_is_one_sentence() -> None:
    async with serving(web.Application(), "127.0.0.1", 0) as port:
        with pytest.raises(SettingsError, match=f"port {port}.*SIGNPOST_BOT_PORT"):
            async with serving(web.Application(), "127.0.0.1", port):
                pass
