"""The queue by keyboard, in a real browser over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from browsing.visiting import sign_in
from builders.accounts import PASSWORD, quick_passwords
from builders.answers import declined_answer
from builders.audited import Person
from builders.consoles import SECRET, account_for
from builders.served import served
from knowledge.accounts import Role
from knowledge.domain import Outcome
from knowledge.ledger.ledger import Ledger
from review.console.app import console_app
from review.console.means import Means


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A console with three answers in its queue."""
    folder = tmp_path_factory.mktemp("keys")
    with Ledger.open(f"sqlite:///{folder / 'ledger.db'}", passwords=quick_passwords()) as ledger:
        for id in "abc":
            ledger.record(replace(declined_answer(id), outcome=Outcome.URGENT))
        account_for(ledger, Role.LEAD, name="Reviewer One")
        with served(console_app(Means(ledger, folder, folder), SECRET)) as address:
            yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The queue, opened."""
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        sign_in(page, Person("Reviewer One", frozenset({Role.LEAD}), PASSWORD))
        page.wait_for_selector(".queue")
        yield page


def focused(page: Page) -> str:
    """The id of the answer whose link has the focus, or the id of what else has it."""
    found = page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.id")
    return str(found).removeprefix("/answers/")


def test_the_keys_move_through_the_list_and_open_an_answer(page: Page) -> None:
    went = []
    for key in ("j", "j", "k", "ArrowDown", "ArrowDown", "j", "ArrowUp"):
        page.keyboard.press(key)
        went.append(focused(page))
    assert went == ["a", "b", "a", "b", "c", "c", "b"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/answers/b")


def test_a_slash_searches_and_what_is_typed_there_are_letters(page: Page) -> None:
    page.keyboard.press("/")
    assert focused(page) == "words"
    page.keyboard.type("jkn?/")
    assert page.input_value("#words") == "jkn?/"
    assert focused(page) == "words"


def test_arrows_scroll_outside_the_list(page: Page) -> None:
    page.keyboard.press("ArrowDown")
    assert focused(page) == ""


def test_a_question_mark_shows_the_keys_and_they_can_be_turned_off(page: Page) -> None:
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


def test_n_takes_what_is_next(page: Page) -> None:
    page.keyboard.press("n")
    page.wait_for_url("**/answers/a")
