"""Rendered answers: what a person sees, and every limit of Slack's at its edge."""

import html
import json
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cleaning import shortened
from bot.slack import blocks
from bot.slack.blocks import MAX_BLOCKS, MAX_BLOCKS_CHARACTERS, MAX_TEXT_CHARACTERS
from bot.slack.buttons import Buttons
from bot.wording import own_wording
from fakes.slack.answers import QUOTE, answer_of, citation_of, short_answer
from fakes.slack.limits import blocks_error, mentions_and_links, visible_text
from knowledge.domain import Answer, Authority, Currency, Outcome, Statement

TOTAL_CHARACTERS = 13_000
BUTTONS = Buttons(ask_a_person=True, share=True)
answer_blocks = partial(blocks.answer_blocks, wording=own_wording(), buttons=BUTTONS)
answer_text = partial(blocks.answer_text, wording=own_wording())
_patiently = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assert_within_limits(answer: Answer) -> None:
    """Slack takes both the blocks and the text, and neither holds a mention."""
    shown, text = answer_blocks(answer), answer_text(answer)
    assert blocks_error(shown) is None
    assert len(json.dumps(shown, ensure_ascii=False)) < TOTAL_CHARACTERS
    assert 0 < len(shown) <= MAX_BLOCKS
    assert 0 < len(text) <= MAX_TEXT_CHARACTERS
    assert mentions_and_links(text, shown) == []


def seen_in(answer: Answer) -> str:
    """The blocks as a person reads them, who cannot tell one space from another."""
    return visible_text(answer_blocks(answer)).replace("\u00a0", " ")


def types_of(blocks: list[dict[str, Any]]) -> list[str]:
    """The kinds of the blocks, in order."""
    return [block["type"] for block in blocks]


def rich_types(blocks: list[dict[str, Any]]) -> list[str]:
    """The kinds of what the first block holds."""
    return [element["type"] for element in blocks[0]["elements"]]


def test_shows_statements_then_sources() -> None:
    """Markers in the statements, then each source with its place, standing, day and quote."""
    answer = answer_of(
        Statement("Refer the same day.", (citation_of(1),)), Statement("See a doctor.", (citation_of(2),))
    )
    seen = seen_in(answer)
    assert seen == (
        "Refer the same day. [1]\n"
        "See a doctor. [2]\n"
        "Sources\n"
        "[1] [2] Bruising protocol, p. 6 (printed 4), Babies who are not mobile"
        " — local procedure, current — effective from 1 April 2024\n"
        f"{QUOTE}\n"
        "Show passage [1]\nShow passage [2]\n"
        "Helpful\nNot helpful\nAsk a person\nShare in channel\n"
        "Check the passage before you act. Answer 7c1e90ab"
    )


def test_the_text_holds_what_the_blocks_show() -> None:
    """Screen readers and notifications have nothing else."""
    text = answer_text(answer_of(Statement("Refer the same day.", (citation_of(1),))))
    assert text == (
        "Refer the same day. [1]\n\nSources\n\n"
        "[1] Bruising protocol, p. 6 (printed 4), Babies who are not mobile"
        f' — local procedure, current — effective from 1 April 2024\n"{QUOTE}"\n\n'
        "Check the passage before you act. Answer 7c1e90ab"
    )


def test_a_source_that_two_statements_share_is_listed_once() -> None:
    """As the markers promise."""
    seen = seen_in(short_answer())
    assert seen.count("Bruising protocol") == 1
    assert seen.count("[1]") == 4


def test_links_a_published_document_at_its_page() -> None:
    """Only an https address of the manifest becomes a link."""
    published = answer_of(Statement("Refer.", (citation_of(source_url="https://example.org/bruising"),)))
    (link,) = mentions_and_links("", answer_blocks(published))
    assert json.loads(link)["url"] == "https://example.org/bruising#page=6"
    unsafe = answer_of(Statement("Refer.", (citation_of(source_url="javascript:alert(1)"),)))
    assert mentions_and_links("", answer_blocks(unsafe)) == []


