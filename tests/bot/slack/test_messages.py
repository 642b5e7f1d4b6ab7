"""The bot against a loopback Slack: every question ends in one message, and nothing else does."""

import logging
import threading
import time
from dataclasses import replace

import pytest

from bot.slack.bot import Limits
from bot.slack.rules import Rules
from builders.slack_bot import SUBSCRIPTIONS, WORDING, Desk, running_bot
from fakes.slack.answers import answer_of, answer_repeating, citation_of, short_answer
from fakes.slack.server import (
    CHANNEL,
    GUEST,
    MEMBER,
    OTHER_BOT,
    STRANGER,
    Refusal,
    SlackServer,
)
from fakes.slack.workspace import BOT_USER, TEAM, User
from knowledge.domain import Answer, Question, Statement, Turn
from knowledge.errors import SettingsError
from knowledge.ledger.ledger import Ledger

HOSTILE = "<!channel> <@U0MEMBER> <http://evil.example|the procedure> <#C0SAFEGUARDING> & <b>"


async def test_answers_a_mention_in_its_thread(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """One message, with blocks and text, in the thread that the mention began."""
    async with running_bot(slack, desk, ledger):
        ts = slack.mention(MEMBER, CHANNEL, "what of a bruise on a baby?")
        post = await slack.reply_to(CHANNEL, ts)
        await slack.settled()
    assert len(slack.posts) == 1
    assert "the same day.\u00a0[1]" in post.visible
    assert "[1] Bruising protocol" in post.text
    assert (post.arguments["unfurl_links"], post.arguments["unfurl_media"]) == (False, False)
    (question,) = desk.asked
    assert question.text == "what of a bruise on a baby?"
    assert question.asker == MEMBER
    assert question.event_id == f"{TEAM}:{CHANNEL}:{ts}"
    assert question.thread == f"{CHANNEL}:{ts}"
    assert not slack.refused


async def test_answers_a_mention_inside_a_thread_there(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """The thread's root names the conversation, the message's own ts the event."""
    async with running_bot(slack, desk, ledger):
        root = slack.say(MEMBER, CHANNEL, "a case for us all")
        ts = slack.mention(MEMBER, CHANNEL, "what does the protocol say?", thread_ts=root)
        await slack.reply_to(CHANNEL, root)
    (question,) = desk.asked
    assert (question.thread, question.event_id) == (f"{CHANNEL}:{root}", f"{TEAM}:{CHANNEL}:{ts}")


async def test_answers_a_direct_message_and_its_follow_up(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Each reply stands in the thread, and the follow-up carries the turns that came before, from the ledger."""
    channel = slack.dm_channel(MEMBER)
    async with running_bot(slack, desk, ledger):
        ts = slack.dm(MEMBER, "what of a bruise?")
        await slack.reply_to(channel, ts)
        slack.dm(MEMBER, "and who examines it?", thread_ts=ts)
        await slack.reply_to(channel, ts, count=2)
        await slack.settled()
    first, second = desk.asked
    assert first.history == ()
    assert second.history == (Turn("what of a bruise?", short_answer().text),)
    assert len(slack.posts) == 2


async def test_shows_that_it_is_looking(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """The status goes to the thread that the answer will stand in."""
    async with running_bot(slack, desk, ledger):
        ts = slack.dm(MEMBER, "what of a bruise?")
        await slack.reply_to(slack.dm_channel(MEMBER), ts)
    assert [(slack.dm_channel(MEMBER), ts)] == [status[:2] for status in slack.api.statuses]


async def test_answers_where_a_status_is_refused(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """A workspace without the feature loses nothing else."""
    slack.fail("assistant.threads.setStatus", "missing_scope")
    async with running_bot(slack, desk, ledger):
        ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await slack.reply_to(CHANNEL, ts)


async def test_answers_a_message_that_comes_twice_once(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Slack delivers again; the claim decides, not a header."""
    async with running_bot(slack, desk, ledger):
        ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await slack.reply_to(CHANNEL, ts)
        slack.redeliver(CHANNEL, ts)
        await slack.settled()
    assert len(slack.posts) == 1
    assert len(desk.asked) == 1


async def test_answers_once_what_is_a_mention_and_a_message(desk: Desk, ledger: Ledger) -> None:
    """A workspace may be subscribed to channel messages besides: both events are one question."""
    async with SlackServer(subscriptions=SUBSCRIPTIONS) as slack:
        async with running_bot(slack, desk, ledger):
            ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
            slack.say(MEMBER, CHANNEL, "I am not talking to a bot")
            await slack.reply_to(CHANNEL, ts)
            slack.dm(MEMBER, f"<@{BOT_USER}> what of a bruise?")
            await slack.until(lambda: len(slack.posts) == 2)
            await slack.settled()
        assert [question.text for question in desk.asked] == ["what of a bruise?"] * 2
        assert len(slack.posts) == 2


async def test_ignores_what_is_not_a_new_question(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Bots, joins, edits and deletions, and its own words coming back."""
    async with running_bot(slack, desk, ledger):
        ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await slack.reply_to(CHANNEL, ts)
        slack.mention(OTHER_BOT, CHANNEL, "what of a bruise?")
        slack.dm(OTHER_BOT, "what of a bruise?")
        slack.dm(MEMBER, "has joined", subtype="channel_join")
        slack.edit(CHANNEL, ts, f"<@{BOT_USER}> what of two bruises?")
        direct = slack.dm(MEMBER, "and a scald?")
        await slack.reply_to(slack.dm_channel(MEMBER), direct)
        slack.edit(slack.dm_channel(MEMBER), direct, "and a burn?")
        slack.delete(slack.dm_channel(MEMBER), direct)
        slack.send_event({"type": "app_home_opened", "user": MEMBER, "channel": CHANNEL, "tab": "home"})
        await slack.settled()
    assert [question.text for question in desk.asked] == ["what of a bruise?", "and a scald?"]
    assert len(slack.posts) == 2
    assert all(delivery.attempts == 1 for delivery in slack.sockets.deliveries)


async def test_answers_a_message_with_a_file(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Its words are a question; the file is not read."""
    async with running_bot(slack, desk, ledger):
        ts = slack.dm(MEMBER, "what of this bruise?", subtype="file_share")
        await slack.reply_to(slack.dm_channel(MEMBER), ts)
    assert len(desk.asked) == 1


async def test_refuses_guests_and_strangers(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """They get a sentence, once; their question goes no further."""
    slack.workspace.add_user(User("U0SINGLE", flags=("is_ultra_restricted",)))
    async with running_bot(slack, desk, ledger):
        for user in (GUEST, STRANGER, "U0SINGLE"):
            ts = slack.mention(user, CHANNEL, "what of a bruise?")
            post = await slack.reply_to(CHANNEL, ts)
            assert post.text == WORDING.not_a_member
        slack.redeliver(CHANNEL, ts)
        await slack.settled()
    assert not desk.asked
    assert len(slack.posts) == 3


async def test_refuses_whom_slack_says_nothing_of(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """When membership cannot be checked the answer is no, and the next question asks again."""
    slack.fail("users.info", "internal_error")
    async with running_bot(slack, desk, ledger):
        first = slack.dm(MEMBER, "what of a bruise?")
        post = await slack.reply_to(slack.dm_channel(MEMBER), first)
        assert post.text == WORDING.cannot_check
        second = slack.dm(MEMBER, "what of a bruise?")
        await slack.reply_to(slack.dm_channel(MEMBER), second)
        third = slack.dm(MEMBER, "what of a scald?")
        await slack.reply_to(slack.dm_channel(MEMBER), third)
    assert len(desk.asked) == 2
    assert slack.api.calls["users.info"] == 2


async def test_says_how_to_ask(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """A mention without words."""
    async with running_bot(slack, desk, ledger):
        ts = slack.mention(MEMBER, CHANNEL, "  ")
        post = await slack.reply_to(CHANNEL, ts)
    assert post.text == WORDING.how_to_ask
    assert not desk.asked


async def test_tells_when_answering_broke(slack: SlackServer, ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    """A fixed sentence with a number; the log has that number and the frames, and no word of the question."""

    def answer(question: Question) -> Answer:
        try:
            raise KeyError(question.text)
        except KeyError as error:
            raise RuntimeError(f"cannot answer {question.text}") from error

    caplog.set_level(logging.DEBUG)
    async with running_bot(slack, Desk(ledger, answer), ledger):
        ts = slack.mention(MEMBER, CHANNEL, "zanzibar has a bruise")
        post = await slack.reply_to(CHANNEL, ts)
    incident = post.text.partition("this number: ")[2][:8]
    assert "Something went wrong" in post.text
    (record,) = (record for record in caplog.records if incident in record.getMessage())
    assert "in answer" in record.getMessage()
    assert "builtins.RuntimeError" in record.getMessage()
    assert "zanzibar" not in caplog.text


async def test_tells_when_answering_takes_too_long(slack: SlackServer, ledger: Ledger) -> None:
    """Whoever asked is not left waiting for ever."""

    def answer(question: Question) -> Answer:
        time.sleep(0.6)
        return replace(short_answer(), question=question)

    async with running_bot(slack, Desk(ledger, answer), ledger, limits=Limits(answer_seconds=0.2)):
        ts = slack.dm(MEMBER, "what of a bruise?")
        post = await slack.reply_to(slack.dm_channel(MEMBER), ts)
        await slack.settled(quiet_seconds=0.5)
    assert "Something went wrong" in post.text
    assert len(slack.posts) == 1


async def test_answers_twenty_questions_at_once(ledger: Ledger) -> None:
    """All are answered, and every event is acknowledged at once although each answer blocks its thread."""

    def answer(question: Question) -> Answer:
        time.sleep(0.4)
        return replace(short_answer(), question=question)

    desk, rules = Desk(ledger, answer), Rules(person_per_minute=20, streams_per_minute=0)
    async with SlackServer() as slack, running_bot(slack, desk, ledger, rules=rules):
        channels = [f"C{number:04d}" for number in range(20)]
        for channel in channels:
            slack.add_channel(channel, MEMBER)
        asked = [(channel, slack.mention(MEMBER, channel, "what of a bruise?")) for channel in channels]
        for channel, ts in asked:
            await slack.reply_to(channel, ts, seconds=15)
        await slack.settled()
        assert len(slack.posts) == len(desk.asked) == 20
        assert max(seconds for each in slack.sockets.deliveries for seconds in each.ack_seconds) < 3.0
        assert all(delivery.attempts == 1 for delivery in slack.sockets.deliveries)


async def test_tries_again_when_slack_is_busy(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """A 429 delays the answer and loses nothing."""
    slack.limit("chat.postMessage", times=2, retry_after_seconds=0)
    async with running_bot(slack, desk, ledger):
        ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await slack.reply_to(CHANNEL, ts)
        await slack.settled()
    assert len(slack.posts) == 1
    assert slack.refused == [Refusal("chat.postMessage", "ratelimited")] * 2


async def test_keeps_to_the_pace_of_a_channel(desk: Desk, ledger: Ledger) -> None:
    """Three answers in one channel at once: each waits for its turn, and Slack has nothing to refuse."""
    async with SlackServer(post_interval_seconds=1.0) as slack, running_bot(slack, desk, ledger):
        asked = [slack.mention(MEMBER, CHANNEL, f"question {number}") for number in range(3)]
        for ts in asked:
            await slack.reply_to(CHANNEL, ts)
        assert slack.refused == []


async def test_sends_an_answer_as_text_where_its_blocks_are_refused(
    slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """Slack may change what it takes: the answer and its sources still arrive."""
    slack.fail("chat.postMessage", "invalid_blocks")
    async with running_bot(slack, desk, ledger):
        ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        post = await slack.reply_to(CHANNEL, ts)
    assert not post.blocks
    assert "[1] Bruising protocol" in post.text


async def test_hostile_text_never_becomes_a_mention_or_a_link(slack: SlackServer, ledger: Ledger) -> None:
    """Neither from a document nor from a question that the answer repeats."""

    def answer(question: Question) -> Answer:
        citation = citation_of(1, HOSTILE, heading=HOSTILE, title=HOSTILE)
        return answer_of(Statement(f"• {HOSTILE}", (citation,)), notice=f"You asked: {question.text}", id=HOSTILE)

    async with running_bot(slack, Desk(ledger, answer), ledger):
        ts = slack.dm(MEMBER, "what of &lt;!channel&gt; and &amp;lt;@U0MEMBER&amp;gt;?")
        post = await slack.reply_to(slack.dm_channel(MEMBER), ts)
    assert "<!channel>" in post.visible
    assert post.clickable == []
    assert not slack.refused


async def test_reads_markup_as_a_person_does(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Links by their label, entities as characters, and nobody's id."""
    sent = "ask <@U0OTHER> or <#C1|duty> at <mailto:a@b.example|a@b.example> of &lt;5s &amp; <https://x.example|policy>"
    async with running_bot(slack, desk, ledger):
        ts = slack.dm(MEMBER, sent)
        await slack.reply_to(slack.dm_channel(MEMBER), ts)
    assert desk.asked[0].text == "ask someone or #duty at a@b.example of <5s & policy"


async def test_a_long_answer_is_taken(slack: SlackServer, ledger: Ledger) -> None:
    """More than a message holds: it is cut and said so, and Slack refuses nothing."""

    def answer(question: Question) -> Answer:
        return answer_repeating("word " * 400, 30, [citation_of()])

    async with running_bot(slack, Desk(ledger, answer), ledger):
        ts = slack.dm(MEMBER, "tell me everything")
        post = await slack.reply_to(slack.dm_channel(MEMBER), ts)
    assert "Left out because this message is full" in post.visible
    assert not slack.refused


async def test_answers_after_slack_renews_the_socket(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Slack asks for a new connection every few hours."""
    async with running_bot(slack, desk, ledger):
        await slack.sockets.refresh()
        await slack.until(lambda: slack.sockets.connections == 2)
        ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await slack.reply_to(CHANNEL, ts)


async def test_answers_after_the_socket_breaks(slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """What was said meanwhile is answered too, although the next address does not work either."""
    async with running_bot(slack, desk, ledger, ping_seconds=0.2):
        slack.sockets.stale_tickets = 1
        await slack.sockets.cut()
        ts = slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await slack.reply_to(CHANNEL, ts)


async def test_finishes_what_it_began_when_it_is_stopped(slack: SlackServer, ledger: Ledger) -> None:
    """A restart in the middle of an answer loses nobody's question."""
    begun = threading.Event()

    def answer(question: Question) -> Answer:
        begun.set()
        time.sleep(0.4)
        return replace(short_answer(), question=question)

    async with running_bot(slack, Desk(ledger, answer), ledger):
        slack.mention(MEMBER, CHANNEL, "what of a bruise?")
        await slack.until(begun.is_set)
    assert len(slack.posts) == 1


@pytest.mark.parametrize(
    ("method", "setting"), [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")]
)
async def test_names_the_token_that_slack_refuses(
    slack: SlackServer, desk: Desk, ledger: Ledger, method: str, setting: str
) -> None:
    """A wrong token ends the command with a sentence."""
    slack.fail(method, "invalid_auth")
    with pytest.raises(SettingsError, match=setting):
        async with running_bot(slack, desk, ledger):
            pass


async def test_says_when_slack_is_out_of_reach(desk: Desk, ledger: Ledger) -> None:
    """Nobody listens there."""
    async with SlackServer() as slack:
        pass
    with pytest.raises(SettingsError, match="SLACK_API_URL"):
        async with running_bot(slack, desk, ledger):
            pass
