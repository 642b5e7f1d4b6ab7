"""Judging as people do it: in a browser, by the keyboard alone, and where scripts do not run."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from threading import Thread
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette

from builders.accounts import PASSWORD
from builders.answers import sample_answer, sample_citation, sample_passage
from builders.consoles import account_for
from knowledge.accounts import Role
from knowledge.ledger import Ledger

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
FOCUSED = "document.activeElement.id || document.activeElement.name || document.activeElement.className"


@pytest.fixture
def address(console: Starlette, ledger: Ledger) -> Iterator[str]:
    """The console on a port of its own, with an answer of two statements and four subjects, each with its citation."""
    citations = tuple(sample_citation(sample_passage(ordinal=n), marker=n) for n in (1, 2))
    ledger.record(sample_answer(citations=citations))
    account_for(ledger, Role.REVIEWER, name="Reviewer One")
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        server = uvicorn.Server(uvicorn.Config(console, log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def browser() -> Iterator[Any]:
    with (
        playwright.sync_playwright() as driver,
        closing(driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])) as browser,
    ):
        yield browser


def opened(browser: Any, address: str, **how: Any) -> Any:
    """The answer's page, signed in."""
    page = browser.new_context(**how).new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill("Reviewer One")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/answers/a1")
    return page


def test_the_whole_form_is_filled_in_by_keys(browser: Any, address: str, ledger: Ledger) -> None:
    page = opened(browser, address)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.keyboard.press("1")
    assert page.locator("input[type=radio]:checked").count() == 0  # the focus is not in the form
    page.focus("[name='judgement-1-1']")
    page.keyboard.press("1")
    assert page.evaluate(FOCUSED) == "judgement-1-2"
    page.keyboard.press("4")
    assert page.evaluate(FOCUSED) == "reason-1-2"
    page.keyboard.type("Page 1, rs")  # letters and figures are words there
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == "judgement-2-1"
    page.keyboard.press("r")
    assert page.evaluate(FOCUSED) == "reason-2-1"
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("s")
    page.get_by_text("Nothing was saved yet").wait_for()
    assert page.evaluate(FOCUSED) == "errors"
    assert page.input_value("#reason-1-2") == "Page 1, rs"
    for subject in ("2-1", "0-0"):
        page.focus(f"[name='judgement-{subject}']")
        page.keyboard.press("1")
    page.keyboard.press("s")
    page.get_by_text("Your review is saved").wait_for()
    (review,) = ledger.reviews.of("a1")
    judged = [verdict.judgement.value for verdict in review.verdicts]
    assert judged == ["sound", "supports", "wrong place", "supports", "supports"]
    assert [verdict.reason for verdict in review.verdicts if verdict.reason] == ["Page 1, rs"]
    assert complaints == []


def test_the_keys_can_be_switched_off_and_stay_so(browser: Any, address: str) -> None:
    page = opened(browser, address)
    page.get_by_label("Keyboard shortcuts in this form").uncheck()
    page.focus("[name='judgement-1-1']")
    page.keyboard.press("2")
    assert page.locator("input[type=radio]:checked").count() == 0
    page.reload()
    assert not page.get_by_label("Keyboard shortcuts in this form").is_checked()
    assert page.locator(".choices kbd:visible").count() == 0


def test_the_form_works_without_scripts_on_a_phone(browser: Any, address: str, ledger: Ledger) -> None:
    page = opened(browser, address, java_script_enabled=False, viewport={"width": 320, "height": 800})
    assert page.get_by_text("Keyboard shortcuts").is_hidden()
    for subject in ("1-1", "1-2", "2-1", "2-2"):
        page.locator(f"#judge-{subject}").get_by_role("radio", name="Supports", exact=True).check()
    page.get_by_role("radio", name="Sound").check()
    page.get_by_role("button", name="Save my review").click()
    page.get_by_text("Your review is saved").wait_for()
    page.get_by_role("button", name="Undo my review").click()
    page.get_by_text("Your review is taken back").wait_for()
    assert ledger.reviews.of("a1") == ()


def test_a_phone_needs_no_scrolling_sideways(browser: Any, address: str) -> None:
    page = opened(browser, address, viewport={"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
