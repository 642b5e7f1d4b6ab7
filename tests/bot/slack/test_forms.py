"""The windows to fill in, and what is read of them when they are sent."""

from typing import Any

import pytest

from bot.slack.feedback_view import MAX_NOTE_CHARACTERS, feedback_given, feedback_view
from bot.slack.question_view import question_asked, question_view
from bot.wording import own_wording
from fakes.slack.limits import view_error, visible_text
from knowledge.domain import FeedbackKind

WORDING = own_wording()


def test_the_reasons_to_choose_from() -> None:
    view = feedback_view("a1", WORDING)
    assert view_error(view) is None
    assert "feedback" == view["callback_id"]
    assert "a1" == view["private_metadata"]
    options = view["blocks"][0]["element"]["options"]
    assert [kind.value for kind in FeedbackKind if kind is not FeedbackKind.HELPFUL] == [
        each["value"] for each in options
    ]
    assert "Please do not name anybody" in view["blocks"][1]["hint"]["text"]
    assert (True, 500) == (view["blocks"][1]["optional"], view["blocks"][1]["element"]["max_length"])


@pytest.mark.parametrize(
    ("written", "note"),
    [(None, ""), ("  too\x00 old ", "too old"), ("x" * MAX_NOTE_CHARACTERS, "x" * 500), ("x" * 501, "x" * 500)],
)
def test_what_was_said_in_it(written: str | None, note: str) -> None:
    view: dict[str, Any] = feedback_view("a1", WORDING)
    reason, own_words = view["blocks"]
    view["state"] = {
        "values": {
            reason["block_id"]: {reason["element"]["action_id"]: {"selected_option": reason["element"]["options"][1]}},
            own_words["block_id"]: {own_words["element"]["action_id"]: {"value": written}},
        }
    }
    assert ("a1", FeedbackKind.OUT_OF_DATE, note) == feedback_given(view)


@pytest.mark.parametrize("length", [0, 1, 1_999, 2_000, 2_001, 40_000])
def test_a_question_begins_with_the_message(length: int) -> None:
    view = question_view("x" * length, WORDING, "there")
    assert view_error(view) is None
    assert ("question", "there") == (view["callback_id"], view["private_metadata"])
    assert min(length, 2_000) == len(view["blocks"][0]["element"].get("initial_value", ""))
    assert "Take out names" in visible_text(view["blocks"]) + view["blocks"][0]["hint"]["text"]


@pytest.mark.parametrize(("written", "asked"), [(None, ""), (" How soon?\x07 ", "How soon?")])
def test_the_question_that_was_asked(written: str | None, asked: str) -> None:
    view: dict[str, Any] = question_view("", WORDING, "")
    (block,) = view["blocks"]
    view["state"] = {"values": {block["block_id"]: {block["element"]["action_id"]: {"value": written}}}}
    assert asked == question_asked(view)
