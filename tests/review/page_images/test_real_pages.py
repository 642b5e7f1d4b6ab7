"""Quotes of real documents on their pages: of the demonstration corpus, and of guidance where it is at hand."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from builders.corpora import ingested
from builders.marked_pages import Quoted, is_scanned, kept, lies_on, quotes_of, text_under
from knowledge.editions import Editions
from review.page_images.drawers import DrawingLimits
from review.page_images.images import PageImages

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"
SEED = 20_26
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")


@pytest.fixture
def images(tmp_path: Path) -> Iterator[PageImages]:
    with PageImages(tmp_path) as images:
        yield images


def ingested_pdfs(data: Path, *folders: Path) -> list[Quoted]:
    """All quotes of the PDFs of these folders."""
    corpus = data / "corpus"
    corpus.mkdir()
    for path in (path for folder in folders for path in folder.glob("*.pdf")):
        (corpus / path.name).write_bytes(path.read_bytes())
    ingested(corpus, data)
    with closing(Editions(data).open_live("words")) as edition:
        return list(quotes_of(edition.passages))


def wrong(quotes: list[Quoted], images: PageImages, data: Path) -> list[Quoted]:
    """The quotes whose boxes do not lie on them."""
    found = []
    for each in quotes:
        image = images.image(each.passage.version, each.page, [each.quote], [each.passage.text])
        original = data / "originals" / each.passage.version.sha256
        if image is None or not image.is_marked or not lies_on(each.quote, text_under(original, each.page, image)):
            found.append(each)
    return found


def test_quotes_of_the_demonstration_are_marked_where_they_stand(images: PageImages, tmp_path: Path) -> None:
    quotes = ingested_pdfs(tmp_path, ROOT / "corpus")
    written = [each for each in quotes if not is_scanned(tmp_path / "originals", each)]
    assert [] == wrong(random.Random(SEED).sample(written, 60), images, tmp_path)


@needs_data
@pytest.mark.slow
def test_quotes_of_guidance_are_marked_where_they_stand(images: PageImages, tmp_path: Path) -> None:
    quotes = ingested_pdfs(tmp_path, DATA / "guidance")
    written = [each for each in quotes if not is_scanned(tmp_path / "originals", each)]
    sample = random.Random(SEED).sample(written, 500)
    assert len(wrong(sample, images, tmp_path)) <= 5


@needs_data
@pytest.mark.slow
def test_no_odd_file_takes_the_server_with_it(tmp_path: Path) -> None:
    files = sorted(path for path in (DATA / "files").rglob("*") if path.suffix.lower() == ".pdf")
    assert len(files) > 100
    with PageImages(tmp_path, DrawingLimits(seconds=5)) as images, ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda file: images.image(kept(tmp_path, file), 1, ["the"]), files))
    assert sum(image is not None for image in drawn) > 0.8 * len(files)
    assert all(image is None or image.width * image.height <= 3_100_000 for image in drawn)
