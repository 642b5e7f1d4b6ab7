"""The window with a passage, and those that stand in its place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack.passage_view import passage_view
from bot.slack.windows import View, gone_view, loading_view, not_for_you_view, thanks_view
from bot.wording import Wording, own_wording
from fakes.slack.answers import QUOTE, citation_of
from fakes.slack.limits import mentions_and_links, view_error, visible_text
from fakes.slack.reading import walk
from knowledge.domain import Authority, Citation, Currency, Standing

WORDING = own_wording()
ASKED_ON = date(2026, 3, 2)
CURRENT = Standing(Authority.LOCAL_PROCEDURE, Currency.CURRENT)
HOSTILE = "<!channel> <@U0MEMBER> <https://evil.example|here> *bold* :smile:\n"


def citation_in(text: str, quote: str = QUOTE, **document: Any) -> Citation:
    """A citation whose passage has this text."""
    citation = citation_of(1, quote, **document)
    return replace(citation, passage=replace(citation.passage, text=text, end=len(text)))


def view_of(citation: Citation, now: Standing | None = CURRENT) -> View:
    view = passage_view(citation, now, ASKED_ON, WORDING)
    assert view_error(view) is None
    return view


def bold_in(view: View) -> list[str]:
    return [each["text"] for each in walk(view["blocks"][2:]) if each.get("style") == {"bold": True}]


def test_a_passage_with_its_place_and_its_version() -> None:
    view = view_of(citation_in(f"Any bruise: {QUOTE}. Then write."))
    assert visible_text(view["blocks"]) == (
        "Bruising protocol\np. 6 (printed 4)\nAssessment › Babies who are not mobile\n"
        "When this was answered, on 2 March 2026: local procedure, current.\n"
        "Version 3f3f3f3f3f3f, put in on 5 January 2026, effective from 1 April 2024.\n"
        f"{WORDING.slack.quoted_in_bold}\n"
        f"Any bruise: [quote] {QUOTE} [end of quote]. Then write."
    )
    assert [QUOTE] == bold_in(view)


def test_marks_a_quote_that_is_spaced_otherwise() -> None:
    view = view_of(citation_in("It must be\nreferred – today.", "must be referred - today"))
    assert ["must be\nreferred – today"] == bold_in(view)


@pytest.mark.parametrize("text", ["Something else.", ""])
def test_says_where_the_quote_is_not_there(text: str) -> None:
    view = view_of(citation_in(text))
    assert WORDING.slack.quote_not_found in visible_text(view["blocks"])
    assert [] == bold_in(view)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (
            Standing(Authority.LOCAL_PROCEDURE, Currency.SUPERSEDED),
            "Now: local procedure, superseded.\nWarning: a",
        ),
        (Standing(Authority.LOCAL_PROCEDURE, Currency.WITHDRAWN), "Warning: this document has been withdrawn."),
        (None, "Now: taken out of the documents"),
    ],
)
def test_warns_where_it_holds_no_more(now: Standing | None, told: str) -> None:
    assert told in visible_text(view_of(citation_in(QUOTE), now)["blocks"])


def test_warns_of_what_did_not_hold_then_either() -> None:
    citation = citation_in(QUOTE, currency=Currency.SUPERSEDED)
    seen = visible_text(view_of(citation, citation.standing)["blocks"])
    assert "Warning: a newer document" in seen
    assert "Now:" not in seen


def test_a_published_document_is_one_press_away() -> None:
    view = view_of(citation_in(QUOTE, source_url="https://example.org/a.pdf"))
    (button,) = view["blocks"][-1]["elements"]
    assert ("https://example.org/a.pdf#page=6", "open_page") == (button["url"], button["action_id"])
    assert "Open Bruising protocol, p. 6 (printed 4)" == button["accessibility_label"]
    assert "open_page" not in str(view_of(citation_in(QUOTE, source_url="javascript:alert(1)")))


@pytest.mark.parametrize(("length", "is_cut"), [(1_999, False), (2_000, False), (2_001, True), (50_000, True)])
@pytest.mark.parametrize("before", [0.0, 0.5, 1.0])
def test_a_long_passage_is_cut_around_its_quote(length: int, is_cut: bool, before: float) -> None:
    room = length - len(QUOTE) - 2
    text = ("word " * 10_000)[: int(room * before)] + f" {QUOTE} " + ("more " * 10_000)[: room - int(room * before)]
    view = view_of(citation_in(text.strip().ljust(length, ".")))
    assert [QUOTE] == bold_in(view)
    assert (WORDING.slack.passage_cut in visible_text(view["blocks"])) == is_cut
    shown = visible_text(view["blocks"][-1:]).replace("[quote] ", "").replace(" [end of quote]", "")
    assert len(shown) <= 2_000
    assert is_cut or len(shown) == length


def test_a_quote_that_is_too_long_is_cut_itself() -> None:
    quote = "word " * 2_000
    assert "(cut for length)" in visible_text(view_of(citation_in(f"So: {quote}", quote.strip()))["blocks"])


def test_nothing_of_a_document_can_be_pressed() -> None:
    view = view_of(citation_in(HOSTILE + QUOTE, title=HOSTILE, heading=HOSTILE))
    assert [] == mentions_and_links("", view["blocks"])
    assert "<!channel>" in visible_text(view["blocks"])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=st.text(max_size=3_000), quote=st.text(max_size=3_000), after=st.text(max_size=3_000), title=st.text())
def test_whatever_a_passage_holds(before: str, quote: str, after: str, title: str) -> None:
    view_of(citation_in(before + quote + after, quote, title=title, heading=title))


@pytest.mark.parametrize("made", [loading_view, not_for_you_view, gone_view, thanks_view])
def test_the_windows_of_one_sentence(made: Callable[[Wording], View]) -> None:
    view = made(WORDING)
    assert view_error(view) is None
    assert 1 == len(view["blocks"])
