"""Measures the whole program beside the stock LangChain pipeline: `make bench`, or
`python tests/bench.py CORPUS [QUESTIONS.jsonl]`.

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

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
QUESTIONS = CORPUS / "golden.jsonl"
_POLL_SECONDS = 0.1


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
    """Ingest a corpus by both, ours again unchanged and with a document changed, and ask the questions."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    questions = Path(sys.argv[2]) if len(sys.argv) > 2 else QUESTIONS
    with tempfile.TemporaryDirectory() as place:
        os.environ["SIGNPOST_DATA"] = str(Path(place, "data"))
        copy = Path(shutil.copytree(corpus, Path(place, "corpus")))
        stock = stock_run(copy, Path(place, "stock"))
        full = ingest(copy)
        print(line("full ingest", full, f"{full.result['passages']:,} passages"))
        if stock is not None:
            print(line("stock pipeline", stock, f"{stock.result['passages']:,} passages"))
            speed, memory = full.rate / stock.rate, full.megabytes / stock.megabytes
            print(f"ours to stock     {speed:.1f} times the speed, {memory:.2f} times the memory")
        again = ingest(copy)
        print(line("nothing changed", again, f"{again.seconds / full.seconds:.1%} of the full ingest"))
        changed, share = change_one(copy), ingest(copy)
        part = share.result["embedded"] / full.result["passages"]
        print(
            line("one changed", share, f"{share.seconds / full.seconds:.1%} of the full ingest ({changed}: {part:.1%})")
        )
        print(asking(questions))


def stock_run(corpus: Path, store: Path) -> Run | None:
    """The stock pipeline's run; None where the corpus has no PDF."""
    if not any(corpus.rglob("*.pdf")):
        print("stock pipeline    not run: it reads PDFs, and there is none")
        return None
    return measured([str(ROOT / "tests" / "bench_stock.py"), str(corpus), str(store)])


def ingest(corpus: Path) -> Run:
    """Our ingest of a corpus into the data folder."""
    return measured(["-m", "signpost", "ingest", "--corpus", str(corpus), "--json"])


def measured(arguments: list[str]) -> Run:
    """Run Python with these arguments, and watch its memory and its children's."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    started, peak = time.monotonic(), 0
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([sys.executable, *arguments], stdout=output, cwd=ROOT, env=environment)
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


def line(name: str, run: Run, remark: str) -> str:
    """One row of the table."""
    return f"{name:<17} {run.seconds:7.1f} s   {run.rate:6.1f} pages/s   {run.megabytes:6,} MB   {remark}"


def asking(questions: Path) -> str:
    """Seconds an answer in one process, the first (which loads the embedding model) apart."""
    command = [sys.executable, "-m", "signpost", "ask", "--from", str(questions), "--json"]
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout.splitlines()
    seconds = sorted(json.loads(each)["seconds"] for each in lines[1:])
    p95 = seconds[int(0.95 * (len(seconds) - 1))]
    return f"one answer        p50 {statistics.median(seconds):.2f} s   p95 {p95:.2f} s   ({len(seconds)} questions)"


if __name__ == "__main__":
    main()
