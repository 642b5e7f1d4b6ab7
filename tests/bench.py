"""Measures the whole program as its users run it: `make bench`, or `python tests/bench.py CORPUS [QUESTIONS.jsonl]`.

Each figure is of a process of its own. Compare figures of one run with each other, never with another machine's.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
QUESTIONS = ROOT / "corpus" / "golden.jsonl"


def main() -> None:
    """Ingest a corpus from nothing, again unchanged, and ask the questions; print a line for each."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    questions = Path(sys.argv[2]) if len(sys.argv) > 2 else QUESTIONS
    with tempfile.TemporaryDirectory() as data:
        os.environ["SIGNPOST_DATA"] = data
        seconds, report = measured("ingest", "--corpus", str(corpus), "--json")
        rate = report["pages"] / seconds
        print(f"full ingest       {seconds:7.1f} s   {rate:6.1f} pages/s   {peak_megabytes():,} MB")
        again, _ = measured("ingest", "--corpus", str(corpus), "--json")
        print(f"nothing changed   {again:7.1f} s   {again / seconds:6.1%} of the full ingest")
        print(asking(questions))


def measured(*arguments: str) -> tuple[float, dict[str, int]]:
    """Run the command; its wall-clock seconds and the JSON it wrote."""
    started = time.monotonic()
    run = subprocess.run([sys.executable, "-m", "signpost", *arguments], stdout=subprocess.PIPE, check=False)
    if run.returncode == 2:
        sys.exit("nothing was published")
    return time.monotonic() - started, json.loads(run.stdout)


def peak_megabytes() -> int:
    """The most memory that any process so far held at once."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def asking(questions: Path) -> str:
    """Seconds an answer in one process, the first (which loads the embedding model) apart."""
    command = [sys.executable, "-m", "signpost", "ask", "--from", str(questions), "--json"]
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()
    seconds = sorted(json.loads(line)["seconds"] for line in lines[1:])
    p95 = seconds[int(0.95 * (len(seconds) - 1))]
    return f"one answer        p50 {statistics.median(seconds):.2f} s   p95 {p95:.2f} s   ({len(seconds)} questions)"


if __name__ == "__main__":
    main()
