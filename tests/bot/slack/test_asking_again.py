"""The button under the news that an answer no longer holds: the same question, whoever asks."""

from bot.slack.sentence import blocks_text
from bot.slack.superseded import superseded_blocks
from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.server import CHANNEL, GUEST, MEMBER, Post, SlackServer
from fakes.slack.workspace import BOT, BOT_USER, User
from knowledge.ingest_report import Cause
from knowledge.ledger.ledger import Ledger

OTHER = "U0OTHER"


def news(slack: SlackServer, answer_id: str, root: str) -> Post:
    """What `signpost notify` says in the thread."""
    blocks = superseded_blocks(answer_id, "Bruising protocol", Cause.CHANGED, WORDING)
    post = Post(CHANNEL, slack.workspace.new_ts(), BOT_USER, blocks_text(blocks), root, BOT, tuple(blocks))
    return slack.workspace.keep(post)


async def test_anybody_may_ask_again(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """A guest is told why not, and uses nothing up; each member gets an answer of their own."""
    content_slack.workspace.add_user(User(OTHER))
    async with running_bot(content_slack, desk, ledger):
        root = content_slack.mention(MEMBER, CHANNEL, "what of a bruise on a baby?")
        await content_slack.reply_to(CHANNEL, root)
        await content_slack.settled()
        post = news(content_slack, ledger.answers()[0].id, root)
        content_slack.click(GUEST, post, "ask_again")
        await content_slack.until(lambda: len(content_slack.ephemerals) == 1)
        for number, user in enumerate([OTHER, MEMBER], start=3):
            content_slack.click(user, post, "ask_again")
            await content_slack.reply_to(CHANNEL, root, count=number)
            await content_slack.settled()
    assert [(each.asker, each.text) for each in desk.asked] == [
        (user, "what of a bruise on a baby?") for user in (MEMBER, OTHER, MEMBER)
    ]


async def test_a_follow_up_is_asked_again_as_it_was_meant(
    content_slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """With what it leant on then, and not on what was said last."""
    async with running_bot(content_slack, desk, ledger):
        root = content_slack.mention(MEMBER, CHANNEL, "How soon is a bruise on a baby referred?")
        await content_slack.reply_to(CHANNEL, root)
        for number, text in enumerate(["and for a toddler?", "Who is the designated officer?"], start=2):
            content_slack.mention(MEMBER, CHANNEL, text, thread_ts=root)
            await content_slack.reply_to(CHANNEL, root, count=number)
            await content_slack.settled()
        second = next(each for each in ledger.answers() if each.question == "and for a toddler?")
        content_slack.click(MEMBER, news(content_slack, second.id, root), "ask_again")
        await content_slack.reply_to(CHANNEL, root, count=5)
    asked = desk.asked[-1].text
    assert "toddler" in asked
    assert "bruise on a baby" in asked
