"""The command and the message shortcut: an answer that one person sees, and a safety card that stays."""

from dataclasses import replace

import pytest

from bot.slack.bot import Limits
from bot.slack.rules import Rules
from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.answers import short_answer
from fakes.slack.hooks import USES
from fakes.slack.server import CHANNEL, MEMBER, Ephemeral, Refusal, SlackServer
from fakes.slack.workspace import TEAM
from knowledge.domain import Answer, Outcome, Question
from knowledge.ledger.ledger import Ledger

CARD = "Ring 999 now."


def careful(question: Question) -> Answer:
    """Danger gets a card, everything else the short answer."""
    if "danger" in question.text:
        return replace(short_answer(), outcome=Outcome.URGENT, notice=CARD)
    return short_answer()


async def asked(slack: SlackServer, text: str, count: int = 1, channel: str = CHANNEL) -> Ephemeral:
    """What a command ends in, when it is the `count`th that was asked."""
    slack.command(MEMBER, channel, text)
    await slack.until(lambda: len(slack.ephemerals) == 2 * count)
    await slack.settled()
    assert len(slack.ephemerals) == 2 * count
    # Slack itself may show the acknowledgement after the answer.
    looking, answers = split(slack)
    assert [each.text for each in looking] == [WORDING.slack.looking] * count
    return answers[-1]


def split(slack: SlackServer) -> tuple[list[Ephemeral], list[Ephemeral]]:
    """The acknowledgements, and the answers."""
    looking = [each for each in slack.ephemerals if each.text == WORDING.slack.looking]
    return looking, [each for each in slack.ephemerals if each not in looking]


def has_button(post: Ephemeral, action_id: str) -> bool:
    return any(each.get("action_id") == action_id for block in post.blocks for each in block.get("elements", ()))


async def test_a_command_is_answered_to_one_person(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """At once that it is looking, then the answer, with a button that shares it."""
    async with running_bot(content_slack, desk, ledger):
        answer = await asked(content_slack, "what of a bruise on a baby?")
    assert [each.reader for each in content_slack.ephemerals] == [MEMBER, MEMBER]
    assert "[1] Bruising protocol" in answer.text
    assert "the same day.\u00a0[1]" in answer.visible
    assert has_button(answer, "share")
    assert content_slack.posts == []
    (question,) = desk.asked
    assert (question.text, question.asker, question.thread) == ("what of a bruise on a baby?", MEMBER, "")


async def test_a_command_in_a_conversation_with_the_bot_has_nothing_to_share(
    content_slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """Nobody else is there."""
    async with running_bot(content_slack, desk, ledger):
        answer = await asked(content_slack, "what of a bruise?", channel=content_slack.dm_channel(MEMBER))
    assert not has_button(answer, "share")


async def test_a_command_without_words_says_how_to_ask(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    async with running_bot(content_slack, desk, ledger):
        told = await asked(content_slack, "  ")
    assert told.text == WORDING.how_to_ask
    assert not desk.asked


async def test_danger_in_a_command_gets_a_card_that_stays(content_slack: SlackServer, ledger: Ledger) -> None:
    """What one person alone sees is gone when Slack is loaded anew: their direct messages have it too."""
    async with running_bot(content_slack, Desk(ledger, careful), ledger):
        shown = await asked(content_slack, "a child is in danger")
    (card,) = content_slack.posts
    assert card.channel == content_slack.dm_channel(MEMBER)
    assert all(CARD in each for each in (card.text, card.visible, shown.text, shown.visible))
    assert card.blocks


async def test_commands_are_limited(content_slack: SlackServer, ledger: Ledger) -> None:
    """The one too many is told so, and danger gets its card all the same."""
    desk, rules = Desk(ledger, careful), Rules(person_per_minute=1, streams_per_minute=0)
    async with running_bot(content_slack, desk, ledger, rules=rules):
        await asked(content_slack, "what of a bruise?")
        told = await asked(content_slack, "what of a scald?", count=2)
        card = await asked(content_slack, "a child is in danger", count=3)
    assert told.text == WORDING.slack.too_often
    assert CARD in card.text
    assert [question.text for question in desk.asked] == ["what of a bruise?", "a child is in danger"]


@pytest.mark.parametrize(("words", "expected"), [("what of a bruise?", "[1] Bruising"), ("a child in danger", CARD)])
async def test_an_answer_that_cannot_be_shown_so_comes_as_a_message(
    slack: SlackServer, ledger: Ledger, words: str, expected: str
) -> None:
    """Slack takes five replies to a command, within half an hour; it comes once, a card too."""

    def use_up() -> None:
        for hook in slack.hooks._hooks.values():
            hook.uses = USES

    def answer(question: Question) -> Answer:
        use_up()
        return careful(question)

    async with running_bot(slack, Desk(ledger, answer), ledger):
        slack.command(MEMBER, CHANNEL, words)
        await slack.until(lambda: bool(slack.posts))
        await slack.settled()
    (post,) = slack.posts
    assert post.channel == slack.dm_channel(MEMBER)
    assert expected in post.text
    assert slack.refused == [Refusal("response_url", "used_url")]
    assert slack.unacknowledged == []


async def test_a_message_becomes_a_question(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Its words are in a window, to be changed; the answer is for whoever asked alone."""
    async with running_bot(content_slack, desk, ledger):
        ts = content_slack.say(MEMBER, CHANNEL, "Sam has a bruise &amp; cannot crawl, <@U0GUEST>")
        content_slack.shortcut(MEMBER, CHANNEL, ts, "ask_about_this")
        await content_slack.until(lambda: content_slack.modal(MEMBER) is not None)
        view = content_slack.modal(MEMBER)
        assert view
        (block,) = view.content["blocks"]
        assert block["element"]["initial_value"] == "Sam has a bruise & cannot crawl, someone"
        await content_slack.submit(MEMBER, view, {"question": {"question": "What of a bruise < 1 cm & a baby?"}})
        await content_slack.until(lambda: len(content_slack.ephemerals) == 1)
        await content_slack.settled()
    assert content_slack.modal(MEMBER) is None
    (question,) = desk.asked
    assert question.text == "What of a bruise < 1 cm & a baby?"
    assert question.event_id == f"{TEAM}:form:{view.id}"
    (answer,) = content_slack.ephemerals
    assert (answer.reader, answer.channel) == (MEMBER, CHANNEL)
    assert "[1] Bruising protocol" in answer.text
    assert content_slack.posts == []


async def test_a_card_is_shown_even_where_messages_are_off(slack: SlackServer, ledger: Ledger) -> None:
    """Some workspaces have turned the bot's messages tab off."""
    slack.fail("chat.postMessage", "messages_tab_disabled")
    async with running_bot(slack, Desk(ledger, careful), ledger):
        answer = await asked(slack, "a child is in danger")
    assert CARD in answer.text
    assert slack.posts == []


async def test_a_private_answer_comes_as_one_message_where_its_address_is_out_of_reach(
    content_slack: SlackServer, ledger: Ledger
) -> None:
    """A proxy may let Slack's own address through and no other; a card too comes once."""
    async with running_bot(content_slack, Desk(ledger, careful), ledger, limits=Limits(lease_seconds=0.6)):
        for text in ("what of a bruise?", "a child is in danger"):
            command = content_slack.command(MEMBER, CHANNEL, text)
            command.payload["response_url"] = "http://127.0.0.1:9/hooks"
        await content_slack.until(lambda: len(content_slack.posts) == 2)
        await content_slack.settled(quiet_seconds=1.5)
    assert [post.channel for post in content_slack.posts] == [content_slack.dm_channel(MEMBER)] * 2
