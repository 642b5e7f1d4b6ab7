"""The messages that follow an answer: handed to a person, told that it no longer holds, one sentence."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.slack.handed_on import handed_on_blocks
from bot.slack.sentence import blocks_text, sentence_blocks
from bot.slack.superseded import superseded_blocks
from bot.wording import own_wording
from fakes.slack.answers import QUOTE, answer_of, citation_of, short_answer
from fakes.slack.limits import blocks_error, mentions_and_links, visible_text
from knowledge.domain import Answer, Outcome, Question, Statement
from knowledge.ingest_report import Cause

WORDING = own_wording()
HOSTILE = "<!channel> <@U0OTHER> <https://evil.example|here>"
LINK = "https://example.slack.com/archives/C0/p1"


def handed_on(answer: Answer, permalink: str = LINK) -> list[dict[str, Any]]:
    blocks = handed_on_blocks(answer, "U0MEMBER", permalink, WORDING)
    assert blocks_error(blocks) is None
    return blocks


def pressable(blocks: list[dict[str, Any]]) -> list[str]:
    found = [json.loads(each) for each in mentions_and_links("", blocks)]
    return [each.get("user_id") or each["url"] for each in found]


def test_a_person_gets_the_question_with_its_evidence() -> None:
    blocks = handed_on(short_answer())
    assert visible_text(blocks) == (
        "A question for a person\n asks:\nwhat of a bruise on a baby?\nHow I answered: Answered from the documents\n"
        "What I quoted\n"
        "[1] Bruising protocol, p. 6 (printed 4), Babies who are not mobile"
        f" — local procedure, current — effective from 1 April 2024\n{QUOTE}\n"
        "Open the conversation\nAnswer 7c1e90ab"
    )
    assert ["U0MEMBER", LINK] == pressable(blocks)


def test_without_evidence_or_a_link() -> None:
    blocks = handed_on(answer_of(notice="None.", outcome=Outcome.NOT_FOUND), "")
    assert "I quoted no document." in visible_text(blocks)
    assert ["U0MEMBER"] == pressable(blocks)


def test_nothing_of_a_restricted_document_is_handed_on() -> None:
    secret = citation_of(2, "the secret words", title="Secret title", heading="Secret heading", audience=("health",))
    answer = answer_of(
        Statement("Refer.", (citation_of(1),)),
        Statement("The secret words.", (secret,)),
        notice="Secret notice.",
        outcome=Outcome.PARTIAL,
    )
    seen = visible_text(handed_on(answer))
    assert "secret" not in seen.lower()
    assert "[1] Bruising protocol" in seen
    assert "Sources left out here, because not everyone may read them: 1." in seen


@pytest.mark.parametrize("count", [1, 5, 20, 41, 42, 43, 60, 300])
def test_what_there_is_no_room_for_is_counted(count: int) -> None:
    citations = tuple(citation_of(n, f"{n} {QUOTE}", heading=f"Part {n}") for n in range(1, count + 1))
    seen = visible_text(handed_on(answer_of(Statement("Refer.", citations))))
    shown = seen.count("] Bruising protocol")
    assert 0 < shown <= count
    assert (f"because this message is full: {count - shown}." in seen) == (shown < count)


@pytest.mark.parametrize("text", [HOSTILE, "x" * 50_000, "", '"' * 9_000, "\x00"])
def test_words_of_people_and_documents_stay_words(text: str) -> None:
    answer = answer_of(Statement(text, (citation_of(1, text, title=text, heading=text),)))
    blocks = handed_on(replace(answer, question=Question(text)))
    assert ["U0MEMBER", LINK] == pressable(blocks)
    assert blocks_error(superseded_blocks("a1", text, Cause.CHANGED, WORDING)) is None
    assert [] == pressable(superseded_blocks("a1", text, Cause.CHANGED, WORDING))


@pytest.mark.parametrize("why", Cause)
def test_a_past_answer_is_told_of_with_a_way_to_ask_again(why: Cause) -> None:
    told, row = superseded_blocks("a1", "Bruising protocol", why, WORDING)
    assert "“Bruising protocol”" in visible_text([told])
    (button,) = row["elements"]
    assert ("ask_again", "a1") == (button["action_id"], button["value"])
    assert button["accessibility_label"]


@pytest.mark.parametrize("length", [2_899, 2_900, 2_901, 50_000])
def test_a_sentence_is_one_message(length: int) -> None:
    blocks = sentence_blocks("a" * length)
    assert blocks_error(blocks) is None
    assert ("(cut for length)" in visible_text(blocks)) == (length > 2_900)


def test_the_text_of_blocks_is_for_those_who_hear_it() -> None:
    text = blocks_text(superseded_blocks("a1", HOSTILE, Cause.CHANGED, WORDING))
    assert "“&lt;!channel&gt; &lt;@U0OTHER&gt;" in text
    assert "Ask again" not in text
    heard = blocks_text(handed_on(short_answer()))
    assert "asks:\nwhat of a bruise on a baby?" in heard
    assert "Bruising protocol, p. 6" in heard


@pytest.mark.parametrize("count", [1, 700, 800, 5_000])
def test_the_text_of_blocks_has_the_length_that_slack_takes(count: int) -> None:
    blocks = [block for _ in range(4) for block in sentence_blocks("&" * count)]
    assert len(blocks_text(blocks)) <= 3_900
