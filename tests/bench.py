"""Measures the whole program beside the stock LangChain pipeline: `make bench`, or
`python tests/bench.py CORPUS [QUESTIONS.jsonl]`; how ingestion grows with the corpus: `python tests/bench.py --sizes
10000 100000`, which takes ten minutes.

Each figure is of a process of its own. Compare figures of one run with each other, never with another machine's.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from ingest.files import read_file

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
QUESTIONS = CORPUS / "golden.jsonl"
_POLL_SECONDS = 0.1
_PASSAGES_OF_ONE_DOCUMENT, _SENTENCES, _WORDS = 200, 3, 30


@dataclass(frozen=True, slots=True)
class Run:
    """One process with its children: wall-clock seconds, peak memory in megabytes, and the last JSON it wrote."""

    seconds: float
    megabytes: int
    result: dict[str, int]

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.result["pages"] / self.seconds


def main() -> None:
    """What the arguments ask for."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--sizes"]:
        for size in arguments[1:]:
            print(generated_line(int(size)), flush=True)
    else:
        compare(*map(Path, arguments))


def compare(corpus: Path = CORPUS, questions: Path = QUESTIONS) -> None:
    """Ingest a corpus by both, ours again unchanged and with a document changed, and ask the questions."""
    with tempfile.TemporaryDirectory() as place:
        copy, data = Path(shutil.copytree(corpus, Path(place, "corpus"))), Path(place, "data")
        stock = stock_run(copy, Path(place, "stock"))
        full = ingest(copy, data)
        print(line("full ingest", full, f"{full.result['passages']:,} passages"))
        if stock is not None:
            print(line("stock pipeline", stock, f"{stock.result['passages']:,} passages"))
            speed, memory = full.rate / stock.rate, full.megabytes / stock.megabytes
            print(f"ours to stock     {speed:.1f} times the speed, {memory:.2f} times the memory")
        again = ingest(copy, data)
        print(line("nothing changed", again, f"{again.seconds / full.seconds:.1%} of the full ingest"))
        changed, share = change_one(copy), ingest(copy, data)
        part = share.result["embedded"] / full.result["passages"]
        of_all = f"of the full ingest ({changed}: {part:.1%} of the passages)"
        print(line("one changed", share, f"{share.seconds / full.seconds:.1%} {of_all}"))
        seconds = watched_change(copy, Path(place, "watched"))
        print(f"one, watched      {seconds[1]:7.1f} s   {seconds[1] / seconds[0]:.1%} of the full ingest as watched")
        print(asking(questions, data))


def stock_run(corpus: Path, store: Path) -> Run | None:
    """The stock pipeline's run; None where the corpus has no PDF."""
    if not any(corpus.rglob("*.pdf")):
        print("stock pipeline    not run: it reads PDFs, and there is none")
        return None
    return measured([str(ROOT / "tests" / "bench_stock.py"), str(corpus), str(store)], store)


def ingest(corpus: Path, data: Path) -> Run:
    """Our ingest of a corpus into a data folder."""
    return measured(["-m", "signpost", "ingest", "--corpus", str(corpus), "--json"], data)


def watched_change(corpus: Path, data: Path) -> list[float]:
    """Seconds of a full ingest into an empty folder and of one document's change, both by a process that watches."""
    command = [sys.executable, "-m", "signpost", "ingest", "--watch", "--corpus", str(corpus), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=environment(data)) as process:
        assert process.stdout is not None
        full = json.loads(process.stdout.readline())
        change_one(corpus)
        one = json.loads(process.stdout.readline())
        process.terminate()
    return [full["seconds"], one["seconds"]]


