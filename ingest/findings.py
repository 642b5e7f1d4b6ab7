"""What an examination found, as people read it: golden questions, past answers, versions that wait."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from ingest.report_entries import AffectedAnswer, affected_answers
from knowledge.ingest_report import GateResult, HeldVersion, IngestReport

_SHOWN = 20


def print_findings(report: IngestReport, console: Console) -> None:
    """What a person should act on after the table of files."""
    _print_held(report.held, console)
    _print_impact(affected_answers(report), console)
    if report.gate is not None:
        _print_gate(report.gate, console)


def _print_held(held: Sequence[HeldVersion], console: Console) -> None:
    for each in held:
        console.print(f"\n[yellow]Held[/yellow]    {escape(each.path)}: {escape(each.why)}")
        console.print(f"        Somebody else approves it with: {escape(each.command)}")


def _print_impact(answers: Sequence[AffectedAnswer], console: Console) -> None:
    """Past answers, newest first, each with the quotes that no longer hold."""
    if not answers:
        return
    console.print(f"\n[yellow]Impact[/yellow]  past answers that rest on what has gone: {len(answers)}")
    for answer in answers[:_SHOWN]:
        asked = answer.asked
        thread = f", thread {asked.thread}" if asked.thread else ""
        console.print(escape(f"  {asked.answer_id}, {asked.asked_at[:10]}{thread}: {asked.question}"))
        for each in answer.citations:
            console.print(escape(f"      {each.why}: {_place(each.document, each.page)}: “{_one_line(each.quote)}”"))
    if len(answers) > _SHOWN:
        console.print(f"  … and {len(answers) - _SHOWN} more (see --json)")
    console.print("        Once the edition is published, their conversations in Slack are told with: signpost notify")


def _print_gate(gate: GateResult, console: Console) -> None:
    if not gate.asked:
        console.print("\nThere are no golden questions: nothing was asked of the edition before it was published.")
        return
    before = "" if gate.found_before is None else f" (the live edition: {len(gate.found_before)})"
    console.print(f"\nGolden questions: the evidence of {len(gate.found)} of {gate.asked} was found{before}.")
    for missed in (*gate.missed, *gate.reworded):
        is_lost = missed.found_before and missed not in gate.reworded
        word = "[red]Lost[/red]  " if is_lost else "Changed" if missed in gate.reworded else "Missed"
        console.print(f"{word}  {escape(missed.id)}: {escape(missed.question)}")
        for each in missed.missing:
            place = _place(each.document, each.page)
            console.print(escape(f"        {place}: “{_one_line(each.quote)}”: {each.why}"))


def _place(document: str, page: int | None) -> str:
    return f"{document}, p. {page}" if page else document


def _one_line(text: str) -> str:
    return " ".join(text.split())
