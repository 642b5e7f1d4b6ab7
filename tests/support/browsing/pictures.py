"""Photographs every page of the console in its four forms, for people to look at: `make pictures`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from browsing.chromium import MISSING, chromium, chromium_path
from browsing.pages import PAGES
from browsing.visiting import FORMS, Visits, served, take_form
from builders.audited import CORPUS, audited, unused
from builders.corpora import ingested
from knowledge.embedding import SentenceTransformerEmbedder

_SHOW_IMAGES = """
() => Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.decode().catch(() => null);
}))
"""


def main(folder: Path) -> None:
    """Write `PAGE-SCHEME-WIDTH.png` for each; raises SystemExit where there is no browser."""
    if chromium_path() is None:
        raise SystemExit(MISSING)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        embedder, edition = SentenceTransformerEmbedder(), Path(kept, "edition")
        ingested(CORPUS, edition, embedder)
        stage, empty = audited(edition, Path(kept, "used"), embedder), unused(Path(kept, "unused"))
        with served(stage) as console, served(empty) as empty_console, chromium() as browser:
            photograph(Visits(browser, console, empty_console), folder)


def photograph(visits: Visits, folder: Path) -> None:
    """Every page, whole, in every form."""
    for shown in PAGES:
        with visits.opened(shown) as page:
            for form in FORMS:
                take_form(page, form)
                show_images(page)
                page.screenshot(path=folder / f"{shown}-{form}.png", full_page=True)


def show_images(page: Page) -> None:
    """Load the images that are waited with until they are scrolled to."""
    page.evaluate(_SHOW_IMAGES)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
