"""The queue by keyboard, in a real browser over real HTTP."""

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import uvicorn

from builders.accounts import PASSWORD, quick_passwords
from builders.answers import declined_answer
from builders.consoles import SECRET, account_for
from knowledge.accounts import Role
from knowledge.domain import Outcome
from knowledge.ledger import Ledger
from review.console.app import console_app
from review.console.means import Means

if TYPE_CHECKING:
    from playwright.sync_api import Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A console with three answers in its queue."""
    folder = tmp_path_factory.mktemp("keys")
    with Ledger.open(f"sqlite:///{folder / 'ledger.db'}", passwords=quick_passwords()) as ledger:
        for id in "abc":
            ledger.record(replace(declined_answer(id), outcome=Outcome.URGENT))
        account_for(ledger, Role.REVIEWER, name="Reviewer One")
        app = console_app(Means(ledger, folder, folder), SECRET)
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/"
        server.should_exit = True
        thread.join()


@pytest.fixture
def page(address: str) -> Iterator["Page"]:
    """The queue, opened."""
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(address)
        page.fill("input[name=name]", "Reviewer One")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_selector(".queue")
        yield page
        browser.close()


def focused(page: "Page") -> str:
    """The id of the answer whose link has the focus, or the id of what else has it."""
    found = page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.id")
    return str(found).removeprefix("/answers/")


def test_the_keys_move_through_the_list_and_open_an_answer(page: "Page") -> None:
    went = []
    for key in ("j", "j", "k", "ArrowDown", "ArrowDown", "j", "ArrowUp"):
        page.keyboard.press(key)
        went.append(focused(page))
    assert went == ["a", "b", "a", "b", "c", "c", "b"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/answers/b")


def test_a_slash_searches_and_what_is_typed_there_are_letters(page: "Page") -> None:
    page.keyboard.press("/")
    assert focused(page) == "words"
    page.keyboard.type("jkn?/")
    assert page.input_value("#words") == "jkn?/"
    assert focused(page) == "words"


def test_arrows_scroll_outside_the_list(page: "Page") -> None:
    page.keyboard.press("ArrowDown")
    assert focused(page) == ""


def test_a_question_mark_shows_the_keys_and_they_can_be_turned_off(page: "Page") -> None:
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("n")
    assert focused(page) == ""
    page.click("#keys summary")
    page.check("#keys-on")
    page.focus("h3 a")
    page.keyboard.press("j")
    assert focused(page) == "b"


def test_n_takes_what_is_next(page: "Page") -> None:
    page.keyboard.press("n")
    page.wait_for_url("**/answers/a")