def environment(data: Path) -> dict[str, str]:
    """What a process is started with."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "SIGNPOST_DATA": str(data)}


def measured(arguments: list[str], data: Path) -> Run:
    """Run Python with these arguments, and watch its memory and its children's."""
    started, peak = time.monotonic(), 0
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([sys.executable, *arguments], stdout=output, cwd=ROOT, env=environment(data))
        while process.poll() is None:
            peak = max(peak, held_bytes(process.pid))
            time.sleep(_POLL_SECONDS)
        seconds = time.monotonic() - started
        if process.returncode not in (0, 1):
            sys.exit(f"{' '.join(arguments)} ended with status {process.returncode}")
        output.seek(0)
        return Run(seconds, peak // 2**20, json.loads(output.read()))


def held_bytes(pid: int) -> int:
    """The resident memory of a process and its children now."""
    try:
        process = psutil.Process(pid)
        return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)])
    except psutil.NoSuchProcess:  # it ended while it was looked at
        return 0


def change_one(corpus: Path) -> str:
    """Shuffle the lines of the PDF of middling size, so that its passages are new, and return its name."""
    files = sorted(corpus.rglob("*.pdf"), key=lambda path: path.stat().st_size)
    chosen, chance = files[len(files) // 2], random.Random(3)
    pages = [page.extract_text().splitlines() for page in PdfReader(chosen).pages]
    canvas = Canvas(str(chosen))
    for lines in pages:
        chance.shuffle(lines)
        for place, text in enumerate(lines):
            canvas.drawString(40, 820 - place * 800 / len(lines), text)
        canvas.showPage()
    canvas.save()
    return chosen.name


def generated_line(passages: int) -> str:
    """Ingest a generated corpus of about so many passages into an empty data folder, and say what one cost."""
    with tempfile.TemporaryDirectory() as place:
        run = ingest(write_generated(Path(place, "corpus"), passages), Path(place, "data"))
        index = sum(path.stat().st_size for path in Path(place, "data", "editions").rglob("*") if path.is_file())
    each = f"{1000 * run.seconds / run.result['passages']:.2f} ms a passage   index {index // 2**20:,} MB"
    return f"{run.result['passages']:>9,} generated {run.seconds:7.1f} s   {run.megabytes:6,} MB   {each}"


def write_generated(folder: Path, passages: int) -> Path:
    """Text files of paragraphs of a passage's length each, the demonstration corpus's words drawn by chance."""
    texts = [block.text for path in sorted(CORPUS.glob("*.pdf")) for block in read_file(path).blocks]
    words, chance = sorted({word for text in texts for word in text.split()}), random.Random(11)
    folder.mkdir()
    for first in range(0, passages, _PASSAGES_OF_ONE_DOCUMENT):
        count = min(_PASSAGES_OF_ONE_DOCUMENT, passages - first)
        text = "\n\n".join(generated_passage(words, chance) for _ in range(count))
        (folder / f"generated-{first:07}.txt").write_text(text, encoding="utf-8")
    return folder


def generated_passage(words: list[str], chance: random.Random) -> str:
    """Some sentences of words drawn by chance."""
    return " ".join(f"The {' '.join(chance.choices(words, k=_WORDS))}." for _ in range(_SENTENCES))


def line(name: str, run: Run, remark: str) -> str:
    """One row of the table."""
    return f"{name:<17} {run.seconds:7.1f} s   {run.rate:6.1f} pages/s   {run.megabytes:6,} MB   {remark}"


def asking(questions: Path, data: Path) -> str:
    """Seconds an answer in one process, the first (which loads the embedding model) apart."""
    command = [sys.executable, "-m", "signpost", "ask", "--from", str(questions), "--json"]
    lines = subprocess.run(
        command, stdout=subprocess.PIPE, check=True, cwd=ROOT, env=environment(data)
    ).stdout.splitlines()
    seconds = sorted(json.loads(each)["seconds"] for each in lines[1:])
    p95 = seconds[int(0.95 * (len(seconds) - 1))]
    return f"one answer        p50 {statistics.median(seconds):.2f} s   p95 {p95:.2f} s   ({len(seconds)} questions)"


if __name__ == "__main__":
    main()