@pytest.mark.parametrize(
    ("currency", "warning"),
    [
        (Currency.SUPERSEDED, "Warning: a newer document replaces this one."),
        (Currency.PAST_REVIEW, "Warning: this document was due for review by 31 March 2024."),
        (Currency.WITHDRAWN, "Warning: this document has been withdrawn."),
    ],
)
def test_warns_in_words(currency: Currency, warning: str) -> None:
    """A document that no longer holds says so, in the blocks and in the text."""
    citation = citation_of(currency=currency, authority=Authority.STATUTORY, review_by=date(2024, 3, 31))
    answer = answer_of(Statement("Refer.", (citation,)))
    for seen in (seen_in(answer), answer_text(answer)):
        assert seen.index("Not every source below is current") < seen.index("Sources") < seen.index(warning)
        assert f"statutory, {currency} — effective" in seen


def test_says_nothing_that_is_not_known() -> None:
    """No day in force, no authority, no title."""
    citation = citation_of(quote="", authority=Authority.UNSTATED, effective_on=None, title=" ")
    answer = answer_of(Statement("Refer.", (citation,)))
    assert "— authority not stated, current\n" in seen_in(answer)
    assert "[1] procedures/bruising.pdf" in answer_text(answer)
    assert_within_limits(answer)


def test_renders_bullets_and_numbers_as_lists() -> None:
    """The marker follows the last item; numbering goes on from the document's own."""
    text = "Tell them:\n• what was seen\nand by whom\n- when\n\n3. ring\n4) write\n7. wait\nThen stop."
    block = answer_blocks(answer_of(Statement(text, (citation_of(1),))))[0]
    kinds = [element["type"].removeprefix("rich_text_") for element in block["elements"]]
    assert kinds == ["section", "list", "list", "list", "section"]
    bullets, numbers, later = block["elements"][1:4]
    assert (bullets["style"], len(bullets["elements"])) == ("bullet", 2)
    assert bullets["elements"][0]["elements"][0]["text"] == "what was seen and by whom"
    assert (numbers["style"], numbers["offset"], len(numbers["elements"])) == ("ordered", 2, 2)
    assert later["offset"] == 6
    assert visible_text([block]).endswith("Then stop.\u00a0[1]")


def test_a_list_at_the_end_keeps_its_marker() -> None:
    """In its last item."""
    block = answer_blocks(answer_of(Statement("1. ring\n2. write", (citation_of(1),))))[0]
    assert visible_text([block]) == "ring\nwrite\u00a0[1]"
    assert "offset" not in block["elements"][0]


@pytest.mark.parametrize("text", ["2.5 hours", "-5 degrees", "1.Ring", "- ", "12345. Ring", "*"])
def test_leaves_what_only_looks_like_an_item(text: str) -> None:
    """A decimal or a minus is no list."""
    assert rich_types(answer_blocks(answer_of(Statement(text, ())))) == ["rich_text_section"]


def test_the_safety_card_comes_first() -> None:
    """Before the statements, and nothing of it is lost."""
    card = "Ring 999 now.\n• Stay with the child\n• Tell your manager"
    answer = answer_of(Statement("Refer.", (citation_of(1),)), notice=card, outcome=Outcome.URGENT)
    blocks = answer_blocks(answer)
    assert types_of(blocks)[:4] == ["rich_text", "divider", "rich_text", "header"]
    assert seen_in(answer).startswith("Ring 999 now.\nStay with the child\nTell your manager\nRefer. [1]")
    assert blocks[0]["elements"][0]["elements"][0]["style"] == {"bold": True}
    assert answer_text(answer).startswith("Ring 999 now.")


def test_any_other_notice_comes_after_the_statements() -> None:
    """What is missing from a partial answer."""
    answer = answer_of(Statement("Refer.", (citation_of(1),)), notice="Not found: who.", outcome=Outcome.PARTIAL)
    assert seen_in(answer).startswith("Refer. [1]\nNot found: who.\nSources")
    assert answer_text(answer).startswith("Refer. [1]\n\nNot found: who.\n\nSources")


