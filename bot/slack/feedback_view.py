"""The window that asks what is wrong with an answer, and what was said in it."""

from collections.abc import Mapping
from typing import Any

from bot.cleaning import cleaned
from bot.slack.elements import plain
from bot.slack.windows import View, form
from bot.wording import Wording
from knowledge.domain import FeedbackKind

FEEDBACK_FORM = "feedback"
MAX_NOTE_CHARACTERS = 500
NOTE = "note"
_KIND = "kind"
_REASONS = tuple(kind for kind in FeedbackKind if kind is not FeedbackKind.HELPFUL)


def feedback_view(answer_id: str, wording: Wording) -> View:
    """A reason to choose, and a note that nobody has to write."""
    words = wording.slack
    options = [{"text": plain(words.feedback[kind]), "value": kind.value} for kind in _REASONS]
    reason = {
        "type": "input",
        "block_id": _KIND,
        "label": plain(words.feedback_question),
        "element": {"type": "radio_buttons", "action_id": _KIND, "options": options},
    }
    note = {
        "type": "input",
        "block_id": NOTE,
        "optional": True,
        "label": plain(words.feedback_note),
        "hint": plain(words.feedback_note_hint),
        "element": {
            "type": "plain_text_input",
            "action_id": NOTE,
            "multiline": True,
            "max_length": MAX_NOTE_CHARACTERS,
        },
    }
    return form(FEEDBACK_FORM, words.feedback_title, [reason, note], words.send, answer_id, wording)


def feedback_given(view: Mapping[str, Any]) -> tuple[str, FeedbackKind, str]:
    """The answer's id, the reason, and the note, from the view that Slack sends when it is submitted."""
    values = view["state"]["values"]
    kind = FeedbackKind(values[_KIND][_KIND]["selected_option"]["value"])
    note = cleaned(values[NOTE][NOTE].get("value") or "")
    return view["private_metadata"], kind, note[:MAX_NOTE_CHARACTERS]
