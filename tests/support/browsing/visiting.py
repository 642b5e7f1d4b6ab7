"""People at the console in a browser: signed in, on a page, in one of the forms that a page is seen in."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page

from browsing.pages import ConsolePage
from builders.audited import Audited, Person
from builders.console_process import console_process
from builders.staged_requests import heard_of
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


@dataclass(frozen=True, slots=True)
class Served:
    """A console that listens, and what it shows."""

    address: str
    audited: Audited


@contextmanager
def served(audited: Audited) -> Iterator[Served]:
    """The console of a stage in a process of its own, while the intake seems attended."""
    with heard_of(audited.data), console_process(audited.data, audited.corpus) as address:
        yield Served(address, audited)


# Whether it is the unused console, and who is signed in.
_Place = tuple[bool, Role | None]


class Visits:
    """Who visits two consoles, one in use and one unused: each role signs in once, and pages are opened from then on.

    `bypasses_policy` lets the checks put their scripts and styles into a page, which the console's policy forbids;
    without it, the page is as everybody sees it. Without scripts, those of the page do not run.
    """

    def __init__(
        self,
        browser: Browser,
        used: Served,
        unused: Served,
        *,
        bypasses_policy: bool = False,
        has_scripts: bool = True,
    ) -> None:
        self._browser = browser
        self._consoles = {False: used, True: unused}
        self._bypasses_policy = bypasses_policy
        self._has_scripts = has_scripts
        self._contexts: dict[_Place, BrowserContext] = {}
        self._windows: dict[_Place, Page] = {}

    def close(self) -> None:
        """Close every session."""
        for context in self._contexts.values():
            context.close()

    @contextmanager
    def opened(self, shown: ConsolePage) -> Iterator[Page]:
        """A page in the state that is looked at, wide and light."""
        with self.window(shown.role, is_unused=shown.is_unused) as page:
            self.go(page, shown)
            yield page

    @contextmanager
    def window(self, role: Role | None, *, is_unused: bool = False) -> Iterator[Page]:
        """The window of somebody of a role, wide and light; all pages of the role are shown in the same one."""
        place = (is_unused, role)
        if place not in self._windows:
            self._windows[place] = self._context(place).new_page()
        page = self._windows[place]
        take_form(page, FORMS[0])
        yield page

    def address(self, shown: ConsolePage) -> str:
        """Where the console of a page listens."""
        return self._consoles[shown.is_unused].address

    def title(self, shown: ConsolePage) -> str:
        """The title of a page as it comes, before anything is done on it."""
        text = self._context((shown.is_unused, shown.role)).request.get(self.path(shown)).text()
        return html.unescape(text.partition("<title>")[2].partition("</title>")[0])

    def go(self, page: Page, shown: ConsolePage) -> None:
        """Lead an open page there."""
        page.goto(self.path(shown))
        if shown.then:
            shown.then(page)
            page.wait_for_load_state()

    def path(self, shown: ConsolePage) -> str:
        """Its address on the console."""
        return shown.path.format_map(self._consoles[shown.is_unused].audited.names)

    def _context(self, place: _Place) -> BrowserContext:
        if place not in self._contexts:
            is_unused, role = place
            console = self._consoles[is_unused]
            context = self._browser.new_context(
                base_url=console.address, bypass_csp=self._bypasses_policy, java_script_enabled=self._has_scripts
            )
            context.set_default_timeout(_TIMEOUT_MS)
            if role is not None:
                page = context.new_page()
                sign_in(page, console.audited.people[role])
                self._windows[place] = page
            self._contexts[place] = context
        return self._contexts[place]


def sign_in(page: Page, person: Person) -> None:
    """Sign somebody in, as they would."""
    page.goto("/sign-in")
    page.get_by_label("Name").fill(person.name)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.wait_for_load_state()  # the page's scripts have run: it answers to its keys
