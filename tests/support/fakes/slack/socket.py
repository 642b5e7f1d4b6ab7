"""Socket Mode of the double: sockets, envelopes and acknowledgements."""

import asyncio
import itertools
import secrets
import time
from contextlib import suppress

from aiohttp import WSMessage, WSMsgType, web

from fakes.slack.delivery import Delivery
from fakes.slack.limits import Json
from fakes.slack.workspace import APP

Acknowledgement = asyncio.Future[Json]


class SocketMode:
    """Hands each event to one of the connected sockets; waits for a socket where there is none.

    `stale_tickets` is how many of the next addresses will not work, as they do not after a while.
    """

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.connections = 0
        self.stale_tickets = 0
        self.refused_tickets = 0
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._silent: set[web.WebSocketResponse] = set()
        self._speaking = asyncio.Event()
        self._connected = asyncio.Event()
        self._waiting: dict[str, Acknowledgement] = {}
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
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self._sockets.append(socket)
        self.connections += 1
        self._connected.set()
        try:
            await self._hear(socket)
        finally:
            self._drop(socket)
        return socket

    async def carry(self, delivery: Delivery, seconds: float) -> None:
        """Send an envelope to the next socket in turn, and wait for its acknowledgement."""
        envelope = secrets.token_hex(16)
        acknowledged: Acknowledgement = asyncio.get_running_loop().create_future()
        self._waiting[envelope] = acknowledged
        await self._send(delivery, envelope)
        started = time.monotonic()
        acknowledged.add_done_callback(lambda _: delivery.ack_seconds.append(time.monotonic() - started))
        done, _ = await asyncio.wait([acknowledged], timeout=seconds)
        delivery.reason = "timeout"
        if done:
            delivery.response = acknowledged.result()

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

    def silence(self) -> None:
        """The sockets that are open now stay open, but nothing is sent there and nothing read."""
        self._silent.update(self._sockets)
        self._speaking.clear()

    def unsilence(self) -> None:
        """Those sockets are as before."""
        self._silent.clear()
        self._speaking.set()

    async def close(self) -> None:
        """Close every socket."""
        self.unsilence()
        await self.cut()

    async def _hear(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            while socket in self._silent:
                await self._speaking.wait()
            await self._take(socket, message)

    async def _take(self, socket: web.WebSocketResponse, message: WSMessage) -> None:
        if message.type is WSMsgType.PING:
            # Who asked may be gone by now.
            with suppress(ConnectionError):
                await socket.pong(message.data)
        elif message.type is WSMsgType.TEXT:
            said = message.json()
            self._acknowledge(said.get("envelope_id", ""), said.get("payload") or {})

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

    async def _send(self, delivery: Delivery, envelope: str) -> None:
        """To one socket; where that turns out to be dead, to the next."""
        sent = {
            "type": delivery.kind,
            "envelope_id": envelope,
            "accepts_response_payload": delivery.kind != "events_api",
            "payload": delivery.payload,
        }
        if delivery.kind == "events_api":
            sent |= {"retry_attempt": delivery.attempts, "retry_reason": delivery.reason}
        while True:
            await self._connected.wait()
            socket = self._sockets[next(self._turn) % len(self._sockets)]
            try:
                if socket not in self._silent:
                    await socket.send_json(sent)
            except ConnectionError:
                self._drop(socket)
                continue
            delivery.attempts += 1
            return

    def _acknowledge(self, envelope: str, payload: Json) -> None:
        waiting = self._waiting.pop(envelope, None)
        if waiting and not waiting.done():
            waiting.set_result(payload)
