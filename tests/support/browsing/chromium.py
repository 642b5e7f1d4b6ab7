"""Debian's Chromium, driven by Playwright, which brings none of its own here."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

MISSING = "Chromium is not installed: apt-get install chromium fonts-dejavu-core"
_TIMEOUT_MS = 15_000


def chromium_path() -> str | None:
    """Where Chromium is, None where it is not installed."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium without a window, which asks nothing of the network by itself.

    The sandbox is left out for root alone, who cannot have it.
    """
    arguments = ["--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=arguments + (["--no-sandbox"] if os.geteuid() == 0 else []),
            timeout=4 * _TIMEOUT_MS,
        )
        yield browser
        browser.close()
