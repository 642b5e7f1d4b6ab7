"""Judging as people do it: in a browser, by the keyboard alone, and where scripts do not run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browsing.visiting import sign_in
from builders.accounts import PASSWORD
from builders.answers import sample_answer, sample_citation, sample_passage
from builders.audited import Person
from builders.consoles import SECRET, account_for
from builders.served import served
from knowledge.accounts import Role
from knowledge.ledger.ledger import Ledger
from review.console.app import console_app
from review.console.means import Means

Window = Callable[..., Page]
FOCUSED = "document.activeElement.id || document.activeElement.name || document.activeElement.className"


@pytest.fixture
def address(tmp_path: Path, ledger: Ledger) -> Iterator[str]:
    """A console with an answer of two statements and four subjects, each with its citation."""
    citations = tuple(sample_citation(sample_passage(ordinal=n), marker=n) for n in (1, 2))
    ledger.record(sample_answer(citations=citations))
    account_for(ledger, Role.REVIEWER, name="Reviewer One")
    with served(console_app(Means(ledger, tmp_path, tmp_path), SECRET)) as address:
        yield address


@pytest.fixture
def window(browser: Browser, address: str) -> Iterator[Window]:
    """Opens the answer's page in a browser of some kind, signed in."""
    with ExitStack() as stack:
        yield lambda **how: _opened(stack.enter_context(browser.new_context(base_url=address, **how)).new_page())


def _opened(page: Page) -> Page:
    sign_in(page, Person("Reviewer One", frozenset({Role.REVIEWER}), PASSWORD))
    page.goto("/answers/a1")
    return page


def test_the_whole_form_is_filled_in_by_keys(window: Window, ledger: Ledger) -> None:
    page = window()
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
    page.wait_for_load_state()
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


def test_the_keys_can_be_switched_off_and_stay_so(window: Window) -> None:
    page = window()
    page.get_by_label("Keyboard shortcuts in this form").uncheck()
    page.focus("[name='judgement-1-1']")
    page.keyboard.press("2")
    assert page.locator("input[type=radio]:checked").count() == 0
    page.reload()
    assert not page.get_by_label("Keyboard shortcuts in this form").is_checked()
    assert page.locator(".choices kbd:visible").count() == 0


def test_the_form_works_without_scripts_on_a_phone(window: Window, ledger: Ledger) -> None:
    page = window(java_script_enabled=False, viewport={"width": 320, "height": 800})
    assert page.get_by_text("Keyboard shortcuts").is_hidden()
    for subject in ("1-1", "1-2", "2-1", "2-2"):
        page.locator(f"#judge-{subject}").get_by_role("radio", name="Supports", exact=True).check()
    page.get_by_role("radio", name="Sound").check()
    page.get_by_role("button", name="Save my review").click()
    page.get_by_text("Your review is saved").wait_for()
    page.get_by_role("button", name="Undo my review").click()
    page.get_by_text("Your review is taken back").wait_for()
    assert ledger.reviews.of("a1") == ()


def test_a_phone_needs_no_scrolling_sideways(window: Window) -> None:
    page = window(viewport={"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
