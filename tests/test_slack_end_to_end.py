"""`signpost bot` as its users run it: the real program, against a Slack on loopback, on the demonstration corpus."""

from pathlib import Path

import pytest

from builders.bot_process import ingested, running_bots
from builders.slack_bot import SUBSCRIPTIONS, WORDING
from fakes.slack.limits import visible_text
from fakes.slack.server import CHANNEL, MEMBER, Post, SlackServer
from knowledge.ledger.ledger import Ledger


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an edition of the demonstration corpus."""
    return ingested(tmp_path_factory.mktemp("data"))


async def test_people_are_answered_in_every_place_where_they_ask(data: Path) -> None:
    """In a channel and its thread, in a direct message, by a command; and they can look at what was quoted."""
    async with SlackServer(subscriptions=SUBSCRIPTIONS) as slack, running_bots(slack, data) as [bot]:
        mentioned = slack.mention(MEMBER, CHANNEL, "How soon must a paediatrician see a baby with a bruise?")
        await slack.reply_to(CHANNEL, mentioned, seconds=60)
        # What was streamed has its text a moment later.
        await slack.until(lambda: slack.replies(CHANNEL, mentioned)[0].text != "")
        (cited,) = slack.replies(CHANNEL, mentioned)
        slack.click(MEMBER, cited, "show_passage", first_button(cited))
        await slack.until(lambda: WORDING.slack.quote_begins in shown_to(slack, MEMBER))
        slack.say(MEMBER, CHANNEL, "and if it is a weekend?", thread_ts=mentioned)
        await slack.reply_to(CHANNEL, mentioned, count=2, seconds=30)
        asked = slack.dm(MEMBER, "Who hears of an allegation against a teacher?")
        await slack.reply_to(slack.dm_channel(MEMBER), asked, seconds=30)
        told = slack.dm(MEMBER, "a child told me today her dad hurts her. what do i do")
        await slack.reply_to(slack.dm_channel(MEMBER), told, seconds=30)
        slack.command(MEMBER, CHANNEL, "How soon must a paediatrician see a baby with a bruise?")
        await slack.until(lambda: len(slack.ephemerals) == 2, 30)
        await slack.settled()
        cited, followed, direct, card = slack.posts
        assert slack.refused == []
        assert slack.unacknowledged == []
        bot.terminate()
        assert await bot.ended() == 0
    (alone,) = [each for each in slack.ephemerals if each.text != WORDING.slack.looking]
    assert all("within four hours" in post.text and "p. 2" in post.text for post in (cited, alone))
    assert "within four hours" in shown_to(slack, MEMBER)
    assert "[1]" in direct.text
    assert "999" in card.text
    assert_recorded(data, [cited, followed, direct, card, alone])


async def test_ctrl_c_ends_it_well(data: Path) -> None:
    async with SlackServer() as slack, running_bots(slack, data) as [bot]:
        bot.interrupt()
        assert await bot.ended() == 0


def first_button(post: Post) -> str:
    """The value of the button that shows the first source's passage."""
    return next(
        str(each["value"])
        for block in post.blocks
        for each in block.get("elements", ())
        if str(each.get("value", "")).endswith(":1")
    )


def shown_to(slack: SlackServer, user: str) -> str:
    """The words of the window that somebody sees."""
    view = slack.modal(user)
    return visible_text(view.content["blocks"]) if view else ""


def assert_recorded(data: Path, posts: list[Post]) -> None:
    """Every reply is in the ledger under the id that it names."""
    with Ledger.open(f"sqlite:///{data / 'ledger.db'}") as ledger:
        recorded = {summary.id for summary in ledger.answers()}
    assert len(posts) == len(recorded)
    assert all(any(answer_id in post.text for answer_id in recorded) for post in posts)
