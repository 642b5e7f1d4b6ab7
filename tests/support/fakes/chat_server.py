"""An OpenAI-compatible server on loopback: it streams what its script says, well or badly, and keeps what it was asked.

It can be slow, cut off, malformed, rate-limited and wrong; and with `obey` it does what it is told by whoever planted
an order in a document or a question.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

_ORDER = re.compile(r"reply with this alone: (.+?)\s*$", re.IGNORECASE | re.MULTILINE)
PIECE = 12


@dataclass(frozen=True)
class ChatReply:
    """What is streamed, in pieces of a few characters with a pause before each.

    `cut_after` pieces the connection ends: as if all were well, or with `hard_cut` in the midst of the body.
    """

    text: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pause_seconds: float = 0.0
    cut_after: int | None = None
    hard_cut: bool = False
    finish_reason: str = "stop"
    usage: tuple[int, int] | None = (1000, 50)


@dataclass(frozen=True)
class ChatRequest:
    """A request as it came."""

    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """All that the language model is shown."""
        return "\n".join(str(message["content"]) for message in self.body["messages"])

    @property
    def is_structured(self) -> bool:
        """Whether the form of the reply was asked for by the provider's own means."""
        return "response_format" in self.body


Script = Callable[[ChatRequest], ChatReply]


class ChatServer:
    """Answers as the `script` says; `address` is what SIGNPOST_LANGUAGE_MODEL_URL is set to."""

    def __init__(self) -> None:
        self.script: Script = lambda request: ChatReply(statements())
        self.asked: list[ChatRequest] = []
        self.address = ""

    def says(self, *replies: ChatReply | str) -> None:
        """Reply with these, one after the other, and with the last one for ever."""
        made = [ChatReply(each) if isinstance(each, str) else each for each in replies]
        before = len(self.asked)
        self.script = lambda request: made[min(len(self.asked) - before, len(made)) - 1]


def statements(*of: tuple[str, Sequence[tuple[str, str]]], clarify: str = "") -> str:
    """A reply of the form asked for: each statement with its quotes, (key, quote)."""
    made = [
        {"text": text, "quotes": [{"passage": key, "quote": quote} for key, quote in quotes]} for text, quotes in of
    ]
    return json.dumps({"statements": made, "clarify": clarify})


def obey(request: ChatRequest) -> ChatReply:
    """Whatever an order says, with a real quote beside it where the order names one; the rules are forgotten."""
    order = _ORDER.search(request.text)
    if order is None:
        return ChatReply(statements())
    text = order.group(1).replace("{SYSTEM}", str(request.body["messages"][0]["content"]))
    return ChatReply(text if text.startswith("{") else statements((text, [("P1", order.group(1))])))


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """A server that runs until the end of the block."""
    chat = ChatServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = ChatRequest({key.lower(): value for key, value in self.headers.items()}, body)
            chat.asked.append(request)
            reply = chat.script(request)
            with suppress(OSError):  # the other side has had enough
                _refuse(self, reply) if reply.status != 200 else _stream(self, reply)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    chat.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _refuse(handler: BaseHTTPRequestHandler, reply: ChatReply) -> None:
    body = json.dumps({"error": {"message": reply.text or "refused", "type": "error", "code": None}}).encode()
    handler.send_response(reply.status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **reply.headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def _stream(handler: BaseHTTPRequestHandler, reply: ChatReply) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    if reply.hard_cut:
        handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for number, event in enumerate(_events(reply)):
        if number == reply.cut_after:
            return
        time.sleep(reply.pause_seconds)
        handler.wfile.write(f"data: {event}\n\n".encode())
        handler.wfile.flush()


def _events(reply: ChatReply) -> Iterator[str]:
    yield _chunk([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
    for start in range(0, len(reply.text), PIECE):
        yield _chunk([{"index": 0, "delta": {"content": reply.text[start : start + PIECE]}, "finish_reason": None}])
    yield _chunk([{"index": 0, "delta": {}, "finish_reason": reply.finish_reason}])
    if reply.usage:
        given, made = reply.usage
        yield _chunk([], {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made})
    yield "[DONE]"


def _chunk(choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> str:
    event = {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": choices}
    return json.dumps({**event, "usage": usage} if usage else event)
