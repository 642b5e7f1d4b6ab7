"""What can be pressed under an answer, and the pieces in which an answer is streamed."""

from dataclasses import replace
from typing import Any

import pytest

from bot.slack.blocks import MAX_PARTS, answer_blocks, answer_parts
from bot.slack.buttons import SHOW_PASSAGE, Buttons
from bot.wording import own_wording
from fakes.slack.answers import answer_of, citation_of, short_answer
from fakes.slack.limits import blocks_error, visible_text
from fakes.slack.reading import walk
from knowledge.domain import Answer, Outcome, PageReference, Statement

WORDING = own_wording()
ALL = Buttons(ask_a_person=True, share=True)


def pressed(answer: Answer, buttons: Buttons = ALL) -> list[dict[str, Any]]:
    """Every button of an answer, feedback included."""
    found = walk(answer_blocks(answer, WORDING, buttons))
    return [each for each in found if each.get("type") in ("button", "feedback_buttons")]


def action_ids(answer: Answer, buttons: Buttons = ALL) -> list[str]:
    return [each["action_id"] for each in pressed(answer, buttons)]


def test_a_source_has_a_button_beside_it() -> None:
    blocks = answer_blocks(answer_of(Statement("Refer.", (citation_of(2),))), WORDING, ALL)
    place = next(number for number, block in enumerate(blocks) if "[2] Bruising" in visible_text([block]))
    (button,) = blocks[place + 1]["elements"]
    assert ("show_passage", "7c1e90ab:2") == (button["action_id"], button["value"])
    assert "Show the passage of source 2: Bruising protocol, p. 6 (printed 4)" == button["accessibility_label"]


def test_sources_of_one_place_stand_together_with_a_button_each() -> None:
    other = citation_of(3, heading="Elsewhere")
    answer = answer_of(Statement("Refer.", (citation_of(1), other)), Statement("See.", (citation_of(2),)))
    seen = visible_text(answer_blocks(answer, WORDING, ALL))
    assert seen.index("[1] [2] Bruising protocol, p. 6") < seen.index("[3] Bruising protocol, p. 6")
    ids = [each["action_id"] for each in pressed(answer) if SHOW_PASSAGE.fullmatch(each["action_id"])]
    assert ["show_passage", "show_passage_2", "show_passage"] == ids
    values = [each["value"] for each in pressed(answer) if SHOW_PASSAGE.fullmatch(each["action_id"])]
    assert ["7c1e90ab:1", "7c1e90ab:2", "7c1e90ab:3"] == values


@pytest.mark.parametrize("characters", range(20, 40))
def test_a_label_keeps_its_page_whatever_the_title(characters: int) -> None:
    """Slack refuses a label of more than 75 characters."""
    answer = answer_of(Statement("Refer.", (citation_of(11, title="t" * characters),)))
    (label,) = [each["accessibility_label"] for each in pressed(answer) if each["action_id"] == "show_passage"]
    assert len(label) <= 75
    assert label.endswith(", p. 6 (printed 4)")
    assert ("…" in label) == (characters > 75 - len("Show the passage of source 11: , p. 6 (printed 4)"))


def test_a_long_printed_number_leaves_room_for_the_title() -> None:
    citation = citation_of()
    citation = replace(citation, passage=replace(citation.passage, page=PageReference(6, "x" * 200)))
    assert blocks_error(answer_blocks(answer_of(Statement("Refer.", (citation,))), WORDING, ALL)) is None


def test_feedback_says_which_answer_it_is_about() -> None:
    (feedback,) = [each for each in pressed(short_answer()) if each["type"] == "feedback_buttons"]
    assert "feedback" == feedback["action_id"]
    assert "7c1e90ab:helpful" == feedback["positive_button"]["value"]
    assert "7c1e90ab:not" == feedback["negative_button"]["value"]


@pytest.mark.parametrize(
    ("buttons", "expected"),
    [
        (Buttons(), ["feedback"]),
        (Buttons(ask_a_person=True), ["feedback", "ask_a_person"]),
        (Buttons(share=True), ["feedback", "share"]),
        (ALL, ["feedback", "ask_a_person", "share"]),
    ],
)
def test_the_other_buttons_are_there_where_asked_for(buttons: Buttons, expected: list[str]) -> None:
    assert expected == action_ids(answer_of(notice="Not found.", outcome=Outcome.NOT_FOUND), buttons)


def test_handing_on_is_confirmed_with_what_is_shared() -> None:
    (button,) = [each for each in pressed(short_answer()) if each["action_id"] == "ask_a_person"]
    assert "7c1e90ab" == button["value"]
    assert "your name go to the channel of the partnership team" in button["confirm"]["text"]["text"]


def test_a_safety_card_can_be_judged_too() -> None:
    card = answer_of(notice="Ring 999.", outcome=Outcome.URGENT)
    assert ["feedback", "ask_a_person"] == action_ids(card, Buttons(ask_a_person=True))


@pytest.mark.parametrize(
    "answer", [answer_of(notice="Not kept.", outcome=Outcome.IDENTIFIERS), answer_of(notice="Not asked.", id="")]
)
def test_what_was_not_kept_has_no_buttons(answer: Answer) -> None:
    assert [] == pressed(answer)


def test_every_button_says_what_it_does() -> None:
    answer = answer_of(*(Statement("Refer.", (citation_of(n, heading=f"Part {n}"),)) for n in range(1, 5)))
    for each in pressed(answer):
        inside = [each["positive_button"], each["negative_button"]] if "positive_button" in each else [each]
        assert all(button["accessibility_label"] for button in inside)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 9, 40])
@pytest.mark.parametrize(
    ("notice", "outcome"), [("", Outcome.ANSWERED), ("Also.", Outcome.PARTIAL), ("Ring 999.", Outcome.URGENT)]
)
def test_the_parts_are_the_blocks_in_at_most_four_pieces(count: int, notice: str, outcome: Outcome) -> None:
    statements = [Statement(f"Statement {n}.", (citation_of(n, heading=f"Part {n}"),)) for n in range(1, count + 1)]
    answer = answer_of(*statements, notice=notice, outcome=outcome)
    parts = answer_parts(answer, WORDING, ALL)
    assert [block for part in parts for block in part] == answer_blocks(answer, WORDING, ALL)
    assert 1 <= len(parts) <= MAX_PARTS
    assert all(parts)
    if count:
        assert visible_text(parts[-1]).startswith("Sources")
    if count > 1 and outcome is not Outcome.URGENT:
        assert visible_text(parts[0]).replace("\u00a0", " ").endswith("Statement 1. [1]")


def test_the_card_is_the_first_part() -> None:
    answer = answer_of(Statement("Refer.", (citation_of(),)), notice="Ring 999.", outcome=Outcome.URGENT)
    assert "Ring 999." == visible_text(answer_parts(answer, WORDING, ALL)[0])
