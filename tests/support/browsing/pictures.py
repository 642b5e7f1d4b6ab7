"""Photographs every page of the console in its four forms, for people to look at: `make pictures`."""

import sys
import tempfile
from pathlib import Path

from browsing.chromium import MISSING, chromium, chromium_path
from browsing.pages import PAGES
from browsing.visiting import FORMS, Visits, take_form
from builders.audited import CORPUS, audited
from builders.console_process import console_process
from builders.corpora import ingested
from knowledge.embedding import SentenceTransformerEmbedder


def main(folder: Path) -> None:
    """Write `PAGE-SCHEME-WIDTH.png` for each; raises SystemExit where there is no browser."""
    if chromium_path() is None:
        raise SystemExit(MISSING)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        embedder, edition = SentenceTransformerEmbedder(), Path(kept, "edition")
        ingested(CORPUS, edition, embedder)
        stage = audited(edition, Path(kept, "data"), embedder)
        with console_process(stage.data, stage.corpus) as address, chromium() as browser:
            photograph(Visits(browser, address, stage), folder)


def photograph(visits: Visits, folder: Path) -> None:
    """Every page, whole, in every form."""
    for shown in PAGES:
        with visits.opened(shown) as page:
            for form in FORMS:
                take_form(page, form)
                page.screenshot(path=folder / f"{shown}-{form}.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
