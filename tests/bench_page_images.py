"""Measures the images of pages: `make bench-pages`, or
`python tests/bench_page_images.py [CORPUS] [QUESTIONS.jsonl ...]`.

How long a page takes and weighs, and whether the boxes lie on the quotes: told by what pdfium, and poppler where it is
installed, find in the boxes. `--show FOLDER` writes a dozen of the images, and all whose boxes do not lie right;
`--data FOLDER` keeps what was ingested for another time; `--scan SCAN TEXT` names two documents that show the same, the
first without text.
"""

import argparse
import json
import random
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from builders.corpora import ingested
from builders.marked_pages import Quoted, is_scanned, letters, lies_on, poppler_text_under, quotes_of, text_under
from knowledge.domain import Version
from knowledge.editions import Editions
from knowledge.passages import PassageStore
from review.page_images.image import PageImage
from review.page_images.images import PageImages

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
SEED = 20_26
_SHOWN = 12
_TIMED = 100


def main() -> None:
    """Ingest the corpus, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("questions", type=Path, nargs="*")
    parser.add_argument("--quotes", type=int, default=600)
    parser.add_argument("--show", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--scan", nargs=2, metavar=("SCAN", "TEXT"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        data = arguments.data or Path(place)
        ingested(arguments.corpus, data)
        with closing(Editions(data).open_live("words")) as edition:
            random.seed(SEED)
            every = list(quotes_of(edition.passages))
            scanned = [each for each in every if is_scanned(data / "originals", each)]
            written = [each for each in every if each not in scanned]
            sample = random.sample(written, min(arguments.quotes, len(written)))
            golden = list(golden_quotes(arguments.questions, edition.passages))
        with PageImages(data) as images:
            for name, quotes in (("sampled", sample), ("golden", golden)):
                measure_boxes(name, quotes, data, images, arguments.show)
            if arguments.scan:
                scan, text = (edition.passages.versions[path] for path in arguments.scan)
                quotes = [each for each in scanned if each.passage.version == scan]
                measure_boxes("scanned", quotes, data, images, arguments.show, text)
        measure_times(sample[:_TIMED], data)


def golden_quotes(files: Sequence[Path], passages: PassageStore) -> Iterator[Quoted]:
    """The evidence of questions, with the passage of its page that holds it."""
    held: Mapping[str, list[tuple[str, Quoted]]] = defaultdict(list)
    for path, version in passages.versions.items():
        for passage in passages.of(path) if version.media_type == "application/pdf" else ():
            if passage.page is not None:
                held[f"{Path(path).name} {passage.page.index}"].append((letters(passage.text), Quoted(passage, "")))
    for line in (line for file in files for line in file.read_text(encoding="utf-8").splitlines()):
        for evidence in _flat([json.loads(line).get(key) or [] for key in ("evidence", "alternatives")]):
            quote = str(evidence["quote"])
            for text, place in held[f"{Path(str(evidence['document'])).name} {evidence['page']}"]:
                if letters(quote) in text:
                    yield Quoted(place.passage, quote)
                    break


def _flat(nested: object) -> Iterator[Mapping[str, object]]:
    if isinstance(nested, Mapping):
        yield nested
    elif isinstance(nested, list):
        for each in nested:
            yield from _flat(each)


def measure_boxes(
    name: str,
    quotes: Sequence[Quoted],
    data: Path,
    images: PageImages,
    show: Path | None,
    judged_on: Version | None = None,
) -> None:
    """Print for what share of the quotes the boxes lie on them, or on the same words of another version."""
    judges: list[tuple[str, Callable[[Path, int, PageImage], str]]] = [("pdfium", text_under)]
    if shutil.which("pdftotext"):
        judges.append(("poppler", poppler_text_under))
    right, unmarked = dict.fromkeys((judge for judge, _ in judges), 0), 0
    for number, quoted in enumerate(quotes):
        original = data / "originals" / (judged_on or quoted.passage.version).sha256
        image = images.image(quoted.passage.version, quoted.page, [quoted.quote], [quoted.passage.text])
        unmarked += image is None or not image.is_marked
        found = {
            judge: image is not None and lies_on(quoted.quote, look(original, quoted.page, image))
            for judge, look in judges
        }
        for judge, is_right in found.items():
            right[judge] += is_right
        if show and image and (number < _SHOWN or not found["pdfium"]):
            _write(show, f"{name}-{number}{'' if found['pdfium'] else '-wrong'}", image, quoted)
        if not found["pdfium"]:
            print(f"- {quoted.passage.version.document.path} p. {quoted.page}: {quoted.quote[:150]!r}")
    shares = ", ".join(f"{count} by {judge} ({count / max(1, len(quotes)):.2%})" for judge, count in right.items())
    print(f"{name}: {len(quotes)} quotes; boxes lie on {shares}; {unmarked} not marked")


def _write(folder: Path, name: str, image: PageImage, quoted: Quoted) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.{image.media_type.partition('/')[2]}").write_bytes(image.content)
    (folder / f"{name}.txt").write_text(quoted.quote, encoding="utf-8")


def measure_times(quotes: Sequence[Quoted], data: Path) -> None:
    """Print how long pages take that were never drawn, kept on the disk, and held in memory, and what they weigh."""
    shutil.rmtree(data / "page-images", ignore_errors=True)
    cold, from_disk, from_memory, sizes = [], [], [], []
    with PageImages(data) as images:
        images.image(quotes[0].passage.version, 1, [])  # the process has started
        for quoted in quotes:
            seconds, image = _timed(images, quoted)
            cold.append(seconds)
            sizes.append(len(image.content) / 1000 if image else 0)
    with PageImages(data) as images:
        from_disk = [_timed(images, quoted)[0] for quoted in quotes]
        from_memory = [_timed(images, quoted)[0] for quoted in quotes]
    for name, figures, unit in (
        ("cold", [1000 * each for each in cold], "ms"),
        ("from the disk", [1000 * each for each in from_disk], "ms"),
        ("from memory", [1000 * each for each in from_memory], "ms"),
        ("weight", sizes, "kB"),
    ):
        p95 = quantiles(figures, n=20)[-1]
        print(f"{name:14} p50 {median(figures):6.1f} {unit}  p95 {p95:6.1f} {unit}  most {max(figures):6.1f} {unit}")


def _timed(images: PageImages, quoted: Quoted) -> tuple[float, PageImage | None]:
    started = time.perf_counter()
    image = images.image(quoted.passage.version, quoted.page, [quoted.quote], [quoted.passage.text])
    return time.perf_counter() - started, image


if __name__ == "__main__":
    main()
