"""Socket Mode of the double: sockets, envelopes, acknowledgements, and delivery again when one is late."""

import asyncio
import itertools
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from fakes.slack.limits import Json
from fakes.slack.workspace import APP


@dataclass(slots=True)
class Delivery:
    """An event on its way: how often it was sent, and how long each acknowledgement took."""

    payload: Json
    attempts: int = 0
    ack_seconds: list[float] = field(default_factory=list)
    is_over: bool = False


class SocketMode:
    """Hands each event to one of the connected sockets; waits for a socket where there is none.

    `stale_tickets` is how many of the next addresses will not work, as they do not after a while.
    """

    def __init__(self, ack_seconds: float, redelivery_seconds: Sequence[float]) -> None:
        self.deliveries: list[Delivery] = []
        self.connections = 0
        self.stale_tickets = 0
        self.refused_tickets = 0
        self._ack_seconds = ack_seconds
        self._redelivery_seconds = redelivery_seconds
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._connected = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = itertools.count()

    def new_ticket(self) -> str:
        """The part of a socket's address that works once."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """One socket, from hello to its close."""
        ticket = request.query.get("ticket", "")
        if not self._takes(ticket):
            self.refused_tickets += 1
            return web.Response(status=404)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self._sockets.append(socket)
        self._connected.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(message.json().get("envelope_id", ""))
        finally:
            self._drop(socket)
        return socket

    def deliver(self, payload: Json) -> Delivery:
        """Send an event, and again where it is not acknowledged in time."""
        delivery = Delivery(payload)
        self.deliveries.append(delivery)
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def refresh(self) -> None:
        """Ask every client to connect anew, as Slack does every few hours."""
        for socket in list(self._sockets):
            self._drop(socket)
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def cut(self) -> None:
        """Close every socket without a word."""
        for socket in list(self._sockets):
            self._drop(socket)
            await socket.close()

    async def close(self) -> None:
        """Stop delivering and close every socket."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.cut()

    def _takes(self, ticket: str) -> bool:
        is_known = ticket in self._tickets
        self._tickets.discard(ticket)
        if is_known and self.stale_tickets:
            self.stale_tickets -= 1
            return False
        return is_known

    def _drop(self, socket: web.WebSocketResponse) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
        if not self._sockets:
            self._connected.clear()

    async def _deliver(self, delivery: Delivery) -> None:
        for pause in (0.0, *self._redelivery_seconds):
            await asyncio.sleep(pause)
            if await self._attempt(delivery):
                break
        delivery.is_over = True

    async def _attempt(self, delivery: Delivery) -> bool:
        await self._connected.wait()
        socket = self._sockets[next(self._turn) % len(self._sockets)]
        envelope = secrets.token_hex(16)
        acknowledged = self._waiting[envelope] = asyncio.get_running_loop().create_future()
        started = time.monotonic()
        acknowledged.add_done_callback(lambda _: delivery.ack_seconds.append(time.monotonic() - started))
        delivery.attempts += 1
        await socket.send_json(
            {
                "type": "events_api",
                "envelope_id": envelope,
                "accepts_response_payload": False,
                "retry_attempt": delivery.attempts - 1,
                "retry_reason": "timeout" if delivery.attempts > 1 else "",
                "payload": delivery.payload,
            }
        )
        done, _ = await asyncio.wait([acknowledged], timeout=self._ack_seconds)
        return bool(done)

    def _acknowledge(self, envelope: str) -> None:
        waiting = self._waiting.pop(envelope, None)
        if waiting and not waiting.done():
            waiting.set_result(None)