def test_a_refusal_has_no_sources_and_nothing_to_check() -> None:
    """Its notice and its number."""
    declined = answer_of(notice="The documents do not answer this.", outcome=Outcome.NOT_FOUND, id="declined")
    assert seen_in(declined) == (
        "The documents do not answer this.\nHelpful\nNot helpful\nAsk a person\nShare in channel\nAnswer declined"
    )
    assert answer_text(declined) == "The documents do not answer this.\n\nAnswer declined"


@pytest.mark.parametrize("count", [1, 5, 12, 30, 44, 45, 60, 400])
def test_leaves_out_whole_statements_and_says_how_many(count: int) -> None:
    """Those that are shown have all their sources; the rest are counted."""
    statements = [
        Statement(f"Statement {number}.", (citation_of(number, heading=f"Part {number}"),))
        for number in range(1, count + 1)
    ]
    answer = answer_of(*statements)
    assert_within_limits(answer)
    for seen in (seen_in(answer), answer_text(answer)):
        shown = seen.count("Statement ")
        assert 0 < shown <= count
        assert seen.count("] Bruising protocol") == shown
        missing = count - shown
        noun = "" if missing == 1 else "s"
        assert (f"{missing} statement{noun} and {missing} source{noun}." in seen) == (missing > 0)


def test_leaves_out_the_last_sources_of_a_statement_with_too_many() -> None:
    """The first statement is shown in any case."""
    answer = answer_of(
        Statement("Refer.", tuple(citation_of(marker, heading=f"Part {marker}") for marker in range(1, 61)))
    )
    assert_within_limits(answer)
    for seen in (seen_in(answer), answer_text(answer)):
        shown = seen.count("] Bruising protocol")
        assert shown > 3
        assert f"Left out because this message is full: {60 - shown} sources." in seen


def test_quotes_leave_the_text_before_a_statement_does() -> None:
    """They are in the blocks; the text has less room."""
    answer = answer_of(*(Statement(f"{n}. " + "x" * 100, (citation_of(n, "q" * 280 + f" {n}"),)) for n in range(1, 11)))
    assert "q" * 280 not in answer_text(answer)
    assert "Left out" not in answer_text(answer)
    assert "q" * 280 in seen_in(answer)


def test_the_number_of_blocks_at_its_edge() -> None:
    """The buttons and the closing line are three of them; one statement more and there is none to spare."""
    most = [Statement("Refer.", ())] * (MAX_BLOCKS - 3)
    assert len(answer_blocks(answer_of(*most))) == MAX_BLOCKS
    seen = answer_blocks(answer_of(*most, Statement("Refer.", ())))
    assert len(seen) == MAX_BLOCKS
    assert "2 statements." in visible_text(seen)


def test_the_length_of_all_blocks_at_its_edge() -> None:
    """One character more and the last statement is left out."""

    def blocks_with(length: int) -> list[dict[str, Any]]:
        statements = [Statement("a" * 2_300, ())] * 4
        return answer_blocks(answer_of(*statements, Statement("a" * length, ())))

    room = MAX_BLOCKS_CHARACTERS - len(json.dumps(blocks_with(1)))
    assert len(json.dumps(blocks_with(1 + room))) == MAX_BLOCKS_CHARACTERS
    assert "Left out" not in visible_text(blocks_with(1 + room))
    assert "1 statement." in visible_text(blocks_with(2 + room))


def test_the_length_of_the_text_at_its_edge() -> None:
    """Counted as it is sent: an ampersand is five characters."""

    def text_with(length: int) -> str:
        return answer_text(answer_of(Statement("&" * 400, ()), Statement("a" * length, ())))

    room = MAX_TEXT_CHARACTERS - len(text_with(1))
    assert len(text_with(1 + room)) == MAX_TEXT_CHARACTERS
    assert "Left out" not in text_with(1 + room)
    assert "1 statement." in text_with(2 + room)


