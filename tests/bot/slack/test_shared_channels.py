"""Channels that another organisation can read: nothing from the documents goes there."""

from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.server import MEMBER, SlackServer
from knowledge.ledger.ledger import Ledger

SHARED = "C0SHARED"


async def test_nothing_is_answered_among_other_organisations(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Who asks there is told why; danger gets its card all the same."""
    slack.add_channel(SHARED, MEMBER, is_shared=True)
    async with running_bot(slack, desk, ledger):
        asked = slack.mention(MEMBER, SHARED, "what of a bruise?")
        assert (await slack.reply_to(SHARED, asked)).text == WORDING.slack.not_among_others
        told = slack.mention(MEMBER, SHARED, "a child is in danger")
        await slack.reply_to(SHARED, told)
    assert [question.text for question in desk.asked] == ["a child is in danger"]
    assert slack.refused == []


async def test_a_channel_of_which_slack_says_nothing_counts_as_shared(
    slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """And is asked about again the next time."""
    slack.add_channel("C0TEAM", MEMBER)
    slack.fail("conversations.info", "internal_error")
    async with running_bot(slack, desk, ledger):
        first = slack.mention(MEMBER, "C0TEAM", "what of a bruise?")
        assert (await slack.reply_to("C0TEAM", first)).text == WORDING.slack.not_among_others
        second = slack.mention(MEMBER, "C0TEAM", "what of a bruise?")
        assert "[1]" in (await slack.reply_to("C0TEAM", second)).text
    assert len(desk.asked) == 1


async def test_an_answer_is_not_shared_among_other_organisations(
    slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """A command is answered there, to one person alone, and stays with them."""
    slack.add_channel(SHARED, MEMBER, is_shared=True)
    async with running_bot(slack, desk, ledger):
        slack.command(MEMBER, SHARED, "what of a bruise?")
        await slack.until(lambda: len(slack.ephemerals) == 2)
        answer = next(each for each in slack.ephemerals if each.blocks)
        slack.click(MEMBER, answer, "share")
        await slack.until(lambda: len(slack.ephemerals) == 3)
    assert slack.ephemerals[-1].text == WORDING.slack.not_shareable
    assert slack.posts == []
