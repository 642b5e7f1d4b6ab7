"""Hands on a keyboard, and no mouse: where the focus is, and going to a control by Tab."""

from playwright.sync_api import Page

_MOST_STOPS = 200
# What a screen reader would call it, near enough: its label, or its text.
_NAME = """
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return "";
  const label = element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText || "";
  return label.trim().replaceAll(/\\s+/g, " ");
}
"""


def focused_text(page: Page) -> str:
    """The name of what has the focus; nothing where the page itself has it."""
    text: str = page.evaluate(_NAME)
    return text


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control has the focus whose name holds this; raises AssertionError where none does.

    After the last control Tab leaves the page, and comes back to the first.
    """
    passed: list[str] = []
    while passed.count("") < 2 and len(passed) < _MOST_STOPS:
        page.keyboard.press("Tab")
        passed.append(focused_text(page))
        if name in passed[-1]:
            return
    raise AssertionError(f"Tab came to {passed}, not to {name}")


def activate(page: Page, name: str) -> None:
    """Go to a control by Tab, and press Enter on it."""
    tab_to(page, name)
    page.keyboard.press("Enter")
