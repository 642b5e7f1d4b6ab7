"""`signpost bot` as its users run it: the real program, against a Slack on loopback, on the demonstration corpus."""

from pathlib import Path

import pytest

from builders.bot_process import ingested, running_bots
from fakes.slack.server import CHANNEL, MEMBER, Post, SlackServer
from knowledge.ledger import Ledger


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an edition of the demonstration corpus."""
    return ingested(tmp_path_factory.mktemp("data"))


async def test_a_mention_and_a_message_get_cited_answers_in_their_threads(data: Path) -> None:
    async with SlackServer() as slack, running_bots(slack, data) as [bot]:
        mentioned = slack.mention(MEMBER, CHANNEL, "How soon must a paediatrician see a baby with a bruise?")
        cited = await slack.reply_to(CHANNEL, mentioned, seconds=60)
        told = slack.dm(MEMBER, "a child told me today her dad hurts her. what do i do")
        card = await slack.reply_to(slack.dm_channel(MEMBER), told, seconds=30)
        await slack.settled()
        # A stream is written once more at its end: only then has it a text for screen readers.
        cited = slack.replies(CHANNEL, mentioned)[0]
        assert len(slack.posts) == 2
        assert slack.refused == []
        bot.interrupt()
        assert await bot.ended() == 0
    assert "within four hours" in cited.text
    assert "p. 2" in cited.text
    assert "999" in card.text
    assert_recorded(data, [cited, card])


def assert_recorded(data: Path, posts: list[Post]) -> None:
    """Every reply is in the ledger under the id that it names."""
    with Ledger.open(f"sqlite:///{data / 'ledger.db'}") as ledger:
        recorded = {summary.id for summary in ledger.answers()}
    assert len(posts) == len(recorded)
    assert all(any(answer_id in post.text for answer_id in recorded) for post in posts)
