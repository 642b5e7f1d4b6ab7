"""What a page must hold for whoever uses it. Each check gives faults as sentences, and none where all is well."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browsing.visiting import FORMS, NARROW, WIDE, Form, take_form

_MEASURING = (Path(__file__).parent / "measuring.js").read_text(encoding="utf-8")
_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_MOST_STOPS = 400
# WCAG 1.4.12: whoever needs it may space text like this.
_SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
_ENLARGED = "html { font-size: 200% !important; }"
_AXE = Axe()


def axe_faults(page: Page, *rules: str) -> list[str]:
    """What axe finds by its rules for WCAG 2.2 AA and for good practice, or by some rules alone."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": _STANDARD}
    found = _AXE.run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response
    return [
        f"{violation['id']}: {node['target'][0]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def axe_faults_in(page: Page, forms: Sequence[Form]) -> list[str]:
    """What axe finds in each form, and whether somebody has to scroll sideways there."""
    faults = []
    for form in forms:
        take_form(page, form)
        faults += [f"{form}: {fault}" for fault in axe_faults(page) + wide_faults(page)]
    take_form(page, FORMS[0])
    return faults


def open_details(page: Page) -> None:
    """Show what is folded away."""
    _measured(page, "openDetails()")


def wide_faults(page: Page) -> list[str]:
    """Whether somebody has to scroll sideways."""
    return _faults(page, "wide()")


def heading_faults(page: Page) -> list[str]:
    """Headings that leave a level out, or not one of the first level."""
    return _faults(page, "headings()")


def layout_faults(page: Page) -> list[str]:
    """Text that is cut off, covered or off the side: narrow, at 200%, at twice the size of type, and spaced out."""
    faults = []
    for width, style in ((NARROW, ""), (WIDE // 2, ""), (WIDE, _ENLARGED), (WIDE, _SPACED), (NARROW, _SPACED)):
        take_form(page, Form("light", width))
        handle = page.add_style_tag(content=style) if style else None
        which = {"": "as it is", _ENLARGED: "type at 200%", _SPACED: "spaced"}[style]
        faults += [f"{width} px, {which}: {fault}" for fault in wide_faults(page) + _faults(page, "lost()")]
        if handle:
            handle.evaluate("style => style.remove()")
    take_form(page, FORMS[0])
    return faults


def keyboard_faults(page: Page) -> list[str]:
    """Controls that Tab does not come to, or on which the focus cannot be seen; each stop is tried."""
    _measured(page, "beginTabbing()")
    faults: list[str] = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        found = _measured(page, "focused()")
        if found is None:
            return faults + _faults(page, "neverReached()")
        faults += found
    return [*faults, "Tab does not come to the end of the page"]


def motion_faults(page: Page) -> list[str]:
    """What moves for somebody who asked that nothing does."""
    page.emulate_media(reduced_motion="reduce")
    faults = _faults(page, "moving()")
    take_form(page, FORMS[0])
    return faults


def forced_colour_faults(page: Page) -> list[str]:
    """What cannot be read or told where a person chooses the colours."""
    page.emulate_media(forced_colors="active")
    faults = axe_faults(page, "color-contrast") + _faults(page, "unmarkedButtons()")
    take_form(page, FORMS[0])
    return faults


def print_faults(page: Page) -> list[str]:
    """Text too pale for paper, for somebody with a dark screen too, and controls that are of no use there."""
    page.emulate_media(media="print", color_scheme="dark")
    faults = _faults(page, "palePrint()") + _faults(page, "controlsInPrint()")
    take_form(page, FORMS[0])
    return faults


def _faults(page: Page, expression: str) -> list[str]:
    found: list[str] = _measured(page, expression)
    return found


def _measured(page: Page, expression: str) -> Any:
    if not page.evaluate("'measuring' in window"):
        page.evaluate(_MEASURING)
    return page.evaluate(f"measuring.{expression}")
