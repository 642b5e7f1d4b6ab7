"""Measures the ledger's chain: `make bench-ledger`, or `python tests/bench_ledger.py [--entries N] [--answers SHARE]`.

For each share of whole answers among the entries (the others are marks of answers, as small as a verdict) it makes a
ledger on SQLite, and verifies it with as many processes as there are cores, or as many as are given.
Before that: what an answer costs to record, with its entry and without.
"""

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Lines
from sqlalchemy import Table, insert

from builders.answers import BRUISING_QUOTE, BRUISING_TEXT, sample_answer, sample_citation, sample_passage
from knowledge.domain import Answer, Match, Statement
from knowledge.ledger import chain, rows
from knowledge.ledger.chain import ORIGIN, EntryKind, Head, Written, entry_row
from knowledge.ledger.cover import COVERED
from knowledge.ledger.engine import open_engine, writing
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.tables import answers, citations, considered, entries, marks, passages, statements

_AT_ONCE = 1000
_START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

# In a process of its own, so that the memory is that of verifying alone.
_VERIFY = """
import resource, sys, time
from knowledge.ledger.verifying import verify
if __name__ == "__main__":
    start = time.perf_counter()
    assert verify(sys.argv[1], processes=int(sys.argv[2])).is_whole
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(seconds, sum(each.ru_utime + each.ru_stime for each in used), max(each.ru_maxrss for each in used))
"""
Rows = dict[Table, list[dict[str, Any]]]


def whole_answer(id: str) -> Answer:
    """Six statements with two citations each, and twelve passages of 110 words considered."""
    found = [sample_passage(f"{number} {BRUISING_TEXT * 3}", number) for number in range(12)]
    cited = [sample_citation(passage, BRUISING_QUOTE, marker) for marker, passage in enumerate(found[:8], start=1)]
    return replace(
        sample_answer(id),
        statements=tuple(
            Statement(f"{number}. {BRUISING_TEXT}", (cited[number], cited[number + 1])) for number in range(6)
        ),
        considered=tuple(Match(passage, 0.5, {"keywords": 0.7, "meaning": 0.9}) for passage in found),
    )


def answer_rows(answer: Answer, at: datetime) -> Rows:
    """All rows of an answer."""
    numbers = rows.numbered_passages(answer)
    return {
        answers: [rows.answer_row(answer, at)],
        passages: rows.passage_rows(answer.id, numbers),
        statements: rows.statement_rows(answer),
        citations: rows.citation_rows(answer, numbers),
        considered: rows.considered_rows(answer, numbers),
    }


def copied(sample: Rows, id: str, at: datetime) -> Rows:
    """The rows of another answer."""
    copies = {table: [{**row, "answer_id": id} for row in given] for table, given in sample.items()}
    return {**copies, answers: [{**sample[answers][0], "id": id, "recorded_at": at}]}


def deeds(count: int, share: float) -> Iterator[tuple[str, str, datetime, Rows]]:
    """Kind, subject, moment and rows of each entry: answers at regular distances, marks of the last one between."""
    sample = answer_rows(whole_answer("a"), _START)
    answer_id, at = "", _START
    for number in range(count):
        at += timedelta(seconds=20)
        if number == 0 or int(number * share) > int((number - 1) * share):
            answer_id = f"{number:012x}"
            yield EntryKind.ANSWER, answer_id, at, copied(sample, answer_id, at)
        else:
            mark = {"answer_id": answer_id, "kind": "shared", "detail": str(number), "marked_by": "U1", "marked_at": at}
            yield EntryKind.MARK, answer_id, at, {marks: [mark]}


def build(url: str, count: int, share: float) -> None:
    """A ledger with so many entries, written faster than a bot would."""
    engine, last = open_engine(url), Head(0, ORIGIN, None)
    every = deeds(count, share)
    while batch := list(itertools.islice(every, _AT_ONCE)):
        values: Rows = {}
        sealed = []
        for kind, subject, at, written in batch:
            covered: list[Written] = [
                (COVERED[table.name], COVERED[table.name].values(row))
                for table, given in written.items()
                for row in given
            ]
            sealed.append(entry_row(last, kind, subject, covered, at))
            last = Head(sealed[-1]["number"], sealed[-1]["hash"], at)
            for table, given in written.items():
                values.setdefault(table, []).extend(given)
        with writing(engine) as connection:
            for table, given in sorted(values.items(), key=lambda item: list(COVERED).index(item[0].name)):
                connection.execute(insert(table), given)
            connection.execute(insert(entries), sealed)
    engine.dispose()


def timed(deed: Callable[[], Any]) -> float:
    """Seconds of the clock."""
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def verified(url: str, processes: int) -> tuple[float, float, int]:
    """Seconds of the clock, seconds of processors, and the most memory that a process of it took, in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _VERIFY, url, str(processes)], check=True, capture_output=True, text=True
    )
    seconds, processor_seconds, kilobytes = done.stdout.split()
    return float(seconds), float(processor_seconds), int(kilobytes) // 1000


def recording(url: str, count: int) -> tuple[float, float]:
    """The median milliseconds of processor time to record an answer: with its entry, and without."""
    given = [whole_answer(f"r{number}") for number in range(2 * count)]
    took: dict[bool, list[float]] = {True: [], False: []}
    seal: Any = chain.append_entry
    no_entry: Any = lambda *_: (0, "")  # noqa: E731
    with Ledger.open(url) as ledger:
        for number, answer in enumerate(given):
            with_entry = number % 2 == 0
            chain.append_entry = seal if with_entry else no_entry
            start = time.process_time()
            ledger.record(answer)
            took[with_entry].append(time.process_time() - start)
    chain.append_entry = seal
    return statistics.median(took[True]) * 1e3, statistics.median(took[False]) * 1e3


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--answers", type=float, nargs="*", default=[0.0, 0.05, 0.1])
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--processes", type=int, nargs="*", default=[os.cpu_count() or 1])
    arguments = parser.parse_args()
    console, lines = Console(), Lines("what", "figure")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        with_entry, without = recording(f"sqlite:///{folder}/recording.db", 300)
        lines.add_row("record an answer, processor time", f"{with_entry:.2f} ms; {without:.2f} ms without its entry")
        for share in arguments.answers:
            path = Path(folder) / f"{share}.db"
            url = f"sqlite:///{path}"
            built = timed(lambda: build(url, arguments.entries, share))  # noqa: B023
            size = path.stat().st_size / 1e9
            what = f"{arguments.entries:,} entries, {share:.0%} whole answers ({size:.1f} GB, made in {built:.0f} s)"
            for processes in arguments.processes:
                seconds, processor_seconds, memory = verified(url, processes)
                figure = (
                    f"{seconds:.1f} s, {processor_seconds:.1f} s of processors, {processes} processes, {memory} MB each"
                )
                lines.add_row(f"verify {what}", figure)
                console.print(what, figure)
            path.unlink()
    console.print(lines)


if __name__ == "__main__":
    main()
