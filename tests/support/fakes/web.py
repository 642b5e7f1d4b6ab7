"""A website on loopback: what it serves is set by the test, what it was asked is kept."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Reply:
    """What is answered; `pause_seconds` passes before each of the body's pieces of 100,000 bytes."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: HTML)
    pause_seconds: float = 0.0


@dataclass
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]


class Website:
    """Answers each path as `pages` says, and 404 elsewhere; a page may be a function of the request."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | Callable[[Asked], Reply]] = {}
        self.asked: list[Asked] = []
        self.address = ""

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return self.address + path

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(each.path == path for each in self.asked)

    def reply(self, asked: Asked) -> Reply:
        """What the site answers."""
        self.asked.append(asked)
        page = self.pages.get(asked.path, Reply(b"None.", 404))
        return page if isinstance(page, Reply) else page(asked)


@contextmanager
def website() -> Iterator[Website]:
    """A site that runs until the end of the block."""
    site = Website()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = site.reply(Asked(self.path, dict(self.headers)))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for start in range(0, len(reply.body), 100_000):
                    time.sleep(reply.pause_seconds)
                    self.wfile.write(reply.body[start : start + 100_000])
            except OSError:  # the other side has had enough
                pass

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
