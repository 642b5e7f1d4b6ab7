"""The Home tab, with any number of documents."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.slack.home_view import MAX_HOME_BLOCKS, MAX_HOME_BYTES, MAX_RECENT, HeldDocument, RecentQuestion, home_view
from bot.slack.windows import View
from bot.wording import own_wording
from fakes.slack.answers import citation_of
from fakes.slack.limits import mentions_and_links, view_error, visible_text
from knowledge.domain import Authority, Currency, Outcome, Standing

WORDING = own_wording()


def held(currency: Currency = Currency.CURRENT, unreadable: tuple[int, ...] = (), **document: Any) -> HeldDocument:
    version = citation_of(**document).passage.version
    return HeldDocument(replace(version, unreadable_pages=unreadable), Standing(Authority.THRESHOLD, currency))


def asked(text: str = "How soon?", outcome: Outcome = Outcome.ANSWERED) -> RecentQuestion:
    return RecentQuestion(text, date(2026, 3, 2), outcome)


def home(documents: list[HeldDocument], recent: list[RecentQuestion]) -> View:
    view = home_view(documents, recent, WORDING)
    assert view_error(view) is None
    return view


def seen(documents: list[HeldDocument], recent: list[RecentQuestion]) -> str:
    return visible_text(home(documents, recent)["blocks"])


def test_how_to_ask_and_what_is_kept() -> None:
    text = seen([], [])
    assert "ring 999" in text
    assert "Not kept: a message in which I notice something that points to a person." in text
    assert "You have not asked anything yet." in text
    assert text.endswith("Documents that I search (0)\nI have no documents to search yet.")


def test_documents_say_in_words_whether_they_hold() -> None:
    text = seen([held(), held(Currency.SUPERSEDED, (3, 7)), held(Currency.PAST_REVIEW, review_by=date(2025, 9, 1))], [])
    assert text.endswith(
        "Documents that I search (3)\n"
        "Bruising protocol — threshold, current — effective from 1 April 2024\n"
        "Bruising protocol — threshold, superseded — effective from 1 April 2024\n"
        "Warning: a newer document replaces this one. Find that one before you act.\n"
        "Pages that I cannot read, because they are pictures or scans: 3, 7.\n"
        "Bruising protocol — threshold, past its review date — effective from 1 April 2024\n"
        "Warning: this document was due for review by 1 September 2025. Ask whether it still holds before you act."
    )


def test_many_unreadable_pages_do_not_fill_the_tab() -> None:
    assert ", 40 ….\n" not in seen([held(unreadable=tuple(range(1, 41)))], [])
    assert seen([held(unreadable=tuple(range(1, 1_000)))], []).endswith("39, 40 ….")


@pytest.mark.parametrize("outcome", Outcome)
def test_own_questions_with_how_they_ended(outcome: Outcome) -> None:
    assert f"How soon? — 2 March 2026 — {WORDING.outcomes[outcome]}" in seen([], [asked(outcome=outcome)])


@pytest.mark.parametrize("count", [MAX_RECENT - 1, MAX_RECENT, MAX_RECENT + 1, 500])
def test_the_newest_questions_are_shown(count: int) -> None:
    text = seen([], [asked(f"Question {number}? " + "x" * 2_000) for number in range(count)])
    assert min(count, MAX_RECENT) == text.count("Question ")


@pytest.mark.parametrize("title", ["Bruising", "é" * 140, "😀" * 140])
@pytest.mark.parametrize("count", [1, 30, 400, 5_000])
def test_any_number_of_documents_fits_or_is_counted(title: str, count: int) -> None:
    view = home([held(unreadable=(1, 2), title=f"{title} protocol")] * count, [asked()] * 20)
    assert len(view["blocks"]) <= MAX_HOME_BLOCKS + 1
    assert len(json.dumps(view["blocks"])) < MAX_HOME_BYTES + 1_000
    text = visible_text(view["blocks"])
    shown = text.count(" protocol — ")
    left = re.search(r"no room to show here: (\d+)\.$", text)
    assert shown + (int(left[1]) if left else 0) == count
    assert shown > 0


def test_nothing_of_a_document_or_question_can_be_pressed() -> None:
    hostile = "<!channel> <@U0MEMBER> <https://evil.example|here>"
    view = home([held(title=hostile)], [asked(hostile)])
    assert [] == mentions_and_links("", view["blocks"])
    assert 2 == visible_text(view["blocks"]).count(hostile)
