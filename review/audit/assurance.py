"""The assurance report of a period: rows in, figures out."""

from collections.abc import Callable, Sequence

from review.audit.assurance_agreement import agreement_section
from review.audit.assurance_asked import asked_section, feedback_section, needs_section
from review.audit.assurance_kept import actions_section, changes_section, documents_section, record_section
from review.audit.assurance_safety import declined_section, safety_section
from review.audit.assurance_sampling import sampling_section
from review.audit.assurance_support import support_section
from review.audit.figures import Report, Section, with_before
from review.audit.quarter import Quarter
from review.words import moment_words

_SECTIONS: Sequence[Callable[[Quarter], Section]] = (
    support_section,
    safety_section,
    declined_section,
    agreement_section,
    asked_section,
    needs_section,
    documents_section,
    feedback_section,
    actions_section,
    changes_section,
    sampling_section,
)


def assurance_report(quarter: Quarter, record: str = "") -> Report:
    """The report with the period before beside it; `record` says what checking the ledger found, nothing where
    nobody did. Raises LedgerError.
    """
    sections = [build(quarter) for build in _SECTIONS]
    before = quarter.before()
    earlier = [build(before) for build in _SECTIONS] if before.asked_in_all else []
    return Report(quarter.period, moment_words(quarter.now), (*with_before(sections, earlier), record_section(record)))
