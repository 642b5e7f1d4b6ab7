"""What Slack refuses of buttons, inputs, rich text and views: at each limit, and one beyond."""

from typing import Any

import pytest

from fakes.slack.limits import blocks_error, metadata_error, view_error, visible_text
from fakes.slack.samples import (
    Block,
    actions,
    asked,
    button,
    choice,
    context_actions,
    feedback,
    inline,
    modal,
    option,
    plain,
    section,
    text_input,
)


def confirm(title: int = 1, text: int = 1, yes: int = 1, no: int = 1) -> Block:
    """A confirmation with texts of so many characters."""
    return {
        "title": plain("x" * title),
        "text": plain("x" * text),
        "confirm": plain("x" * yes),
        "deny": plain("x" * no),
    }


def icon(number: int = 1, **more: Any) -> Block:
    """An icon button."""
    return {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": f"icon{number}", **more}


def options(count: int) -> list[Block]:
    """So many choices."""
    return [option("x", f"v{number}") for number in range(count)]


def accessory(element: Block) -> Block:
    """A section with something beside it."""
    return {**section("x"), "accessory": element}


@pytest.mark.parametrize(
    ("allowed", "refused"),
    [
        (context_actions(*map(icon, range(5))), context_actions(*map(icon, range(6)))),
        (context_actions(icon()), context_actions()),
        (context_actions(feedback("x" * 75)), context_actions(feedback("x" * 76))),
        (context_actions(feedback(value="v" * 2_000)), context_actions(feedback(value="v" * 2_001))),
        (
            context_actions(feedback(accessibility_label="x" * 75)),
            context_actions(feedback(accessibility_label="x" * 76)),
        ),
        (context_actions(feedback()), actions(feedback())),
        (context_actions(icon(value="v" * 2_000)), context_actions(icon(value="v" * 2_001))),
        (context_actions(icon()), context_actions(button())),
        (actions(button(confirm=confirm(title=100))), actions(button(confirm=confirm(title=101)))),
        (actions(button(confirm=confirm(text=300))), actions(button(confirm=confirm(text=301)))),
        (actions(button(confirm=confirm(yes=30))), actions(button(confirm=confirm(yes=31)))),
        (actions(button(confirm=confirm(no=30))), actions(button(confirm=confirm(no=31)))),
        (actions(button(action_id="a" * 255)), actions(button(action_id="a" * 256))),
        (actions(button(url="https://a.example")), actions(button(url="file:///a"))),
        (actions(button(style="danger")), actions(button(style="loud"))),
        (actions(button(action_id="a"), button(action_id="b")), actions(button(action_id="a"), button(action_id="a"))),
        (actions(choice("static_select", *options(100))), actions(choice("static_select", *options(101)))),
        (actions(choice("static_select", option("x" * 75))), actions(choice("static_select", option("x" * 76)))),
        (
            actions(choice("static_select", option(value="x" * 150))),
            actions(choice("static_select", option(value="x" * 151))),
        ),
        (accessory(button()), accessory(text_input())),
        (accessory(choice("overflow", *options(5))), accessory(choice("overflow", *options(6)))),
        (asked(choice("radio_buttons", *options(10))), asked(choice("radio_buttons", *options(11)))),
        (asked(choice("checkboxes", *options(10))), asked(choice("checkboxes", *options(11)))),
        (
            asked(choice("radio_buttons", option(), initial_option=option())),
            asked(choice("radio_buttons", option(), initial_option=option("Two"))),
        ),
        (asked(text_input(), label="x" * 2_000), asked(text_input(), label="x" * 2_001)),
        (asked(text_input(max_length=3_000)), asked(text_input(max_length=3_001))),
        (
            asked(text_input(max_length=5, initial_value="xxxxx")),
            asked(text_input(max_length=5, initial_value="x" * 6)),
        ),
        (asked(text_input()), asked(button())),
        ({**section("x"), "block_id": "b" * 255}, {**section("x"), "block_id": "b" * 256}),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 20] * 100},
            {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]},
        ),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}, {"type": "table", "rows": []}),
        (inline(type="link", url="https://a.example"), inline(type="link", url="slack://a")),
        (inline(type="text", text="x", style={"code": True}), inline(type="text", text="x", style={"loud": True})),
        (inline(type="text", text="x", style={"bold": True}), inline(type="text", text="x", style={"bold": "yes"})),
        (
            {"type": "task_card", "task_id": "1", "title": "Search", "status": "complete"},
            {"type": "task_card", "task_id": "1", "title": "Search", "status": "asleep"},
        ),
    ],
)
def test_knows_the_limit_of_each_block(allowed: Block, refused: Block) -> None:
    """As much as Slack allows, and one more."""
    assert blocks_error([allowed]) in (None, "msg_blocks_too_long")
    assert blocks_error([refused]) == "invalid_blocks"


def test_tells_blocks_apart_by_their_ids() -> None:
    """The same id twice in a message is refused; the same action in two blocks is not."""
    assert blocks_error([{**section("x"), "block_id": "a"}, {**section("x"), "block_id": "b"}]) is None
    assert blocks_error([{**section("x"), "block_id": "a"}] * 2) == "invalid_blocks"
    assert blocks_error([actions(button(action_id="a")), actions(button(action_id="a"))]) is None


@pytest.mark.parametrize(
    ("allowed", "refused"),
    [
        (modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25))),
        (modal(close=plain("x" * 24)), modal(close=plain("x" * 25))),
        (modal(callback_id="x" * 255), modal(callback_id="x" * 256)),
        (modal(private_metadata="x" * 3_000), modal(private_metadata="x" * 3_001)),
        (
            modal(asked(text_input())),
            {key: value for key, value in modal(asked(text_input())).items() if key != "submit"},
        ),
        (modal(section("x")), modal(context_actions(feedback()))),
        (modal(section("x")), modal({"type": "markdown", "text": "x"})),
        ({"type": "home", "blocks": []}, {"type": "home", "blocks": [], "title": plain("x")}),
        ({"type": "home", "blocks": []}, {"type": "home", "blocks": [], "submit": plain("x")}),
    ],
)
def test_knows_the_limits_of_views(allowed: Block, refused: Block) -> None:
    """As much as Slack allows, and one more."""
    assert view_error(allowed) is None
    assert view_error(refused) == "invalid_arguments"


def test_checks_metadata() -> None:
    """A type and a payload."""
    assert metadata_error({"event_type": "answer", "event_payload": {}}) is None
    assert metadata_error({"event_type": "answer"}) == "invalid_metadata_format"
    assert metadata_error({"event_type": "", "event_payload": {}}) == "invalid_metadata_format"


def test_reads_what_can_be_pressed_and_filled_in() -> None:
    """The words on buttons, choices and labels."""
    blocks = [context_actions(feedback()), asked(choice("radio_buttons", option("Wrong"))), accessory(button("More"))]
    assert visible_text(blocks) == "Helpful\nNot helpful\nWhich?\nWrong\nx\nMore"
