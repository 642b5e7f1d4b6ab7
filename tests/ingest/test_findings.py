"""What an examination found, as people read it."""

from io import StringIO

from rich.console import Console

from ingest.findings import print_findings
from knowledge.ingest_report import (
    Cause,
    GateResult,
    HeldVersion,
    Impact,
    IngestReport,
    MissedQuestion,
    MissingEvidence,
)

TELL = "Once the edition is published, their conversations in Slack are told with: signpost notify"


def printed(report: IngestReport) -> list[str]:
    console = Console(file=StringIO(), width=100, soft_wrap=True)
    print_findings(report, console)
    assert isinstance(console.file, StringIO)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines() if line.strip()]


def impact(answer_id: str, quote: str = "[b]two\nhours", thread: str = "T1") -> Impact:
    return Impact(answer_id, "How [soon]?", thread, "2026-03-02T09:15:00+00:00", "a.pdf", 3, quote, Cause.CHANGED)


def missed(id: str, found_before: bool) -> MissedQuestion:
    return MissedQuestion(id, "How?", (MissingEvidence("a.md", None, "[i]now", "it went"),), found_before)


def test_held_versions_come_with_the_command() -> None:
    held = HeldVersion("[a].md", "3f" * 32, "Ann", "it waits", "signpost approve '[a].md'")
    assert ["Held [a].md: it waits", "Somebody else approves it with: signpost approve '[a].md'"] == printed(
        IngestReport("e", held=(held,))
    )


def test_past_answers_come_with_their_thread_and_the_quotes_that_went() -> None:
    assert [
        "Impact past answers that rest on what has gone: 2",
        "a1, 2026-03-02, thread T1: How [soon]?",
        "changed: a.pdf, p. 3: “[b]two hours”",
        "changed: a.pdf, p. 3: “today”",
        "a2, 2026-03-02: How [soon]?",
        "changed: a.pdf, p. 3: “[b]two hours”",
        TELL,
    ] == printed(IngestReport("e", impact=(impact("a1"), impact("a1", "today"), impact("a2", thread=""))))


def test_many_past_answers_are_cut_short() -> None:
    lines = printed(IngestReport("e", impact=tuple(impact(f"{n}") for n in range(25))))
    assert ["… and 5 more (see --json)", TELL] == lines[-2:]


def test_golden_questions_that_were_lost_are_told_from_those_never_found() -> None:
    gate = GateResult(4, ("g3",), ("g1", "g3"), (missed("g1", True), missed("g2", False)), (missed("g3", True),))
    assert [
        "Golden questions: the evidence of 1 of 4 was found (the live edition: 2).",
        "Lost g1: How?",
        "a.md: “[i]now”: it went",
        "Missed g2: How?",
        "a.md: “[i]now”: it went",
        "Changed g3: How?",
        "a.md: “[i]now”: it went",
    ] == printed(IngestReport("e", gate=gate))


def test_says_that_there_are_no_golden_questions() -> None:
    (said,) = printed(IngestReport("e", gate=GateResult(0, (), None, ())))
    assert said.startswith("There are no golden questions")
