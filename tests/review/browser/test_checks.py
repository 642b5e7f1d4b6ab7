"""Each check of a page finds a fault that was put into one, and none in a page that is as it should be."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from browsing import checks
from browsing.recording import Recording
from browsing.visiting import FORMS, Served, Visits
from knowledge.accounts import Role

Check = Callable[[Page], list[str]]
STYLE = "body { font: 16px sans-serif } :focus-visible { outline: 3px solid blue }"
SOUND = "<main><h1>Answers</h1><h2>First</h2><p>Some text. <a href='#x'>A link</a></p><button>Go</button></main>"
PRINTED = "@media print { button { display: none } }"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def axe_faults(page: Page) -> list[str]:
    return checks.axe_faults_in(page, FORMS)


def show(page: Page, body: str, style: str = "") -> None:
    page.goto("about:blank")
    page.set_content(f"<!doctype html><html lang='en'><title>Page</title><style>{STYLE}{style}</style>{body}</html>")


@pytest.mark.parametrize(
    "check",
    [
        axe_faults,
        checks.heading_faults,
        checks.layout_faults,
        checks.keyboard_faults,
        checks.motion_faults,
        checks.forced_colour_faults,
        checks.print_faults,
    ],
)
def test_a_sound_page_has_no_fault(check: Check, page: Page) -> None:
    show(page, SOUND, PRINTED)
    assert [] == check(page)


PALE, PALE_IN_DARK = "p { color: #aaa }", "@media (prefers-color-scheme: dark) { p { color: #aaa } }"
SMALL = "a { display: inline-block; font-size: 9px; width: 9px; height: 9px; line-height: 9px }"
CUT = "p {{ width: {}px; overflow: hidden; white-space: nowrap }}"
OVER = "p { height: 20px; margin: 0 } p + p { margin-top: -12px }"
TIGHT = "p { font-size: 1rem; height: 20px; margin: 0 }"
COVER = "div { position: fixed; inset: 0 }"
LINK, TWO = "<a href='#b'>next</a>", "<p>one</p><p>two</p>"


@pytest.mark.parametrize(
    ("check", "body", "style", "said"),
    [
        (axe_faults, "<p>pale", PALE, "light-1280: color-contrast"),
        (axe_faults, "<p>pale", PALE_IN_DARK, "dark-320: color-contrast"),
        (axe_faults, "<input>", "", "light-1280: label"),
        (axe_faults, LINK + LINK, SMALL, "light-320: target-size"),
        (axe_faults, "<p>", "p { width: 600px; height: 1px }", "light-320: The page is"),
        (checks.heading_faults, "<h4>Fourth</h4>", "", "A level is left out"),
        (checks.heading_faults, "<h1>Second</h1>", "", "There is not one h1"),
        (checks.layout_faults, "<p>several words", CUT.format(70), "Text is cut off"),
        (checks.layout_faults, TWO, OVER, "lies over"),
        (checks.layout_faults, TWO, TIGHT, "type at 200%"),
        (checks.layout_faults, "<p>a few words of text in a row", CUT.format(260), "spaced"),
        (checks.keyboard_faults, LINK, "a { outline: none !important }", "Focus is not to be seen"),
        (checks.keyboard_faults, f"{LINK}<div>", COVER, "The focus is hidden"),
        (checks.motion_faults, "<p>", "p { transition: color 1s }", "Something may move"),
        (checks.forced_colour_faults, "<button>x", "button { border: 0 }", "No border"),
        (checks.print_faults, "<p>pale", PALE_IN_DARK, "Too pale on paper"),
        (checks.print_faults, "<nav>here", "", "Of no use on paper"),
    ],
)
def test_a_fault_is_found(check: Check, body: str, style: str, said: str, page: Page) -> None:
    show(page, SOUND.replace("</main>", f"{body}</main>"), PRINTED + style)
    assert any(said in fault for fault in check(page)), check(page)


def test_a_control_that_tab_does_not_come_to_is_found(page: Page) -> None:
    show(page, SOUND.replace("<button>", "<button id=other>Before</button><button>"))
    page.evaluate("document.querySelector('#other').addEventListener('focus', (event) => event.target.blur())")
    page.evaluate(
        "document.querySelector('a').addEventListener('focus', () => document.querySelectorAll('button')[1].focus())"
    )
    assert any("Tab does not come to" in fault for fault in checks.keyboard_faults(page))


def test_what_a_page_says_and_is_refused_is_recorded(page: Page, used: Served) -> None:
    with Recording(page, used.address) as recording:
        page.goto(f"{used.address}/sign-in")
        page.evaluate("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }))")
        page.evaluate("fetch('http://127.0.0.1:9/told').catch(() => 0)")
        page.evaluate("console.error('told')")
        with page.expect_event("pageerror"):
            page.evaluate("setTimeout(() => { throw new Error('broken') })")
    said = "\n".join(recording.faults)
    assert 200 == recording.status
    assert "The policy stops http://127.0.0.1:9/x.png by img-src" in said
    assert "The policy stops http://127.0.0.1:9/told by connect-src" in said
    assert "broken" in said
    assert "told" in said


def test_what_a_page_asks_for_elsewhere_or_in_vain_is_recorded(inspections: Visits, used: Served) -> None:
    elsewhere, in_vain = "http://127.0.0.1:9/x.png", "/answers/unknown/none.png"
    with inspections.window(Role.REVIEWER) as page, Recording(page, used.address) as recording:
        page.goto("/answers")
        for address in (elsewhere, in_vain):
            page.evaluate(
                "address => new Promise(done => Object.assign(new Image(), { src: address, onerror: done }))", address
            )
    said = "\n".join(recording.faults)
    assert "/answers/unknown/none.png fails with 404" in said
    assert "The page asks for http://127.0.0.1:9/x.png" in said
    assert "http://127.0.0.1:9/x.png fails" in said


def test_what_a_left_page_still_waits_for_is_no_fault(inspections: Visits, used: Served) -> None:
    with inspections.window(Role.REVIEWER) as page, Recording(page, used.address) as recording:
        page.route("**/slow.png", lambda route: None)
        page.goto("/answers")
        with page.expect_request("**/slow.png"):
            page.evaluate("document.body.append(Object.assign(new Image(), { src: '/answers/slow.png' }))")
        with page.expect_event("requestfailed"):
            page.goto("/documents")
    assert [] == recording.faults
