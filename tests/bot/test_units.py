"""What can be quoted of a passage, and where it stands."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.units import Unit, units_of
from builders.answers import sample_passage
from knowledge.domain import Passage, QuoteCheck
from knowledge.quoting import check_quote


def passages(*texts: str) -> list[Passage]:
    return [replace(sample_passage(text, ordinal), headings=("Timescales",)) for ordinal, text in enumerate(texts)]


def units(all_passages: Sequence[Passage], place: int = 0) -> list[Unit]:
    def neighbour(passage: Passage, ordinal: int) -> Passage | None:
        return all_passages[ordinal] if 0 <= ordinal < len(all_passages) else None

    found = units_of(all_passages[place], neighbour)
    for unit in found:
        assert all(QuoteCheck.EXACT == check_quote(each.quote, each.passage.text) for each in unit.quotes)
    return found


def texts(*of: str) -> list[str]:
    return [unit.text for unit in units(passages(*of))]


def test_a_paragraph_is_its_sentences() -> None:
    text = "The baby must be seen the same day. A manager signs the referral off, e.g. by e-mail."
    assert ["The baby must be seen the same day.", "A manager signs the referral off, e.g. by e-mail."] == texts(text)


def test_headings_and_scraps_are_left_out() -> None:
    text = "Timescales\nWho and when\nThe baby must be seen the same day."
    assert ["The baby must be seen the same day."] == texts(text)


def test_a_few_words_with_a_figure_are_kept() -> None:
    assert ["Within 24 hours."] == texts("Within 24 hours.\nOn the day.")


def test_a_list_stays_whole_with_its_lead_in() -> None:
    text = (
        "Tell the front door:\n• the child's name and address\n• what was seen, and when\nWrite it down the same day."
    )
    found = units(passages(text))
    assert [True, False] == [unit.is_list for unit in found]
    assert text.rpartition("\n")[0] == found[0].text


def test_a_list_whose_lead_in_is_itself_an_item_stays_whole() -> None:
    text = "1. Ring the front door:\n2. Say what you have seen\n3. Write down what was said"
    assert [text] == texts(text)


POINTS = "Work with families without a home\nPassing on records over city borders\nSupport for parents who were in care"


def test_points_without_bullets_are_a_list() -> None:
    (found,) = units(passages(f"Timescales\n{POINTS}"))
    assert found.is_list
    assert POINTS == found.text


def test_two_lines_without_full_stops_are_no_list() -> None:
    assert POINTS.splitlines()[:2] == texts("\n".join(POINTS.splitlines()[:2]))


def test_sentences_and_cells_are_no_points() -> None:
    sentences = "It is kept by them.\nIt is read by them.\nIt is held by them."
    assert not any(unit.is_list for unit in units(passages(sentences)))
    rows = "Level 1 | all of them | Help\nLevel 2 | some of them | Help\nLevel 3 | few of them | Help"
    assert not any(unit.is_list for unit in units(passages(rows)))


def test_a_long_numbered_paragraph_is_no_item() -> None:
    paragraph = f"102. Governing bodies should act {'on all of this ' * 12}in good time."
    assert [False, False] == [unit.is_list for unit in units(passages(f"{paragraph}\n{paragraph}"))]


def test_a_table_row_stays_whole() -> None:
    row = "Food and drink | Meals are regular. Food is in the house. | Meals are irregular. The child is often hungry."
    assert [row] == texts(row)


@pytest.mark.parametrize(
    "tile",
    [
        "16\nreferrals were made to the learning group",
        "7.3%\nof 16 and 17 year olds were not in education",
        "over 1 in 100\nof those aged 15 to 18 were admitted to hospital",
    ],
)
def test_a_figure_set_large_stays_with_what_it_counts(tile: str) -> None:
    assert [tile, "1\npractice review was published in the year"] == texts(
        f"{tile}\n1\npractice review was published in the year"
    )


def test_a_sentence_over_a_break_is_quoted_in_two_parts_from_either_side() -> None:
    all_passages = passages(
        "It is kept. The managers have two working", "days to reply to each other. Then it is closed by them."
    )
    for place in (0, 1):
        joined = next(unit for unit in units(all_passages, place) if len(unit.quotes) == 2)
        assert "The managers have two working days to reply to each other." == joined.text
        assert ["The managers have two working", "days to reply to each other."] == [
            each.quote for each in joined.quotes
        ]
        assert [0, 1] == [each.passage.ordinal for each in joined.quotes]


def test_a_finished_sentence_is_not_joined_to_the_next_passage() -> None:
    assert ["The managers have two working days."] == texts(
        "The managers have two working days.", "then it is closed by them."
    )


def test_an_unfinished_line_is_not_joined_to_a_new_sentence() -> None:
    assert ["Reports go to the partnership team every quarter"] == texts(
        "Reports go to the partnership team every quarter", "The team reads them."
    )


LIST = (
    "Tell the LADO if an adult:\n• harmed a child\n• may have harmed a child",
    "• behaved in a way\n• committed a crime",
)


@pytest.mark.parametrize("place", [0, 1])
def test_a_list_over_a_break_is_whole_from_either_side(place: int) -> None:
    all_passages = passages(*LIST, "• is not fit to work with children\nThen ring.")
    whole = next(unit for unit in units(all_passages, place) if unit.is_list)
    assert "\n".join([*LIST, "• is not fit to work with children"]) == whole.text
    assert [0, 1, 2] == [each.passage.ordinal for each in whole.quotes]


def test_a_lead_in_at_the_end_of_a_page_has_its_items() -> None:
    assert ["Ask these before you go:\n• who is there\n• who was told"] == texts(
        "Ask these before you go:", "• who is there\n• who was told"
    )


def test_a_list_under_another_heading_is_another_list() -> None:
    first, second = passages(*LIST)
    (found,) = units([first, replace(second, headings=("Referral",))])
    assert LIST[0] == found.text


def test_a_list_grows_no_longer_than_can_be_read() -> None:
    many = passages("Ask these:", *("\n".join(["• " + "word " * 24 + "end"] * 4) for _ in range(5)))
    (found,) = units(many)
    assert 200 < len(found.text.split()) <= 300


def test_a_passage_of_headings_alone_has_no_units() -> None:
    assert [] == texts("Timescales")
