"""What buttons, windows and the Home tab say in Slack: the table [slack] of the wording.

The lengths are Slack's: one that is passed would have the whole message refused.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from bot.wording_checks import EMERGENCY_NUMBER, Counted, Dated, Plain, Safe, at_most, check_lines, has_keys, holds
from knowledge.domain import FeedbackKind
from knowledge.ingest_report import Cause
from knowledge.tables import Entry

# A document's title that fills a place of a label is cut to what is left.
_FILLED = 30
_Title = Annotated[str, holds(), at_most(24)]
_Button = Annotated[str, holds(), at_most(75)]
_Header = Annotated[str, holds(), at_most(150)]
_ConfirmButton = Annotated[str, holds(), at_most(30)]
_Hint = Annotated[str, holds(), at_most(2_000)]
_REASONS = tuple(kind for kind in FeedbackKind if kind is not FeedbackKind.HELPFUL)


class SlackWording(Entry):
    """The sentences by their keys in the table; each was checked when it was read."""

    looking: Plain
    looking_lines: Annotated[str, holds(), AfterValidator(check_lines)]
    stopped: Plain
    interrupted: Safe
    not_here: Safe
    not_among_others: Safe
    not_your_group: Safe
    too_long: Safe
    too_often: Safe
    too_busy: Safe
    shares: str
    shared_before: Plain
    not_shareable: Plain
    not_posted: Plain
    handed_on_told: Safe
    handed_on_before: Safe
    not_handed_on: Safe
    note_refused: Plain
    close: _Title
    send: _Title
    show_passage: Annotated[str, holds("marker"), at_most(_FILLED)]
    show_passage_label: Annotated[str, holds("marker", "source"), at_most(75 - _FILLED)]
    helpful: _Button
    helpful_label: _Button
    not_helpful: _Button
    not_helpful_label: _Button
    share: _Button
    share_label: _Button
    ask_a_person: _Button
    ask_a_person_label: _Button
    confirm_title: Annotated[str, holds(), at_most(100)]
    confirm: Annotated[str, holds(says=(EMERGENCY_NUMBER,)), at_most(300)]
    confirm_deny: _ConfirmButton
    passage_title: _Title
    standing_then: Annotated[str, holds("day", "standing")]
    standing_now: Annotated[str, holds("standing")]
    standing_removed: Plain
    ingested_on: Dated
    quoted_in_bold: Plain
    quote_begins: Plain
    quote_ends: Plain
    quote_not_found: Plain
    passage_cut: Plain
    open_page: _Button
    open_page_label: Annotated[str, holds("source"), at_most(75 - _FILLED)]
    loading: Plain
    not_for_you: Plain
    gone: Plain
    feedback_title: _Title
    feedback_question: _Hint
    feedback_note: _Hint
    feedback_note_hint: _Hint
    thanks_title: _Title
    thanks: Plain
    question_title: _Title
    question: _Hint
    question_hint: _Hint
    question_submit: _Title
    home_title: _Header
    home_about: Annotated[str, holds(says=(EMERGENCY_NUMBER,))]
    home_how: _Header
    home_examples: Plain
    home_privacy: _Header
    home_privacy_told: Plain
    home_recent: _Header
    home_recent_none: Plain
    home_documents: Annotated[str, holds("count"), at_most(130)]
    home_documents_none: Plain
    home_documents_more: Counted
    home_unreadable: Annotated[str, holds("pages")]
    handed_on: _Header
    handed_on_asks: Plain
    handed_on_outcome: Annotated[str, holds("outcome")]
    handed_on_evidence: _Header
    handed_on_no_evidence: Plain
    handed_on_restricted: Counted
    handed_on_left_out: Counted
    handed_on_thread: Plain
    corrected: Annotated[str, holds("number")]
    ask_again: _Button
    ask_again_label: _Button
    feedback: Annotated[Mapping[FeedbackKind, _Button], has_keys(*_REASONS)]
    causes: Annotated[Mapping[Cause, Annotated[str, holds("title")]], has_keys(*Cause)]
