"""From a file on a publisher's disk to the live edition and back, with the intake's real process beside the console."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing.visiting import sign_in
from builders.audited import CORPUS, unused
from builders.console_process import console_process, intake_process
from knowledge.accounts import Role

FOUND = b"# Private fostering\n\nTell the front door within one working day of learning of it.\n"
# A dry run and a publishing make an edition each.
EDITION_MS = 120_000


@pytest.fixture
def page(browser: Browser, demonstration_data: Path, tmp_path: Path) -> Iterator[Page]:
    """A publisher, signed in to a console whose documents are the demonstration's."""
    stage = unused(tmp_path / "stage")
    shutil.copytree(demonstration_data, stage.data, dirs_exist_ok=True)
    shutil.copytree(CORPUS, stage.corpus, dirs_exist_ok=True)
    with (
        console_process(stage.data, stage.corpus) as address,
        intake_process(stage.data, stage.corpus),
        browser.new_context(base_url=address) as context,
    ):
        page = context.new_page()
        sign_in(page, stage.people[Role.PUBLISHER])
        yield page


@pytest.mark.slow
def test_a_publisher_puts_a_document_in_and_goes_back(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "private-fostering.md"
    file.write_bytes(FOUND)
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Put in").click()

    # The page follows what the process does.
    expect(page.get_by_text("Needs its details")).to_be_visible(timeout=EDITION_MS)
    expect(page.get_by_label("Title")).to_have_value("Private fostering")
    page.get_by_label("Path in the corpus").fill("private-fostering.pdf")
    page.get_by_role("button", name="Make a dry run").click()
    expect(page.locator("#errors")).to_be_focused()
    page.get_by_label("Path in the corpus").fill("private-fostering.md")
    page.get_by_label("Authority").select_option("local procedure")
    page.get_by_role("button", name="Make a dry run").click()
    expect(page.get_by_text("Ready to publish")).to_be_visible(timeout=EDITION_MS)
    expect(page.get_by_text("Nothing has been published yet")).to_be_visible()
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_text("answers now")).to_be_visible(timeout=EDITION_MS)

    page.get_by_role("link", name="Documents", exact=True).click()
    expect(page.get_by_text("10 documents")).to_be_visible()
    page.get_by_role("link", name="Private fostering").click()
    expect(page.get_by_text("Local procedure, current")).to_be_visible()
    expect(page.get_by_text("Put in by Publisher One")).to_be_visible()

    page.goto("/editions")
    page.get_by_role("link", name="Go back to it").click()
    page.get_by_label("Reason").fill("It was the draft.")
    page.get_by_role("button", name="Go back to it").click()
    expect(page.get_by_text("answers now")).to_be_visible(timeout=EDITION_MS)
    page.goto("/documents")
    expect(page.get_by_text("9 documents")).to_be_visible()
    expect(page.get_by_role("link", name="Private fostering")).to_have_count(0)
