"""Measures the queue of the review console over a large ledger: `make bench-review`, or
`python tests/bench_review.py [--answers 100000] [--ledger FILE.db] [--plans]`.

The ledger is made once (a minute) with the console's own means, and kept where `--ledger` says. Times are those of the
whole page on the server: signed-in request to finished HTML, through the application, without a network. One person
asks. The processor's time is beside the clock's, because another load on the machine lengthens the latter alone.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event, insert
from starlette.testclient import TestClient

from builders.answers import declined_answer, sample_answer, sample_citation, sample_passage, sample_version
from builders.consoles import SECRET, account_for, client_for, sign_in_as
from builders.reviews import verdicts_on
from knowledge import ledger_rows as rows
from knowledge.accounts import Role
from knowledge.domain import Answer, Citation, FeedbackKind, Outcome
from knowledge.ledger import Ledger
from knowledge.ledger_desk import lot_of, queue_recorded, set_stage
from knowledge.ledger_engine import writing
from knowledge.ledger_tables import answers, assignments, citations, considered, feedback, passages, reviews, statements
from knowledge.ledger_tables import verdicts as verdicts_table
from knowledge.verdicts import Ground, Judgement, Seat, Stage, Verdict
from review.console.app import console_app
from review.console.means import Means

_SHARE = 0.2
_AT_ONCE = 2_000
_BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_DOCUMENTS, _REVIEWERS, _MINUTES = 60, 12, 7
_REPEATS, _WARM = 40, 3
_WORDS = str.split(
    "child parent carer referral threshold bruise neglect strategy meeting core group conference plan school nursery "
    "police health visitor timescale consent information sharing adult allegation record level early help pathway "
    "assessment injury disclosure exploitation missing return interview chair minutes review escalate disagree"
)


def main() -> None:
    """Make the ledger where there is none yet, and time the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--plans", action="store_true", help="print how SQLite reads each page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = options.ledger or Path(folder, "ledger.db")
        is_there = file.exists()
        with Ledger.open(f"sqlite:///{file.resolve()}") as ledger:
            if not is_there:
                fill(ledger, options.answers)
            measure_recording(ledger)
            measure_pages(ledger, Path(folder), options.plans)


def fill(ledger: Ledger, number: int) -> None:
    """A ledger of so many answers: 15% queued, two thirds of these reviewed, a fifth of these twice."""
    chance = random.Random(1)
    begun = time.perf_counter()
    made = answers_of_two_years(number, chance)
    for start in range(0, number, _AT_ONCE):
        part = [next(made) for _ in range(min(_AT_ONCE, number - start))]
        with writing(ledger._engine) as connection:
            for table, values in _rows(part):
                if values:
                    connection.execute(insert(table), values)
            _queue(connection, part, chance)
    print(f"made a ledger of {number:,} answers in {time.perf_counter() - begun:.0f} s", flush=True)


def answers_of_two_years(number: int, chance: random.Random) -> Iterator[Answer]:
    """Answers over two years, of every outcome, most of two statements with two citations."""
    cited = [
        sample_citation(sample_passage(version=sample_version(f"folder/document-{n:02}.pdf", f"Document {n:02}")))
        for n in range(_DOCUMENTS)
    ]
    outcomes, weights = list(Outcome), [60, 10, 12, 2, 3, 3, 5, 4, 1]
    for n in range(number):
        id, at = f"{chance.getrandbits(96):024x}", _BEGIN + timedelta(minutes=_MINUTES * n)
        outcome = chance.choices(outcomes, weights)[0]
        question = " ".join(chance.choices(_WORDS, k=chance.randint(6, 24))).capitalize() + "?"
        first, second = (cited[min(int(chance.expovariate(0.08)), _DOCUMENTS - 1)] for _ in range(2))
        plain: tuple[Citation, ...] = (first, replace(second, marker=2))
        has_citations = outcome in (Outcome.ANSWERED, Outcome.PARTIAL, Outcome.JUDGEMENT, Outcome.URGENT)
        answer = sample_answer(id, question, at, plain) if has_citations else declined_answer(id, outcome, at)
        if not has_citations and outcome is not Outcome.IDENTIFIERS:
            answer = replace(answer, question=replace(answer.question, text=question))
        yield replace(answer, outcome=outcome)


