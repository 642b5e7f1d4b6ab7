"""The window that asks what is wrong with an answer, and what was said in it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.cleaning import cleaned
from bot.slack.elements import plain
from bot.slack.windows import View, form
from bot.wording import Wording
from knowledge.domain import FeedbackKind

FEEDBACK_FORM = "feedback"
MAX_NOTE_CHARACTERS = 500
_KIND, _NOTE = "kind", "note"
_REASONS = tuple(kind for kind in FeedbackKind if kind is not FeedbackKind.HELPFUL)


@dataclass(frozen=True, slots=True)
class FeedbackOn:
    """The answer that feedback is about, and where it stands; channel and thread are empty where it stands alone."""

    answer_id: str
    channel: str = ""
    thread: str = ""


def feedback_view(answer_id: str, wording: Wording, channel: str = "", thread: str = "") -> View:
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
        "block_id": _NOTE,
        "optional": True,
        "label": plain(words.feedback_note),
        "hint": plain(words.feedback_note_hint),
        "element": {
            "type": "plain_text_input",
            "action_id": _NOTE,
            "multiline": True,
            "max_length": MAX_NOTE_CHARACTERS,
        },
    }
    metadata = json.dumps(asdict(FeedbackOn(answer_id, channel, thread)))
    return form(FEEDBACK_FORM, words.feedback_title, [reason, note], words.send, metadata, wording)


def feedback_given(view: Mapping[str, Any]) -> tuple[FeedbackOn, FeedbackKind, str]:
    """What it is about, the reason, and the note, from the view that Slack sends when it is submitted."""
    values = view["state"]["values"]
    kind = FeedbackKind(values[_KIND][_KIND]["selected_option"]["value"])
    note = cleaned(values[_NOTE][_NOTE].get("value") or "")
    return FeedbackOn(**json.loads(view["private_metadata"])), kind, note[:MAX_NOTE_CHARACTERS]
