"""How people reach the console: on this machine alone, or through a proxy that speaks TLS."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Front:
    """The address that people open, such as "https://audit.example.org"; empty where it is a loopback address."""

    url: str = ""

    @property
    def is_tls(self) -> bool:
        """Whether browsers speak TLS: cookies are then for TLS alone."""
        return self.url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """The names that a request may ask for. Any other was led here by a name that is not ours."""
        host = urlsplit(self.url).hostname
        return [*_LOOPBACK, *([host] if host else [])]

    def origin(self, connection: HTTPConnection) -> str:
        """The origin of the console's own pages, as a browser names it."""
        return self.url or f"http://{connection.headers.get('host', '')}"

    def cookie(self, name: str) -> str:
        """The full name of a cookie. With its prefix no browser takes it from a neighbouring name, or without TLS."""
        return f"__Host-signpost-{name}" if self.is_tls else f"signpost-{name}"


def front_of(connection: HTTPConnection) -> Front:
    """How people reach the application that a request came to."""
    front: Front = connection.app.state.front
    return front
