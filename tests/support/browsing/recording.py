"""What a browser says of a page while it opens: errors, what the content policy stops, and what it asks for."""

from types import TracebackType
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

# Runs in the page before anything of its own does.
_TELL_OF_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`The policy stops ${event.blockedURI} by ${event.effectiveDirective}`));
"""


class Recording:
    """Between enter and exit; `faults` are sentences, `status` that of the page itself."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self._address = address
        self.faults: list[str] = []
        self.status = 0
        self._asked_by_the_page: set[Request] = set()

    def __enter__(self) -> "Recording":
        self._page.add_init_script(_TELL_OF_VIOLATIONS)
        self._page.on("console", self._hear)
        self._page.on("pageerror", self._see_error)
        self._page.on("request", self._see_request)
        self._page.on("response", self._see_response)
        self._page.on("requestfailed", self._see_failure)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._page.remove_listener("console", self._hear)
        self._page.remove_listener("pageerror", self._see_error)
        self._page.remove_listener("request", self._see_request)
        self._page.remove_listener("response", self._see_response)
        self._page.remove_listener("requestfailed", self._see_failure)

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that is refused counts by its status.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.faults.append(message.text)

    def _see_error(self, error: Error) -> None:
        self.faults.append(f"A script fails: {error}")

    def _see_request(self, request: Request) -> None:
        if request.is_navigation_request():
            # What a page still waits for when somebody leaves it is let go, and nothing has failed.
            self._asked_by_the_page.clear()
        self._asked_by_the_page.add(request)
        if not request.url.startswith(f"{self._address}/"):
            self.faults.append(f"The page asks for {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        elif response.status >= 400:
            self.faults.append(f"{urlsplit(response.url).path} fails with {response.status}")

    def _see_failure(self, request: Request) -> None:
        if request in self._asked_by_the_page:
            self.faults.append(f"{request.url} fails: {request.failure}")