@pytest.mark.parametrize(
    ("length", "is_cut"), [(2_399, False), (2_400, False), (2_401, True), (3_000, True), (100_000, True)]
)
def test_cuts_one_statement_that_is_too_long(length: int, is_cut: bool) -> None:
    """At the edge: whole up to the limit, and marked as cut beyond it."""
    text = ("word " * 30_000)[: length - 1] + "."
    answer = answer_of(Statement(text, (citation_of(1),)))
    assert_within_limits(answer)
    seen = seen_in(answer)
    assert ("(cut for length)" in seen) == is_cut
    assert (text in seen) == (not is_cut)
    assert "Bruising protocol" in seen


@pytest.mark.parametrize(
    "text",
    ["x" * 50_000, "• a\n" * 5_000, "1. a\n\n" * 5_000, '"' * 9_000, "&" * 9_000, "<!here> " * 2_000, "😀" * 9_000],
)
def test_keeps_within_limits_whatever_the_text(text: str) -> None:
    """As a statement, a quote, a title and a notice, together and alone."""
    statement = Statement(text, (citation_of(1, text, title=text),))
    for answer in (
        answer_of(statement),
        answer_of(statement, statement, notice=text, outcome=Outcome.URGENT),
        answer_of(notice=text, outcome=Outcome.NOT_FOUND),
    ):
        assert_within_limits(answer)
        assert text[:3].strip("• \n1.") in seen_in(answer)


def test_a_long_notice_leaves_room_for_a_statement() -> None:
    """Half of the message is the most it may take."""
    answer = answer_of(Statement("Refer.", (citation_of(1),)), notice="n " * 9_000, outcome=Outcome.PARTIAL)
    assert "Refer. [1]" in seen_in(answer)
    assert "Refer. [1]" in answer_text(answer)


def test_control_characters_do_not_reach_slack() -> None:
    """Slack refuses a message for one of them."""
    answer = answer_of(Statement("one\x00two\x1b\ud800three\tfour\r\nfive", ()))
    assert seen_in(answer).startswith("onetwothree four\nfive")
    answer_text(answer).encode()


@_patiently
@given(text=st.text(max_size=300), limit=st.integers(min_value=30, max_value=200))
def test_shortened_text_costs_no_more_than_allowed(text: str, limit: int) -> None:
    """And is the text itself where that fits."""

    def cost(found: str) -> int:
        return len(html.escape(found, quote=False))

    result = shortened(text, limit, cost)
    assert cost(result) <= limit
    assert (result == text) == (cost(text) <= limit)


_hostile = st.sampled_from(["<!channel>", "<@U0MEMBER>", "<https://a.example|b>", "&lt;!here&gt;", "•", "1. ", "\n"])
_texts = st.lists(st.one_of(st.text(max_size=40), _hostile, st.just("a word ")), max_size=60).map("".join)
_citations = st.builds(
    lambda marker, quote, title, heading: citation_of(marker, quote, heading=heading, title=title),
    st.integers(min_value=1, max_value=99),
    _texts,
    _texts,
    _texts,
)
_statements = st.builds(lambda text, found: Statement(text, tuple(found)), _texts, st.lists(_citations, max_size=4))


@_patiently
@given(statements=st.lists(_statements, max_size=8), notice=_texts, outcome=st.sampled_from(Outcome))
def test_every_answer_is_taken(statements: list[Statement], notice: str, outcome: Outcome) -> None:
    """Whatever the documents hold."""
    assert_within_limits(answer_of(*statements, notice=notice, outcome=outcome))


def test_a_quote_that_the_answer_says_word_for_word_is_not_said_again() -> None:
    """An extract is its own quote: people read a message on a phone."""
    answer = answer_of(Statement(f"The protocol says: {QUOTE}", (citation_of(),)))
    assert seen_in(answer).count(QUOTE) == 1
    assert answer_text(answer).count("not yet mobile") == 1


def test_quotes_leave_the_blocks_before_a_statement_does() -> None:
    """They can be read in their passages, one press away."""
    statements = [Statement("Refer.", (citation_of(n, "q" * 1_000, heading=f"Part {n}"),)) for n in range(1, 12)]
    seen = seen_in(answer_of(*statements))
    assert "Refer. [11]" in seen
    assert "qqq" not in seen
    assert "Left out" not in seen
