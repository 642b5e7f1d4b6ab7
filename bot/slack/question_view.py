"""The window in which somebody makes a question of a message."""

from collections.abc import Mapping
from typing import Any

from bot.cleaning import cleaned
from bot.guard import MOST_CHARACTERS
from bot.slack.elements import plain
from bot.slack.windows import View, form
from bot.wording import Wording

QUESTION_FORM = "question"
_QUESTION = "question"


def question_view(text: str, wording: Wording, metadata: str) -> View:
    """The message's words to change before they are asked, cut to what a question may have.

    `metadata`, of at most 3,000 characters, says where the answer goes.
    """
    words = wording.slack
    element = {
        "type": "plain_text_input",
        "action_id": _QUESTION,
        "multiline": True,
        "max_length": MOST_CHARACTERS,
    }
    if begun := cleaned(text)[:MOST_CHARACTERS].rstrip():
        element["initial_value"] = begun
    asked = {
        "type": "input",
        "block_id": _QUESTION,
        "label": plain(words.question),
        "hint": plain(words.question_hint),
        "element": element,
    }
    return form(QUESTION_FORM, words.question_title, [asked], words.question_submit, metadata, wording)


def question_asked(view: Mapping[str, Any]) -> str:
    """The question from the view that Slack sends when it is submitted."""
    return cleaned(view["state"]["values"][_QUESTION][_QUESTION].get("value") or "")
