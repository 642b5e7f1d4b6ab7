"""Measures the queue of the review console over a large ledger: `make bench-review`, or
`python tests/bench_review.py [--answers 100000] [--ledger FILE.db] [--plans]`.

The ledger is made once (two minutes), and kept where `--ledger` says. Times are those of the
whole page on the server: signed-in request to finished HTML, through the application, without a network. One person
asks. The processor's time is beside the clock's, because another load on the machine lengthens the latter alone.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event
from starlette.testclient import TestClient

from builders.answers import sample_answer
from builders.consoles import SECRET, account_for, client_for, sign_in_as
from builders.many_answers import REVIEWERS, many_answers
from knowledge.accounts import Role
from knowledge.domain import Outcome
from knowledge.ledger.ledger import Ledger
from review.console.app import console_app
from review.console.means import Means

_SHARE = 0.2
_REPEATS, _WARM = 40, 3


def main() -> None:
    """Make the ledger where there is none yet, and time the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--plans", action="store_true", help="print how SQLite reads each page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = options.ledger or Path(folder, "ledger.db")
        if not file.exists():
            begun = time.perf_counter()
            many_answers(file, options.answers, seed=1)
            print(f"made a ledger of {options.answers:,} answers in {time.perf_counter() - begun:.0f} s", flush=True)
        with Ledger.open(f"sqlite:///{file.resolve()}") as ledger:
            measure_recording(ledger)
            measure_pages(ledger, Path(folder), options.plans)


def measure_recording(ledger: Ledger) -> None:
    """What recording an answer takes, with and without a place in the queue."""
    for name, outcome in (("plain", Outcome.ANSWERED), ("safety card", Outcome.URGENT)):
        fresh = [sample_answer(f"bench-{name}-{time.time_ns()}-{n}") for n in range(200)]
        found = [replace(answer, outcome=outcome) for answer in fresh]
        report(f"record an answer, {name}", [timed(partial(ledger.record, answer)) for answer in found])


def measure_pages(ledger: Ledger, folder: Path, plans: bool) -> None:
    """The page as a lead sees it, plain and with each filter."""
    for name in REVIEWERS:
        account_for(ledger, Role.LEAD, name=name)
    with client_for(console_app(Means(ledger, folder, folder, _SHARE), SECRET)) as client:
        sign_in_as(client, ledger, Role.LEAD, name="Reviewer 00")
        for name, path in pages_of(client):
            if plans:
                print_plans(ledger, client, name, path)
            for _ in range(_WARM):
                client.get(path)
            report(name, [timed(partial(client.get, path)) for _ in range(_REPEATS)])


def pages_of(client: TestClient) -> Iterator[tuple[str, str]]:
    """What is measured: a name, and the address."""
    yield "plain page", "/"
    for name, query in {
        "state: done": "state=done",
        "state: second": "state=second+review+wanted",
        "state: disagreement": "state=disagreement",
        "all states": "state=all",
        "ground": "state=all&ground=sample",
        "outcome": "state=all&outcome=partial",
        "document, common": "state=all&document=procedures/document-0.pdf",
        "document, rare": "state=all&document=procedures/document-39.pdf",
        "period": "state=all&since=2025-06-01&until=2025-06-30",
        "assigned to me": "who=me",
        "assigned to nobody": "who=nobody",
        "only what I may review": "mine=yes",
        "newest first": "state=all&order=newest",
        "oldest first": "state=all&order=oldest",
        "search, common word": "state=all&words=baby",
        "search, two words": "state=all&words=baby+conference",
        "search, nothing found": "state=all&words=xylophone",
        "search and filters": "words=baby&ground=feedback&mine=yes",
    }.items():
        yield name, f"/?{query}"
    for query in ("state=all", "state=all&order=newest", "state=all&words=baby"):
        yield f"deep page, {query}", deep(client, f"/?{query}", 40)


def deep(client: TestClient, path: str, pages: int) -> str:
    """The address of a page that many pages on."""
    for _ in range(pages):
        text = client.get(path).text
        _, found, rest = text.partition('rel="next" href="')
        if not found:
            return path
        path = rest.partition('"')[0].replace("&amp;", "&")
    return path


def print_plans(ledger: Ledger, client: TestClient, name: str, path: str) -> None:
    """Every query of a page, as SQLite means to read it."""
    said: list[tuple[str, Any]] = []

    def listen(_: object, __: object, statement: str, parameters: Any, ___: object, ____: object) -> None:
        said.append((statement, parameters))

    event.listen(ledger._engine, "before_cursor_execute", listen)
    client.get(path)
    event.remove(ledger._engine, "before_cursor_execute", listen)
    print(f"--- {name}: {path}")
    with ledger._engine.connect() as connection:
        for statement, parameters in said:
            if statement.startswith("SELECT"):
                begun = time.perf_counter()
                connection.exec_driver_sql(statement, parameters).all()
                print(f"{1000 * (time.perf_counter() - begun):7.1f} ms  {' '.join(statement.split())[:150]}")
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                    print(f"             {row[-1]}")


def timed(deed: Callable[[], object]) -> tuple[float, float]:
    """How long a deed took, and how much of the processor, in milliseconds."""
    begun, used = time.perf_counter(), time.process_time()
    deed()
    return 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - used)


def report(name: str, times: list[tuple[float, float]]) -> None:
    """The median and the 95th percentile, of the clock and of the processor."""
    clock, used = ([each[n] for each in times] for n in (0, 1))
    ends = [statistics.quantiles(each, n=20)[-1] for each in (clock, used)]
    print(
        f"{name:40} p50 {statistics.median(clock):6.1f} ms  p95 {ends[0]:6.1f} ms   "
        f"processor p50 {statistics.median(used):6.1f} ms  p95 {ends[1]:6.1f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
