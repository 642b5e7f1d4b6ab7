"""What can be pressed under an answer. Each button says which answer it belongs to by its value."""

import re
from dataclasses import dataclass
from string import Template

from bot.layout import Source
from bot.slack.elements import actions, button, fitted, plain
from bot.slack.rich import Block
from bot.source import one_line, passage_page
from bot.wording import Wording, filled
from knowledge.domain import Answer, Citation, Outcome

# Slack wants another action_id for each button of a row: "show_passage", "show_passage_2" and so on.
SHOW_PASSAGE = re.compile(r"show_passage(?:_\d+)?")
FEEDBACK = "feedback"
ASK_A_PERSON = "ask_a_person"
SHARE = "share"
HELPFUL = "helpful"
NOT_HELPFUL = "not"
_PAGE_CHARACTERS = 24


@dataclass(frozen=True, slots=True)
class Buttons:
    """Which buttons an answer has beside those for passages and feedback.

    `ask_a_person` is for where somebody is there to be asked, `share` for an answer that only one person sees.
    """

    ask_a_person: bool = False
    share: bool = False


def passage_buttons(source: Source, answer: Answer, wording: Wording) -> list[Block]:
    """A row with a button for each citation of the source; none for an answer that was not kept."""
    if not _is_kept(answer):
        return []
    shown = [_passage_button(place, citation, answer, wording) for place, citation in enumerate(source.citations, 1)]
    return [actions(f"passage_{source.citations[0].marker}", *shown)]


def answer_buttons(answer: Answer, buttons: Buttons, wording: Wording) -> list[Block]:
    """Feedback, then what else can be done with the answer; nothing for one that was not kept."""
    if not _is_kept(answer):
        return []
    words = wording.slack
    row = []
    if buttons.ask_a_person:
        label, sure = words.ask_a_person_label, _confirm(wording)
        row.append(button(words.ask_a_person, ASK_A_PERSON, label, value=answer.id, confirm=sure))
    if buttons.share:
        row.append(button(words.share, SHARE, words.share_label, value=answer.id))
    return [_feedback(answer, wording), *([actions("answer", *row)] if row else [])]


def _is_kept(answer: Answer) -> bool:
    """There is nothing to show or to hand on of a message that was not processed."""
    return bool(answer.id) and answer.outcome is not Outcome.IDENTIFIERS


def _passage_button(place: int, citation: Citation, answer: Answer, wording: Wording) -> Block:
    words, marker = wording.slack, str(citation.marker)
    label = Template(words.show_passage_label).safe_substitute(marker=marker)
    page = passage_page(citation.passage)[:_PAGE_CHARACTERS]
    source = fitted(label, one_line(citation.passage.version.document.title), f", {page}" if page else "")
    return button(
        filled(words.show_passage, marker=marker),
        f"show_passage_{place}" if place > 1 else "show_passage",
        filled(label, source=source),
        value=f"{answer.id}:{marker}",
    )


def _feedback(answer: Answer, wording: Wording) -> Block:
    words = wording.slack
    found = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": _opinion(words.helpful, words.helpful_label, f"{answer.id}:{HELPFUL}"),
        "negative_button": _opinion(words.not_helpful, words.not_helpful_label, f"{answer.id}:{NOT_HELPFUL}"),
    }
    return {"type": "context_actions", "block_id": "feedback", "elements": [found]}


def _opinion(text: str, label: str, value: str) -> Block:
    return {"text": plain(text), "accessibility_label": label, "value": value}


def _confirm(wording: Wording) -> Block:
    words = wording.slack
    return {
        "title": plain(words.confirm_title),
        "text": plain(words.confirm),
        "confirm": plain(words.send),
        "deny": plain(words.confirm_deny),
    }
