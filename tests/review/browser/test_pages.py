"""Every page of the console in a browser: for eyes, for a keyboard, for a screen reader, and as its policy has it."""

import pytest
from playwright.sync_api import expect

from browsing import checks
from browsing.pages import PAGES, ConsolePage
from browsing.recording import Recording
from browsing.visiting import FORMS, Visits, take_form

every_page = pytest.mark.parametrize("shown", PAGES, ids=str)


@every_page
def test_nothing_is_in_the_way_of_anybody(shown: ConsolePage, inspections: Visits) -> None:
    with inspections.opened(shown) as page:
        checks.open_details(page)
        faults = checks.in_every_form(page, lambda page: checks.axe_faults(page) + checks.wide_faults(page))
        assert [] == faults + checks.heading_faults(page)


@every_page
def test_text_may_be_large_or_spaced_and_a_person_may_choose_colours(
    shown: ConsolePage, inspections: Visits
) -> None:
    with inspections.opened(shown) as page:
        checks.open_details(page)
        assert [] == checks.layout_faults(page)
        assert [] == checks.forced_colour_faults(page)
        assert [] == checks.motion_faults(page)
        assert [] == checks.print_faults(page)


@every_page
def test_a_keyboard_is_enough(shown: ConsolePage, inspections: Visits) -> None:
    with inspections.opened(shown) as page:
        assert [] == checks.keyboard_faults(page)
        take_form(page, FORMS[-1])
        assert [] == [f"narrow and dark: {fault}" for fault in checks.keyboard_faults(page)]


@every_page
def test_nothing_goes_wrong_or_out(shown: ConsolePage, visits: Visits) -> None:
    with visits.opened(shown) as page, Recording(page, visits.address) as recording:
        visits.go(page, shown)
        expect(page.locator("body")).to_contain_text(shown.seen)
        assert "owned" not in page.title()
        assert [] == recording.faults
        assert shown.status == recording.status


@every_page
def test_no_script_is_needed(shown: ConsolePage, unscripted: Visits) -> None:
    with unscripted.opened(shown) as page:
        expect(page.locator("main")).to_contain_text(shown.seen)


def test_each_page_has_a_title_of_its_own(visits: Visits) -> None:
    titles: dict[str, str] = {}
    for shown in PAGES:
        with visits.opened(shown) as page:
            titles[shown.name] = page.title()
    assert all(title.endswith("– Signpost review") for title in titles.values())
    assert len(set(titles.values())) == len(titles), titles
