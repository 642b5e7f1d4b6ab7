"""Every page of the console in a browser: for eyes, for a keyboard, for a screen reader, and as its policy has it."""

import pytest
from playwright.sync_api import expect

from browsing import checks
from browsing.pages import PAGES, ConsolePage
from browsing.recording import Recording
from browsing.visiting import FORMS, Visits, take_form

# Each colour scheme, and each width.
BOTH_WAYS = (FORMS[0], FORMS[-1])
every_page = pytest.mark.parametrize("shown", PAGES, ids=str)
# Of several states of a page the first stands for all where a test is dear; the slow tests take every state.
FIRST = [shown for shown in PAGES if not any(shown.name.startswith(f"{other}-") for other in PAGES)]
first_of_each = pytest.mark.parametrize("shown", FIRST, ids=str)
other_states = pytest.mark.parametrize("shown", [shown for shown in PAGES if shown not in FIRST], ids=str)


@every_page
def test_a_page_is_open_to_everybody_and_nothing_goes_wrong(shown: ConsolePage, visits: Visits) -> None:
    with visits.window(shown.role, is_unused=shown.is_unused) as page:
        with Recording(page, visits.address(shown)) as recording:
            visits.go(page, shown)
            expect(page.locator("main")).to_contain_text(shown.seen)
        assert (shown.status, []) == (recording.status, recording.faults)
        checks.open_details(page)
        forms = BOTH_WAYS if shown in FIRST else BOTH_WAYS[1:]
        assert [] == checks.axe_faults_in(page, forms) + checks.heading_faults(page)


@first_of_each
def test_a_keyboard_is_enough(shown: ConsolePage, visits: Visits) -> None:
    with visits.opened(shown) as page:
        assert [] == checks.keyboard_faults(page)


@pytest.mark.slow
@other_states
def test_a_keyboard_is_enough_in_other_states(shown: ConsolePage, visits: Visits) -> None:
    test_a_keyboard_is_enough(shown, visits)


@pytest.mark.slow
@every_page
def test_a_narrow_dark_page_is_open_to_a_keyboard(shown: ConsolePage, visits: Visits) -> None:
    with visits.opened(shown) as page:
        take_form(page, FORMS[-1])
        assert [] == checks.keyboard_faults(page)


@pytest.mark.slow
@every_page
def test_nothing_is_in_the_way_in_the_other_forms(shown: ConsolePage, visits: Visits) -> None:
    with visits.opened(shown) as page:
        checks.open_details(page)
        assert [] == checks.axe_faults_in(page, FORMS[:-1])


@pytest.mark.slow
@every_page
def test_text_may_be_large_or_spaced(shown: ConsolePage, inspections: Visits) -> None:
    with inspections.opened(shown) as page:
        checks.open_details(page)
        assert [] == checks.layout_faults(page)


@pytest.mark.slow
@every_page
def test_colours_may_be_chosen_and_pages_printed(shown: ConsolePage, inspections: Visits) -> None:
    with inspections.opened(shown) as page:
        checks.open_details(page)
        assert [] == checks.forced_colour_faults(page) + checks.motion_faults(page) + checks.print_faults(page)


@pytest.mark.slow
@every_page
def test_no_script_is_needed(shown: ConsolePage, unscripted: Visits) -> None:
    with unscripted.opened(shown) as page:
        expect(page.locator("main")).to_contain_text(shown.seen)


def test_each_page_has_a_title_of_its_own(visits: Visits) -> None:
    """A page in several states, told apart by its address's query, keeps its title."""
    places: dict[str, set[str]] = {}
    for shown in (shown for shown in PAGES if shown.then is None and shown.role and shown.status == 200):
        places.setdefault(visits.title(shown), set()).add(visits.path(shown).partition("?")[0])
    assert all(title.endswith("– Signpost review") for title in places), places
    assert [] == [title for title, paths in places.items() if len(paths) > 1]


def test_markup_in_questions_and_documents_stays_text(visits: Visits) -> None:
    hostile = next(shown for shown in PAGES if shown.name == "answer-hostile")
    with visits.opened(hostile) as page:
        assert page.title().startswith("What is <script>")
        assert 0 == page.locator("main script, main img").count()
