"""Who is answered where and how often; danger is told of even to whom nothing else is."""

from dataclasses import replace

import pytest

from bot.slack.rules import Rules
from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.answers import SECRET_TITLE, restricted_answer, short_answer
from fakes.slack.server import CHANNEL, GUEST, MEMBER, SlackServer
from fakes.slack.workspace import User
from knowledge.domain import Answer, Outcome, Question
from knowledge.ledger.ledger import Ledger

OTHER = "U0OTHER"
OPEN_CHANNEL = "C0OPEN"
CARD = "Ring 999 now."
RULES = Rules(streams_per_minute=0)


def careful(question: Question) -> Answer:
    """Danger gets a card; restricted documents are quoted to their audience."""
    if "danger" in question.text:
        return replace(short_answer(), outcome=Outcome.URGENT, notice=CARD)
    return restricted_answer() if "police" in question.audiences else short_answer()


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    return Desk(ledger, careful)


async def told(slack: SlackServer, user: str, channel: str, words: str) -> str:
    """The text of the reply to a message."""
    is_direct = channel == slack.dm_channel(user)
    ts = slack.dm(user, words) if is_direct else slack.mention(user, channel, words)
    return (await slack.reply_to(channel, ts)).text


async def test_answers_in_the_channels_that_are_named(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """And wherever somebody is alone with the bot."""
    content_slack.add_channel(OPEN_CHANNEL, MEMBER)
    rules = replace(RULES, channels=frozenset([OPEN_CHANNEL]))
    async with running_bot(content_slack, desk, ledger, rules=rules):
        assert await told(content_slack, MEMBER, CHANNEL, "what of a bruise?") == WORDING.slack.not_here
        assert "[1]" in await told(content_slack, MEMBER, OPEN_CHANNEL, "what of a bruise?")
        assert "[1]" in await told(content_slack, MEMBER, content_slack.dm_channel(MEMBER), "what of a bruise?")
        assert CARD in await told(content_slack, MEMBER, CHANNEL, "a child is in danger")
    assert len(ledger.answers()) == 3


async def test_answers_the_groups_that_are_named(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Others are told, and their danger is heard."""
    content_slack.workspace.add_user(User(OTHER))
    content_slack.usergroup("S1", OTHER)
    async with running_bot(content_slack, desk, ledger, rules=replace(RULES, user_groups=frozenset(["S1"]))):
        assert "[1]" in await told(content_slack, OTHER, CHANNEL, "what of a bruise?")
        assert await told(content_slack, MEMBER, CHANNEL, "what of a bruise?") == WORDING.slack.not_your_group
        assert CARD in await told(content_slack, MEMBER, CHANNEL, "a child is in danger")
    assert [question.asker for question in desk.asked] == [OTHER, MEMBER]


async def test_a_person_is_limited(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Nobody else is, and danger never."""
    content_slack.workspace.add_user(User(OTHER))
    async with running_bot(content_slack, desk, ledger, rules=replace(RULES, person_per_minute=2)):
        for _ in range(2):
            assert "[1]" in await told(content_slack, MEMBER, CHANNEL, "what of a bruise?")
        assert await told(content_slack, MEMBER, CHANNEL, "what of a bruise?") == WORDING.slack.too_often
        assert CARD in await told(content_slack, MEMBER, CHANNEL, "a child is in danger")
        assert "[1]" in await told(content_slack, OTHER, CHANNEL, "what of a bruise?")


async def test_a_workspace_is_limited(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """All its people together."""
    content_slack.workspace.add_user(User(OTHER))
    async with running_bot(content_slack, desk, ledger, rules=replace(RULES, workspace_per_minute=1)):
        assert "[1]" in await told(content_slack, MEMBER, CHANNEL, "what of a bruise?")
        assert await told(content_slack, OTHER, CHANNEL, "what of a bruise?") == WORDING.slack.too_busy
        assert CARD in await told(content_slack, OTHER, CHANNEL, "a child is in danger")


async def test_a_guest_in_danger_is_told_to_ring(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Nothing of theirs is looked at or kept."""
    async with running_bot(content_slack, desk, ledger):
        said = await told(content_slack, GUEST, CHANNEL, "a child is in danger")
    assert said == WORDING.not_a_member
    assert "999" in said
    assert not desk.asked


async def test_audiences_count_where_nobody_else_reads(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """In a direct message and after a command, never in a channel."""
    content_slack.usergroup("S1", MEMBER)
    async with running_bot(content_slack, desk, ledger, rules=replace(RULES, audiences={"police": "S1"})):
        in_channel = await told(content_slack, MEMBER, CHANNEL, "what of a plan?")
        alone = await told(content_slack, MEMBER, content_slack.dm_channel(MEMBER), "what of a plan?")
        content_slack.command(MEMBER, CHANNEL, "what of a plan?")
        await content_slack.until(lambda: len(content_slack.ephemerals) == 2)
    assert [question.audiences for question in desk.asked] == [(), ("police",), ("police",)]
    assert SECRET_TITLE not in in_channel
    assert SECRET_TITLE in alone


async def test_a_group_that_slack_does_not_know_lets_nobody_in(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """What cannot be looked up is a no."""
    async with running_bot(slack, desk, ledger, rules=replace(RULES, audiences={"police": "S9"})):
        said = await told(slack, MEMBER, slack.dm_channel(MEMBER), "what of a plan?")
    assert SECRET_TITLE not in said
    assert [question.audiences for question in desk.asked] == [()]
    assert {refusal.error for refusal in slack.refused} == {"no_such_subteam"}
    assert slack.unacknowledged == []
