"""A thread that the bot answered in is a conversation with whoever asked, and with nobody else."""

import pytest

from bot.slack.rules import Rules
from builders.slack_bot import Desk, running_bot
from fakes.slack.answers import short_answer
from fakes.slack.server import CHANNEL, MEMBER, OTHER_BOT, SlackServer
from fakes.slack.workspace import User
from knowledge.domain import Turn
from knowledge.ledger.ledger import Ledger

BYSTANDER = "U0BYSTANDER"
FIRST = "what of a bruise?"


async def begun(slack: SlackServer) -> str:
    """A thread in which MEMBER was answered."""
    slack.workspace.add_user(User(BYSTANDER))
    ts = slack.mention(MEMBER, CHANNEL, FIRST)
    await slack.reply_to(CHANNEL, ts)
    return ts


async def test_a_follow_up_needs_no_mention(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """It carries what was said before, and may be followed up itself."""
    async with running_bot(content_slack, desk, ledger):
        ts = await begun(content_slack)
        content_slack.say(MEMBER, CHANNEL, "and who examines it?", thread_ts=ts)
        await content_slack.reply_to(CHANNEL, ts, count=2)
        content_slack.say(MEMBER, CHANNEL, "and at a weekend", thread_ts=ts)
        await content_slack.reply_to(CHANNEL, ts, count=3)
        await content_slack.settled()
    assert [question.text for question in desk.asked] == [FIRST, "and who examines it?", "and at a weekend"]
    assert desk.asked[1].history == (Turn(FIRST, short_answer().text),)
    assert len(desk.asked[2].history) == 2
    assert len(content_slack.posts) == 3


@pytest.mark.parametrize(
    ("user", "text"),
    [
        (BYSTANDER, "and who examines it?"),
        (MEMBER, "<@U0BYSTANDER> and who examines it?"),
        (MEMBER, "<!here> and who examines it?"),
        (MEMBER, "thanks!"),
        (MEMBER, ":+1:"),
        (OTHER_BOT, "and who examines it?"),
    ],
)
async def test_what_is_said_between_people_is_left_to_them(
    content_slack: SlackServer, desk: Desk, ledger: Ledger, user: str, text: str
) -> None:
    """Others in the thread, somebody else who is named, and thanks."""
    async with running_bot(content_slack, desk, ledger):
        ts = await begun(content_slack)
        content_slack.say(user, CHANNEL, text, thread_ts=ts)
        await content_slack.settled()
    assert len(desk.asked) == 1
    assert len(content_slack.posts) == 1


async def test_a_thread_of_others_is_left_to_them(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Whoever was answered in one thread was not answered in all."""
    async with running_bot(content_slack, desk, ledger):
        await begun(content_slack)
        root = content_slack.say(BYSTANDER, CHANNEL, "a case for us all")
        content_slack.say(MEMBER, CHANNEL, "what does it say?", thread_ts=root)
        await content_slack.settled()
    assert len(content_slack.posts) == 1


async def test_a_workplace_may_want_mentions(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Then only they count in a channel."""
    async with running_bot(content_slack, desk, ledger, rules=Rules(follow_ups=False, streams_per_minute=0)):
        ts = await begun(content_slack)
        content_slack.say(MEMBER, CHANNEL, "and who examines it?", thread_ts=ts)
        content_slack.mention(MEMBER, CHANNEL, "and who else?", thread_ts=ts)
        await content_slack.reply_to(CHANNEL, ts, count=2)
        await content_slack.settled()
    assert [question.text for question in desk.asked] == [FIRST, "and who else?"]


async def test_a_mention_in_a_thread_is_one_question(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Slack sends it as a mention and as a message; here, the bot knows the thread and would take either."""
    async with running_bot(content_slack, desk, ledger):
        ts = await begun(content_slack)
        content_slack.mention(MEMBER, CHANNEL, "and who examines it?", thread_ts=ts)
        await content_slack.reply_to(CHANNEL, ts, count=2)
        await content_slack.settled()
    assert len(desk.asked) == 2
    assert len(content_slack.posts) == 2


async def test_a_bystander_becomes_part_of_it_by_a_mention(
    content_slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """From then on their follow-ups are answered too."""
    async with running_bot(content_slack, desk, ledger):
        ts = await begun(content_slack)
        content_slack.mention(BYSTANDER, CHANNEL, "and at night?", thread_ts=ts)
        await content_slack.reply_to(CHANNEL, ts, count=2)
        content_slack.say(BYSTANDER, CHANNEL, "and on a bank holiday?", thread_ts=ts)
        await content_slack.reply_to(CHANNEL, ts, count=3)
    assert [question.asker for question in desk.asked] == [MEMBER, BYSTANDER, BYSTANDER]
