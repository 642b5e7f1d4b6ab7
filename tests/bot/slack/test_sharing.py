"""An answer that one person saw, shared with a channel."""

from dataclasses import replace

from bot.slack.rules import Rules
from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.answers import SECRET_TITLE, restricted_answer, short_answer
from fakes.slack.server import CHANNEL, GUEST, MEMBER, Ephemeral, Refusal, SlackServer
from knowledge.domain import MarkKind
from knowledge.ledger.ledger import Ledger

_RULES = Rules(streams_per_minute=0)


async def shown_alone(slack: SlackServer) -> Ephemeral:
    """The answer to a command, after its acknowledgement."""
    slack.command(MEMBER, CHANNEL, "what of a bruise on a baby?")
    await slack.until(lambda: len(slack.ephemerals) == 2)
    (answer,) = [each for each in slack.ephemerals if each.text != WORDING.slack.looking]
    return answer


async def test_an_answer_is_shared_once(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """In the channel, outside any thread, with who shares it and what they had asked."""
    async with running_bot(content_slack, desk, ledger, rules=_RULES):
        answer = await shown_alone(content_slack)
        content_slack.click(MEMBER, answer, "share")
        await content_slack.until(lambda: len(content_slack.posts) == 1)
        content_slack.click(MEMBER, answer, "share")
        await content_slack.settled()
    (post,) = content_slack.posts
    assert (post.channel, post.thread_ts) == (CHANNEL, "")
    assert any(MEMBER in each for each in post.clickable)
    assert "what of a bruise on a baby?" in post.visible
    assert short_answer().statements[0].text in post.visible
    assert short_answer().statements[0].text in post.text
    (summary,) = ledger.answers()
    (mark,) = ledger.aftermath.marks_of(summary.id)
    assert (mark.kind, mark.detail, mark.marked_by) == (MarkKind.SHARED, f"{CHANNEL}:{post.ts}", MEMBER)


async def test_an_answer_with_a_restricted_source_is_not_shared(content_slack: SlackServer, ledger: Ledger) -> None:
    """Whoever could see it is told why."""
    content_slack.usergroup("S1", MEMBER)
    rules = replace(_RULES, audiences={"police": "S1"})
    async with running_bot(content_slack, Desk(ledger, lambda question: restricted_answer()), ledger, rules=rules):
        answer = await shown_alone(content_slack)
        assert SECRET_TITLE in answer.visible
        content_slack.click(MEMBER, answer, "share")
        await content_slack.until(lambda: len(content_slack.ephemerals) == 3)
        await content_slack.settled()
    assert content_slack.ephemerals[-1].text == WORDING.slack.not_shareable
    assert content_slack.posts == []


async def test_an_answer_cannot_be_shared_where_the_bot_is_not(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """A command works in any channel; whoever shares is told what to do, and can try again."""
    slack.leave(CHANNEL)
    async with running_bot(slack, desk, ledger, rules=_RULES):
        answer = await shown_alone(slack)
        slack.click(MEMBER, answer, "share")
        await slack.until(lambda: len(slack.ephemerals) == 3)
        slack.join(CHANNEL)
        slack.click(MEMBER, answer, "share")
        await slack.until(lambda: len(slack.posts) == 1)
        await slack.settled()
    assert slack.ephemerals[-1].text == WORDING.slack.not_posted
    assert slack.refused == [Refusal("chat.postMessage", "not_in_channel")]
    assert slack.unacknowledged == []


async def test_a_guest_gets_no_answer_to_share(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """The command is acknowledged, and refused in a sentence."""
    async with running_bot(content_slack, desk, ledger, rules=_RULES):
        content_slack.command(GUEST, CHANNEL, "what of a bruise on a baby?")
        await content_slack.until(lambda: len(content_slack.ephemerals) == 2)
    assert {each.text for each in content_slack.ephemerals} == {WORDING.slack.looking, WORDING.not_a_member}
    assert not desk.asked


async def test_what_was_said_to_an_audience_is_not_shared(
    content_slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """Without a restricted quote too: such a reply may name documents that could not be read."""
    content_slack.usergroup("S1", MEMBER)
    rules = Rules(audiences={"police": "S1"}, streams_per_minute=0)
    async with running_bot(content_slack, desk, ledger, rules=rules):
        content_slack.click(MEMBER, await shown_alone(content_slack), "share")
        await content_slack.until(lambda: len(content_slack.ephemerals) == 3)
    assert content_slack.ephemerals[-1].text == WORDING.slack.not_shareable
    assert content_slack.posts == []
