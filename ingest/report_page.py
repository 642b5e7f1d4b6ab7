"""The report as an HTML page beside its edition: one file, without scripts and without anything from elsewhere."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from ingest.report_entries import affected_answers, changes, golden_words, happened, label
from ingest.warning_groups import groups_by_path, warning_groups
from knowledge.editions import read_summary
from knowledge.errors import StorageError
from knowledge.ingest_report import IngestReport
from knowledge.intake.log import IntakeLog
from knowledge.inventory import Row, document_rows
from knowledge.passages import PassageStore

NAME = "report.html"


def write_report_page(folder: Path, report: IngestReport) -> None:
    """Write the page into the folder of an edition that is built; raises StorageError when it cannot be written."""
    created_at = datetime.fromisoformat(read_summary(folder).created_at)
    with closing(PassageStore.open(folder / "passages.db")) as passages:
        rows = document_rows(passages, created_at.date(), IntakeLog(folder.parent.parent))
    try:
        (folder / NAME).write_text(report_page(report, rows, created_at), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"The report could not be written to {folder} ({error.strerror}).") from error


def report_page(report: IngestReport, rows: Sequence[Row], created_at: datetime) -> str:
    """The page as text; `rows` are the edition's documents as `document_rows` gives them."""
    by_path, became = groups_by_path(report.warnings), happened(report)
    documents = [
        {**row, "happened": became.get(str(row["document"]), ""), "groups": by_path.get(str(row["document"]), [])}
        for row in rows
    ]
    listed = {row["document"] for row in rows}
    return _template().render(
        report=report,
        changes=changes(report),
        groups=warning_groups(report.warnings),
        affected=affected_answers(report.without_questions),
        golden=golden_words(report),
        documents=sorted(documents, key=_needs_a_look_first),
        elsewhere={path: groups for path, groups in by_path.items() if path not in listed},
        created_at=created_at,
    )


def _needs_a_look_first(document: Row) -> tuple[int, str]:
    groups = document["groups"]
    notes = sum(len(group.warnings) for group in groups) if isinstance(groups, list) else 0
    return -notes, str(document["document"])


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("ingest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(label=label)
    return environment.get_template(NAME)
