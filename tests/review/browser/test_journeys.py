"""Whole journeys through the console, each on a stage of its own, as one person goes them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing.keyboard import activate, focused_text, tab_to
from browsing.visiting import FORMS, sign_in, take_form
from builders.audited import Audited
from builders.console_process import console_process
from knowledge.accounts import Role


@pytest.fixture(scope="module")
def own_stage(stage: Audited, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """To be changed."""
    return stage.copy(tmp_path_factory.mktemp("journey") / "data")


@pytest.fixture(scope="module")
def own_address(own_stage: Audited) -> Iterator[str]:
    with console_process(own_stage.data, own_stage.corpus) as address:
        yield address


@pytest.fixture
def page(browser: Browser, own_address: str) -> Iterator[Page]:
    with browser.new_context(base_url=own_address) as context:
        yield context.new_page()


@pytest.fixture
def unscripted_page(browser: Browser, own_address: str) -> Iterator[Page]:
    with browser.new_context(base_url=own_address, java_script_enabled=False) as context:
        yield context.new_page()


def test_a_reviewer_works_by_keyboard_alone(page: Page, own_stage: Audited) -> None:
    take_form(page, FORMS[0])
    # Signing in: past the link that skips, name and password, and Enter.
    page.goto("/sign-in")
    person = own_stage.people[Role.REVIEWER]
    tab_to(page, "Name")
    page.keyboard.type(person.name)
    tab_to(page, "Password")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_text("the name or the password is not right")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value(person.name)
    tab_to(page, "Password")
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")

    # The list: the first stop skips what stands above it on every page, and the next is in it.
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    activate(page, "Answers")
    page.wait_for_url("**/answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("Answers")
    page.keyboard.press("Tab")
    assert "Skip to the main content" == focused_text(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "All" == focused_text(page)
    activate(page, "With feedback that something is wrong")
    expect(page.get_by_role("heading", level=1)).to_contain_text("with feedback that something is wrong")

    # An answer: what is folded away is opened, and the way back leads back.
    activate(page, "What has changed since the 2019 protocol")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Can the named nurse still decide")
    expect(page.locator("mark").first).to_be_visible()
    assert own_stage.answers["demo-005"] in page.url
    folded = page.locator("details").first
    assert folded.get_attribute("open") is None
    activate(page, folded.locator("summary").inner_text().split(",")[0])
    expect(folded.locator("blockquote")).to_be_visible()
    activate(page, "All answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("Answers")

    activate(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to see this page")


def test_a_reviewer_works_without_scripts(unscripted_page: Page, own_stage: Audited) -> None:
    page = unscripted_page
    sign_in(page, own_stage.people[Role.REVIEWER])
    page.get_by_role("link", name="Answers", exact=True).click()
    page.get_by_role("link", name="With feedback").click()
    page.get_by_role("link", name="On the neglect tool").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("what is grade 3 for food and drink?")
    folded = page.locator("details").first
    folded.locator("summary").click()
    expect(folded.locator("blockquote")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
