"""Markdown of an answer: all of it is there, and nothing of it is anything but words."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.markdown import MAX_MARKDOWN_CHARACTERS, answer_markdown, escaped_markdown
from bot.wording import own_wording
from fakes.slack.answers import QUOTE, answer_of, citation_of
from knowledge.domain import Answer, Currency, Outcome, Statement

WORDING = own_wording()
HOSTILE = [
    "<b>bold</b>", "<!-- gone -->", "<script>x</script>", "&lt;b&gt;", "&amp;", "**bold**", "_slanted_", "`code`",
    "~~no~~", "[here](https://evil.example)", "![x](https://evil.example/x.png)", "<https://evil.example>",
    "[1]: https://evil.example", "# heading", "> quoted", "- item", "+ item", "12. item", "3) item", "===", "---",
    "***", "| a | b |", "```", "\\", "\\*x\\*", ":smile:", "$x$", "#12", "[^1]", "    code",
]  # fmt: skip
_ALLOWED = {
    "paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hardbreak", "strong_open", "strong_close",
    "bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close", "list_item_open",
    "list_item_close", "heading_open", "heading_close", "blockquote_open", "blockquote_close",
}  # fmt: skip


def markdown(answer: Answer) -> str:
    return answer_markdown(answer, WORDING)


def tokens(text: str) -> list[Token]:
    """Everything that Markdown with tables and strike-through finds in it."""
    found = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [inner for token in found for inner in [token, *(token.children or [])]]


def kinds(text: str) -> set[str]:
    return {token.type for token in tokens(text)}


def words(text: str) -> str:
    """What is read of it, without the invisible joiners."""
    read = "".join(
        "\n" if token.type in ("paragraph_close", "softbreak", "hardbreak") else token.content
        for token in tokens(text)
        if token.type != "inline"
    )
    return read.replace("\u2060", "")


def test_an_answer_for_a_record() -> None:
    citation = citation_of(source_url="https://example.org/bruising", currency=Currency.SUPERSEDED)
    text = markdown(answer_of(Statement("Refer:\n• the same day\n• in writing", (citation,)), notice="Not: who."))
    day = WORDING.asked_on.replace("$day", "")[:-1]
    assert text.startswith(
        "Refer:\n\n- the same day\n- in writing [1]\n\n"
        "Not: who.\n\n"
        "**Not every source below is current: read the warnings before you act.**\n\n"
        "## Sources\n\n"
        "- [1] [Bruising protocol](<https://example.org/bruising#page=6>), p. 6 (printed 4), Babies who are not mobile"
        " — local procedure, superseded — effective from 1 April 2024 — version 3f3f3f3f3f3f\n\n"
        "  **Warning: a newer document replaces this one. Find that one before you act.**\n\n"
        f"  > {QUOTE}\n\n"
        f"{day}"
    )
    assert text.endswith(" Check the passage before you act. Answer 7c1e90ab\n")


def test_a_numbered_list_goes_on_counting() -> None:
    assert markdown(answer_of(Statement("3. ring\n4. write", ()))).startswith("3. ring\n4. write\n\n")


def test_the_card_comes_first_and_its_address_can_be_copied() -> None:
    card = "Ring 999.\nWrite to lado@partnership.example.org"
    text = markdown(answer_of(Statement("Refer.", ()), notice=card, outcome=Outcome.URGENT))
    assert text.startswith("Ring 999.  \nWrite to lado\\@partnership.example.org\n\nRefer.")


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_a_document_stay_words(text: str) -> None:
    answer = answer_of(Statement(text, (citation_of(1, text, title=text, heading=text),)), notice=text)
    found = markdown(answer)
    assert kinds(found) <= _ALLOWED
    assert " ".join(text.split()) in words(escaped_markdown(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://evil.example/a", "https://"), ("see www.evil.example", "www."), ("evil.example", "l.e"),
        ("write to a@evil.example", "a@e"), ("ask @channel", "@c"), ("mailto:a", "mailto:a"),
    ],
)  # fmt: skip
def test_no_address_is_left_whole(text: str, address: str) -> None:
    """Programs look for them in the words, after the backslashes are gone."""
    shown = "".join(token.content for token in tokens(escaped_markdown(text)) if token.type == "text")
    assert address not in shown
    assert text == shown.replace("\u2060", "")


def test_numbers_and_sentences_are_left_as_they_are() -> None:
    text = "Within 2.5 hours (p. 4), at 09:30: no-one's plan - it's 50% done. Ring 01632 960101!"
    assert text.replace("09:30", "09\\:30") == escaped_markdown(text).replace("\u2060", "")


def test_a_link_cannot_be_left() -> None:
    citation = citation_of(source_url="https://example.org/a>)[x](https://evil.example)")
    answer = answer_of(Statement("Refer.", (citation,)))
    links = [token.attrs["href"] for token in tokens(markdown(answer)) if token.type == "link_open"]
    assert ["https://example.org/a%3E%29%5Bx%5D%28https://evil.example%29#page=6"] == links


def test_the_length_at_its_edge() -> None:
    def text_with(length: int) -> str:
        statements = [Statement("a" * 2_300, ())] * 5
        return markdown(answer_of(*statements, Statement("a" * length, ())))

    room = MAX_MARKDOWN_CHARACTERS - len(text_with(1))
    assert len(text_with(room)) == MAX_MARKDOWN_CHARACTERS - 1
    assert len(text_with(1 + room)) == MAX_MARKDOWN_CHARACTERS
    assert "Left out" not in text_with(1 + room)
    assert "1 statement." in text_with(2 + room)


_texts = st.lists(st.one_of(st.text(max_size=30), st.sampled_from([*HOSTILE, "\n", "• ", "1. ", " "])), max_size=20)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=_texts.map("".join), title=_texts.map("".join), outcome=st.sampled_from(Outcome))
def test_whatever_the_documents_hold(text: str, title: str, outcome: Outcome) -> None:
    citation = citation_of(1, text, title=title, heading=title, effective_on=date(2024, 4, 1))
    found = markdown(answer_of(Statement(text, (citation,)), notice=text, outcome=outcome))
    assert kinds(found) <= _ALLOWED
    assert len(found) <= MAX_MARKDOWN_CHARACTERS


def test_what_was_not_asked_has_no_number() -> None:
    text = markdown(answer_of(notice="The question is empty.", outcome=Outcome.OUT_OF_SCOPE, id=""))
    assert text.startswith("The question is empty.\n\nAsked on ")
    assert "Answer" not in text
