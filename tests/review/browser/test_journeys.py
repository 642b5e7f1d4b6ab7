"""Whole journeys through the console, on a stage of their own, as one person goes them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing.keyboard import activate, focused_text, tab_to
from browsing.visiting import sign_in
from builders.audited import Audited, Person
from builders.console_process import console_process
from knowledge.accounts import Role

Window = Callable[..., Page]
JUDGED = "fieldset.judging"


@pytest.fixture(scope="module")
def own_stage(stage: Audited, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """To be changed; each journey has its own answers there."""
    return stage.copy(tmp_path_factory.mktemp("journeys") / "stage")


@pytest.fixture(scope="module")
def own_address(own_stage: Audited) -> Iterator[str]:
    with console_process(own_stage.data, own_stage.corpus) as address:
        yield address


@pytest.fixture
def window(browser: Browser, own_address: str) -> Iterator[Window]:
    """Opens a window of its own, for somebody who is to sign in or has."""
    with ExitStack() as stack:

        def open_window(person: Person | None = None, *, has_scripts: bool = True) -> Page:
            context = stack.enter_context(browser.new_context(base_url=own_address, java_script_enabled=has_scripts))
            page = context.new_page()
            if person:
                sign_in(page, person)
            return page

        yield open_window


def heading(page: Page) -> str:
    """What the page is about."""
    return page.get_by_role("heading", level=1).inner_text()


def judge(page: Page, first: str = "Supports", whole: str = "Sound", reason: str = "") -> None:
    """Fill in the form with a pointer: the first citation so, every other supports, and save."""
    for number, fieldset in enumerate(page.locator(JUDGED).all()):
        is_whole = fieldset.get_attribute("data-keys") == "answer"
        chosen = whole if is_whole else "Supports" if number else first
        fieldset.get_by_role("radio", name=chosen, exact=True).check()
        if chosen not in ("Supports", "Sound"):
            fieldset.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Save my review").click()
    expect(page.get_by_text("Your review is saved")).to_be_visible()


def judge_by_keys(page: Page, reason: str) -> None:
    """Fill in the form without a pointer: the first citation supports in part, every other wholly, and save."""
    subjects = page.locator(JUDGED).count()
    assert subjects > 2
    tab_to(page, "Supports")
    page.keyboard.press("2")
    page.keyboard.type(reason)
    page.keyboard.press("Escape")
    for _ in range(subjects - 1):
        page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your review is saved")).to_be_visible()
    expect(page.locator("details[open] .verdicts")).to_contain_text(reason)


def test_a_reviewer_works_by_keyboard_alone(window: Window, own_stage: Audited) -> None:
    page, person = window(), own_stage.people[Role.REVIEWER]
    # Signing in: past the link that skips, name and password, and Enter.
    page.goto("/")
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

    # The queue: the first stop skips what stands above it on every page; a search finds the answer.
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    assert "Skip to the main content" == focused_text(page)
    page.keyboard.press("/")
    page.keyboard.type("permission")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 answer like this")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/answers/{own_stage.names['demo-011']}")
    page.wait_for_load_state()

    # Every citation is judged, one of them with a reason; on second thoughts, with another.
    judge_by_keys(page, "The passage also names the exception.")
    activate(page, "Undo my review")
    expect(page.get_by_text("Your review is taken back")).to_be_visible()
    judge_by_keys(page, "The passage names two exceptions.")

    # On to the next, and out.
    question = heading(page)
    activate(page, "Next answer")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(question)
    activate(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to see this page")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_two_reviewers_differ_and_a_third_decides(window: Window, own_stage: Audited, has_scripts: bool) -> None:
    one, two, lead = own_stage.people[Role.REVIEWER], own_stage.second_reviewer, own_stage.people[Role.LEAD]
    address = f"/answers/{own_stage.names['twice']}"
    first = window(one, has_scripts=has_scripts)
    first.goto(address)
    judge(first)
    expect(first.get_by_text("You have reviewed this answer")).to_have_count(0)

    second = window(two, has_scripts=has_scripts)
    second.goto(address)
    expect(second.locator("main")).not_to_contain_text(one.name)
    judge(second, "Does not support", "Unclear", "It is about another grade.")

    third = window(lead, has_scripts=has_scripts)
    third.goto(address)
    expect(third.get_by_text("Two reviewers differ on 2 judgements")).to_be_visible()
    expect(third.locator(".compared").first).to_contain_text("It is about another grade.")
    expect(third.locator("main")).not_to_contain_text(two.name)
    judge(third, "Does not support", "Sound", "Grade 3 stands in another row.")
    for name in (one.name, two.name, lead.name):
        expect(third.locator("#reviews-heading + ol")).to_contain_text(name)

    # As it was, for whoever goes this way next.
    for page in (third, second, first):
        page.goto(address)
        page.get_by_role("button", name="Undo this review").click()
        expect(page.get_by_text("Your review is taken back")).to_be_visible()


def test_a_reviewer_works_without_scripts(window: Window, own_stage: Audited) -> None:
    page = window(own_stage.people[Role.REVIEWER], has_scripts=False)
    page.get_by_label("Words in the question").fill("zebra")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing in the queue is like that")).to_be_visible()
    page.get_by_role("link", name="Answers", exact=True).click()
    page.get_by_role("link", name="what's our NEET figure").click()
    judge(page, "Partly supports", reason="It leaves out whom it counts.")
    page.get_by_role("button", name="Undo my review").click()
    expect(page.get_by_text("Your review is taken back")).to_be_visible()
    question = heading(page)
    page.get_by_role("button", name="Next answer").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(question)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_lead_draws_assigns_makes_a_golden_question_and_corrects(window: Window, own_stage: Audited) -> None:
    page = window(own_stage.people[Role.LEAD])
    page.get_by_label("First day").fill("2026-04-01")
    page.get_by_label("Last day").fill("2026-06-30")
    page.get_by_label("or how many").fill("3")
    page.get_by_label("Seed (optional)").fill("extra")
    page.get_by_role("button", name="Draw").click()
    expect(page.get_by_text("The sample is drawn and in the queue.")).to_be_visible()
    expect(page.locator(".draws")).to_contain_text("1 April 2026 to 30 June 2026, seed extra, by Lead One")

    row = page.locator(".queue > li").filter(has_text="To review").first
    row.locator("summary").click()
    row.get_by_label("Reviewer").select_option("Reviewer Two")
    row.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("It is assigned.")).to_be_visible()

    page.goto(f"/answers/{own_stage.names['demo-004']}")
    page.get_by_role("link", name="Make a golden question of it").click()
    page.get_by_label("Question").fill("How soon must a doctor see a baby with a bruise?")
    page.get_by_role("button", name="Keep the golden question").click()
    expect(page.get_by_text("The golden question is kept")).to_be_visible()
    page.get_by_role("link", name="Correct it, and tell the conversation").click()
    page.get_by_label("What should they know?").fill("A consultant paediatrician sees the child within four hours.")
    page.get_by_role("button", name="Record it and tell them").click()
    expect(page.get_by_text("The correction is recorded")).to_be_visible()
    expect(page.locator("main")).to_contain_text("A consultant paediatrician sees the child within four hours.")


def test_a_reader_opens_the_report_and_takes_it_away(window: Window, own_stage: Audited) -> None:
    page = window(own_stage.people[Role.READER])
    page.get_by_role("link", name="Assurance").click()
    page.get_by_label("Quarter").select_option("2026Q2")
    page.get_by_role("button", name="Show the quarter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assurance report, April to June 2026")
    beginnings = {}
    for link in ("PDF to pass on", "Figures as CSV"):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        content = download.value.path().read_bytes()
        beginnings[download.value.suggested_filename.rpartition(".")[2]] = content[:4], len(content) > 1000
    assert {"pdf": (b"%PDF", True), "csv": ("\ufeff".encode() + b"s", True)} == beginnings
