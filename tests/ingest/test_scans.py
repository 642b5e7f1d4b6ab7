"""What an ingest keeps of scans: where each word stands."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from builders.corpora import ingested
from builders.pdf_files import body, pdf, scan_of, together
from ingest import ocr
from knowledge.editions import Editions
from knowledge.scanned_words import read_scanned_words, scanned_words_file
from review.page_images.images import PageImages

pytestmark = pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed")

# As the scan is drawn: its first line begins 180 pixels from the left and 200 from the top of 1654 by 2339.
SCAN = scan_of("The plan must be reviewed every year", "within six months of the decision.")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of a scan and what was ingested of it."""
    folder = tmp_path_factory.mktemp("scans")
    (folder / "corpus").mkdir()
    pdf(folder / "corpus" / "scan.pdf", body(0), SCAN)
    pdf(folder / "corpus" / "text.pdf", body(1), body(2))
    ingested(folder / "corpus", folder / "data")
    return folder


def original(place: Path, name: str) -> Path:
    with closing(Editions(place / "data").open_live("words")) as edition:
        return place / "data" / "originals" / edition.passages.versions[name].sha256


def test_the_words_of_scanned_pages_lie_beside_the_original(place: Path) -> None:
    scan = original(place, "scan.pdf")
    assert () == read_scanned_words(scan, 1)
    words = read_scanned_words(scan, 2)
    text = " ".join(word.text for word in words)
    assert "The plan must be reviewed every year within six months of the decision." == text
    assert (180 / 1654, 200 / 2339) == pytest.approx((words[0].left, words[0].top), abs=0.006)
    assert all(word.left < word.right and 0 < word.bottom - word.top < 0.02 for word in words)
    assert not scanned_words_file(original(place, "text.pdf")).exists()


def test_a_quote_is_marked_on_the_scan(place: Path) -> None:
    with closing(Editions(place / "data").open_live("words")) as edition, PageImages(place / "data") as images:
        (passage,) = (each for each in edition.passages.of("scan.pdf") if "decision" in each.text)
        image = images.image(passage.version, 2, ["be reviewed every year within six months"], [passage.text])
    assert image is not None
    assert image.is_marked
    first, second = image.boxes
    assert first.left > second.left
    assert 200 / 2339 * image.height == pytest.approx(first.top, abs=10)
    assert 260 / 2339 * image.height == pytest.approx(second.top, abs=10)


def test_words_are_swept_with_their_original_alone(place: Path, tmp_path: Path) -> None:
    data = shutil.copytree(place / "data", tmp_path / "data")
    gone = data / "originals" / ("0" * 64 + ".words.gz")
    gone.write_bytes(b"x")
    (tmp_path / "corpus").mkdir()
    pdf(tmp_path / "corpus" / "new.pdf", body(3))
    ingested(tmp_path / "corpus", data)
    assert not gone.exists()
    assert scanned_words_file(data / "originals" / original(place, "scan.pdf").name).exists()


def test_a_page_of_text_and_a_picture_keeps_its_own_text(tmp_path: Path) -> None:
    """Where OCR read words that the page has as text too, the page's own boxes are used."""
    (tmp_path / "corpus").mkdir()
    pdf(tmp_path / "corpus" / "mixed.pdf", body(0), together(SCAN, body(1, top=300)))
    ingested(tmp_path / "corpus", tmp_path / "data")
    with closing(Editions(tmp_path / "data").open_live("words")) as edition, PageImages(tmp_path / "data") as images:
        version = edition.passages.versions["mixed.pdf"]
        image = images.image(version, 2, ["Sentence bbb x goes on", "six months of the decision."])
    assert image is not None
    assert image.is_marked
    assert {True, False} == {box.top > image.height / 2 for box in image.boxes}