def _rows(part: list[Answer]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    numbers = [(answer, rows.numbered_passages(answer)) for answer in part]
    yield answers, [rows.answer_row(answer, answer.question.asked_at) for answer in part]
    yield passages, [row for answer, number in numbers for row in rows.passage_rows(answer.id, number)]
    yield statements, [row for answer in part for row in rows.statement_rows(answer)]
    yield citations, [row for answer, number in numbers for row in rows.citation_rows(answer, number)]
    yield considered, [row for answer, number in numbers for row in rows.considered_rows(answer, number)]


def _queue(connection: Connection, part: list[Answer], chance: random.Random) -> None:
    urgent = [answer for answer in part if answer.outcome is Outcome.URGENT]
    rest = [answer for answer in part if answer.outcome is not Outcome.URGENT]
    flagged, sampled = rest[::20], [answer for n, answer in enumerate(rest) if n % 20 in (1, 2)][: len(rest) // 14]
    kinds = [kind.value for kind in FeedbackKind if kind is not FeedbackKind.HELPFUL]
    given = [
        {"answer_id": a.id, "kind": chance.choice(kinds), "note": "", "given_by": "U1", "given_at": a.question.asked_at}
        for a in flagged
    ]
    connection.execute(insert(feedback), given)
    for found, ground in ((urgent, Ground.CARD), (flagged, Ground.FEEDBACK), (sampled, Ground.SAMPLE)):
        queue_recorded(connection, [answer.id for answer in found], ground)
    for answer in (*urgent, *flagged, *sampled):
        if chance.random() < 0.67:
            _review(connection, answer, chance)
        elif chance.random() < 0.1:
            _assign(connection, answer, chance)


def _review(connection: Connection, answer: Answer, chance: random.Random) -> None:
    """One review; where the lot wants it mostly a second, and where they differ sometimes a third."""
    names = chance.sample([f"Reviewer {n:02}" for n in range(_REVIEWERS)], 3)
    first = verdicts_on(answer)
    _give(connection, answer, Seat.FIRST, names[0], first)
    stage = Stage.ONCE
    if lot_of(answer.id) < _SHARE and chance.random() < 0.8:
        differs = chance.random() < 0.3
        other = verdicts_on(answer, Judgement.PARTLY) if differs and answer.statements else first
        _give(connection, answer, Seat.SECOND, names[1], other)
        stage = Stage.DIFFERING if other != first else Stage.SETTLED
        if stage is Stage.DIFFERING and chance.random() < 0.6:
            _give(connection, answer, Seat.THIRD, names[2], other)
            stage = Stage.SETTLED
    set_stage(connection, answer.id, stage)


def _give(connection: Connection, answer: Answer, seat: Seat, name: str, given: tuple[Verdict, ...]) -> None:
    row = {"answer_id": answer.id, "seat": int(seat), "reviewer": name, "given_at": answer.question.asked_at}
    execute = connection.execute
    id = execute(insert(reviews).values(row).returning(reviews.c.id)).scalar_one()
    execute(
        insert(verdicts_table),
        [
            {
                "review_id": id,
                "statement": each.subject.statement,
                "marker": each.subject.marker,
                "judgement": each.judgement.value,
                "reason": each.reason,
            }
            for each in given
        ],
    )


def _assign(connection: Connection, answer: Answer, chance: random.Random) -> None:
    row = {
        "answer_id": answer.id,
        "seat": 1,
        "reviewer": f"Reviewer {chance.randrange(_REVIEWERS):02}",
        "assigned_by": "Lead",
        "assigned_at": answer.question.asked_at,
    }
    connection.execute(insert(assignments).values(row))


def measure_recording(ledger: Ledger) -> None:
    """What recording an answer takes, with and without a place in the queue."""
    for name, outcome in (("plain", Outcome.ANSWERED), ("safety card", Outcome.URGENT)):
        fresh = [sample_answer(f"bench-{name}-{time.time_ns()}-{n}") for n in range(200)]
        found = [replace(answer, outcome=outcome) for answer in fresh]
        report(f"record an answer, {name}", [timed(partial(ledger.record, answer)) for answer in found])


def measure_pages(ledger: Ledger, folder: Path, plans: bool) -> None:
    """The page as a lead sees it, plain and with each filter."""
    for number in range(_REVIEWERS):
        account_for(ledger, Role.LEAD, name=f"Reviewer {number:02}")
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
        "document, common": "state=all&document=folder/document-00.pdf",
        "document, rare": "state=all&document=folder/document-58.pdf",
        "period": "state=all&since=2025-06-01&until=2025-06-30",
        "assigned to me": "who=me",
        "assigned to nobody": "who=nobody",
        "only what I may review": "mine=yes",
        "newest first": "state=all&order=newest",
        "oldest first": "state=all&order=oldest",
        "search, common word": "state=all&words=bruise",
        "search, two words": "state=all&words=bruise+conference",
        "search, nothing found": "state=all&words=xylophone",
        "search and filters": "words=bruise&ground=feedback&mine=yes",
    }.items():
        yield name, f"/?{query}"
    for query in ("state=all", "state=all&order=newest", "state=all&words=bruise"):
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
