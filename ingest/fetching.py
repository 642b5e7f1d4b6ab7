"""One web page over the network, within limits of size, time and redirects, and where robots.txt allows it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from types import TracebackType
from urllib.robotparser import RobotFileParser

import httpx

from ingest.public_addresses import public_address
from knowledge.errors import FetchError

_ROBOT = "Signpost"
USER_AGENT = f"{_ROBOT}/{version('signpost')} (index of a partnership's documents; fetches the pages of its manifest)"
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_ROBOTS_BYTES = 500_000  # RFC 9309, section 2.5, asks for at least 500 KiB to be read
_LONGEST_DELAY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a page may cost; `seconds` is for the whole of it, its redirects included."""

    page_bytes: int = 10_000_000
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page's bytes (None: as last time), and the validators that ask for it only when it has changed."""

    content: bytes | None
    etag: str = ""
    last_modified: str = ""


class PageFetcher:
    """Fetches pages, one after the other; asks each site for its robots.txt once."""

    def __init__(self, limits: Limits, allow_private: bool) -> None:
        self._limits = limits
        self._robots: dict[str, RobotFileParser] = {}
        self._lost: set[str] = set()
        self._client = httpx.AsyncClient(
            transport=_PinnedTransport(allow_private),
            headers={"User-Agent": USER_AGENT, "Accept": ", ".join(_PAGE_TYPES), "Accept-Encoding": "identity"},
            timeout=limits.seconds,
            trust_env=False,
        )

    async def __aenter__(self) -> "PageFetcher":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def fetch(self, url: str, known: Fetched | None = None) -> Fetched:
        """The page at `url`; `known` holds the validators of last time. Raises FetchError, a clause that says why.

        Waits first as long as the site's robots.txt asks for between two pages, within reason.
        """
        address = _web_url(url)
        site = _robots_address(address)
        if site in self._lost:
            raise FetchError("its site could not be reached a moment ago")
        if site in self._robots:
            delay = float(self._robots[site].crawl_delay(_ROBOT) or 0)
            await asyncio.sleep(min(delay, _LONGEST_DELAY_SECONDS))
        try:
            return await self._fetch(address, _conditions(known))
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            if site not in self._robots:
                self._lost.add(site)
            why = f"it took longer than {self._limits.seconds:g} s" if isinstance(error, TimeoutError) else ""
            raise FetchError(why or f"it could not be reached ({type(error).__name__})") from error

    async def _fetch(self, url: httpx.URL, headers: Mapping[str, str]) -> Fetched:
        async with (
            asyncio.timeout(self._limits.seconds),
            self._open(url, headers, obeys_robots=True) as response,
        ):
            return await self._page(response)

    @asynccontextmanager
    async def _open(
        self, url: httpx.URL, headers: Mapping[str, str], obeys_robots: bool
    ) -> AsyncIterator[httpx.Response]:
        """The response at the end of the redirects; each step of the way is checked like the first."""
        request = self._client.build_request("GET", url, headers=headers)
        for _ in range(self._limits.redirects + 1):
            if obeys_robots:
                await self._check_robots(request.url)
            response = await self._client.send(request, stream=True)
            if response.next_request is None:
                try:
                    yield response
                finally:
                    await response.aclose()
                return
            await response.aclose()
            request = response.next_request
            _web_url(str(request.url))
        raise FetchError(f"it redirects more than {self._limits.redirects} times")

    async def _page(self, response: httpx.Response) -> Fetched:
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Fetched(None)
        if response.status_code != httpx.codes.OK:
            raise FetchError(f"its site answers {response.status_code} {response.reason_phrase}".rstrip())
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in _PAGE_TYPES:
            raise FetchError(f"it is not a web page but {media_type or 'of no stated type'}")
        content = await _body(response, self._limits.page_bytes)
        if not content.strip():
            raise FetchError("it is empty")
        etag, last_modified = (response.headers.get(name, "") for name in ("etag", "last-modified"))
        return Fetched(_with_stated_encoding(content, response.charset_encoding), etag, last_modified)

    async def _check_robots(self, url: httpx.URL) -> None:
        site = _robots_address(url)
        if site not in self._robots:
            self._robots[site] = await self._read_robots(site)
        rules = self._robots[site]
        if not rules.can_fetch(_ROBOT, str(url)):
            raise FetchError(f"{site} does not allow it")

    async def _read_robots(self, site: str) -> RobotFileParser:
        """RFC 9309: where there is no robots.txt all is allowed; where it cannot be had, nothing is."""
        rules = RobotFileParser(site)
        async with self._open(httpx.URL(site), {"Accept": "text/plain, */*"}, obeys_robots=False) as response:
            if response.is_server_error:
                raise FetchError(f"{site} cannot be had ({response.status_code}): nothing is fetched without it")
            text = await _body(response, _ROBOTS_BYTES) if response.is_success else b""
        rules.parse(text.decode("utf-8", "replace").splitlines())
        return rules


class _PinnedTransport(httpx.AsyncBaseTransport):
    """Connects to the address that was checked, whatever the name leads to a moment later."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        address = await public_address(host, port, self._allow_private)
        request.extensions["sni_hostname"] = host  # the certificate must still be the name's
        request.url = request.url.copy_with(host=address)
        try:
            return await self._inner.handle_async_request(request)
        finally:
            request.url = request.url.copy_with(host=host)

    async def aclose(self) -> None:
        await self._inner.aclose()


def _web_url(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchError(f"{url!r} is not an address") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise FetchError(f"{url!r} is not an http or https address")
    return parsed


def _robots_address(url: httpx.URL) -> str:
    """Where a page's site keeps its robots.txt: that names the site, too."""
    return str(url.copy_with(raw_path=b"/robots.txt", fragment=None, userinfo=b""))


def _conditions(known: Fetched | None) -> dict[str, str]:
    if known is None:
        return {}
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


async def _body(response: httpx.Response, most_bytes: int) -> bytes:
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > most_bytes:
            raise FetchError(f"it is larger than {most_bytes / 1_000_000:g} MB")
    return bytes(content)


def _with_stated_encoding(content: bytes, encoding: str | None) -> bytes:
    """A file has no header to say its encoding: what the site states is kept as UTF-8 with a byte order mark."""
    try:
        return content.decode(encoding).removeprefix("\ufeff").encode("utf-8-sig") if encoding else content
    except (LookupError, UnicodeError):
        return content
