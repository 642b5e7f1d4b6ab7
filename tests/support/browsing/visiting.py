"""People at the console in a browser: signed in, on a page, in one of the forms that a page is seen in."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from browsing.pages import ConsolePage
from builders.audited import Audited, Person
from knowledge.accounts import Role

_TIMEOUT_MS = 15_000


@dataclass(frozen=True, slots=True)
class Form:
    """A colour scheme and a width in CSS pixels."""

    scheme: Literal["light", "dark"]
    width: int

    def __str__(self) -> str:
        return f"{self.scheme}-{self.width}"


WIDE, NARROW = 1280, 320
FORMS = tuple(Form(scheme, width) for scheme in ("light", "dark") for width in (WIDE, NARROW))


def take_form(page: Page, form: Form) -> None:
    """Show the open page in a form, on a screen, with colours and motion as usual."""
    page.set_viewport_size({"width": form.width, "height": 900})
    page.emulate_media(color_scheme=form.scheme, media="screen", forced_colors="none", reduced_motion="no-preference")


class Visits:
    """Who visits a served console: each role signs in once, and its pages are opened from then on.

    `bypasses_policy` lets the checks put their scripts and styles into a page, which the console's policy forbids;
    without it, the page is as everybody sees it. Without scripts, those of the page do not run.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        audited: Audited,
        *,
        bypasses_policy: bool = False,
        has_scripts: bool = True,
    ) -> None:
        self._browser = browser
        self._audited = audited
        self._bypasses_policy = bypasses_policy
        self._has_scripts = has_scripts
        self._contexts: dict[Role | None, BrowserContext] = {}
        self._sessions: dict[Role, StorageState] = {}
        self._windows: dict[Role | None, Page] = {}
        self.address = address

    def close(self) -> None:
        """Close every session."""
        for context in self._contexts.values():
            context.close()

    def context(self, role: Role | None) -> BrowserContext:
        """A session of its own, with somebody of a role signed in; it is the caller's to close."""
        context = self._browser.new_context(
            base_url=self.address,
            bypass_csp=self._bypasses_policy,
            java_script_enabled=self._has_scripts,
            storage_state=self._session(role),
        )
        context.set_default_timeout(_TIMEOUT_MS)
        return context

    @contextmanager
    def opened(self, shown: ConsolePage) -> Iterator[Page]:
        """A page in the state that is looked at, wide and light."""
        with self.window(shown.role) as page:
            self.go(page, shown)
            yield page

    @contextmanager
    def window(self, role: Role | None) -> Iterator[Page]:
        """The window of somebody of a role, wide and light; all pages of the role are shown in the same one."""
        if role not in self._windows:
            self._windows[role] = self._shared(role).new_page()
        page = self._windows[role]
        take_form(page, FORMS[0])
        yield page

    def title(self, shown: ConsolePage) -> str:
        """The title of a page as it comes, before anything is done on it."""
        text = self._shared(shown.role).request.get(self.path(shown)).text()
        return html.unescape(text.partition("<title>")[2].partition("</title>")[0])

    def go(self, page: Page, shown: ConsolePage) -> None:
        """Lead an open page there."""
        page.goto(self.path(shown))
        if shown.then:
            shown.then(page)

    def path(self, shown: ConsolePage) -> str:
        """Its address on the console."""
        return shown.path.format_map(self._audited.answers)

    def _shared(self, role: Role | None) -> BrowserContext:
        if role not in self._contexts:
            self._contexts[role] = self.context(role)
        return self._contexts[role]

    def _session(self, role: Role | None) -> StorageState:
        if role is None:
            return {"cookies": [], "origins": []}
        if role not in self._sessions:
            with self._browser.new_context(base_url=self.address) as context:
                sign_in(context.new_page(), self._audited.people[role])
                self._sessions[role] = context.storage_state()
        return self._sessions[role]


def sign_in(page: Page, person: Person) -> None:
    """Sign somebody in, as they would."""
    page.goto("/sign-in")
    page.get_by_label("Name").fill(person.name)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
