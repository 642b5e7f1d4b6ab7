"""What people press under an answer: passages and their rights, a person to ask, an answer to share."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.slack.rules import Rules
from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.answers import QUOTE, SECRET, SECRET_TITLE, answer_of, citation_of, restricted_answer
from fakes.slack.limits import visible_text
from fakes.slack.server import CHANNEL, GUEST, MEMBER, Ephemeral, Post, Refusal, SlackServer, View
from fakes.slack.workspace import User
from knowledge.domain import Answer, MarkKind, Question, Statement
from knowledge.editions import Edition
from knowledge.ledger.ledger import Ledger

ASK_CHANNEL = "C0ASK"
POLICE = Rules(audiences={"police": "S1"}, ask_channel=ASK_CHANNEL, streams_per_minute=0)
RULE = "A bruise on a baby who cannot move must be referred to the front door."


async def asked(slack: SlackServer, user: str = MEMBER, channel: str = CHANNEL) -> Post:
    """The answer to a mention."""
    return await slack.reply_to(channel, slack.mention(user, channel, "what of a bruise on a baby?"))


async def opened(slack: SlackServer, user: str, post: Post, marker: int = 1) -> View:
    """The window that a click opens, once it is filled; it was open before, and said that it was loading."""
    before = len(slack.api.views)
    slack.click(user, post, *button_of(post, marker))
    await slack.until(lambda: len(slack.api.views) > before)
    await slack.until(lambda: said_in(slack.modal(user)) != WORDING.slack.loading)
    assert visible_text(slack.api.views[-1]["blocks"]) == WORDING.slack.loading
    view = slack.modal(user)
    assert view
    return view


def button_of(post: Post, marker: int) -> tuple[str, str]:
    """The action and the value of the button for a source."""
    return next(
        (each["action_id"], each["value"])
        for block in post.blocks
        for each in block.get("elements", ())
        if str(each.get("value", "")).endswith(f":{marker}")
    )


def said_in(view: View | None) -> str:
    return visible_text(view.content["blocks"]) if view else ""


async def told(slack: SlackServer, count: int = 1) -> Ephemeral:
    """The last of what was said in passing so far, when that is so much."""
    await slack.until(lambda: len(slack.ephemerals) >= count)
    await slack.settled()
    assert len(slack.ephemerals) == count
    return slack.ephemerals[-1]


def answering(answer: Answer) -> Callable[[Question], Answer]:
    return lambda question: answer


def kinds_of(ledger: Ledger) -> list[MarkKind]:
    (summary,) = ledger.answers()
    return [mark.kind for mark in ledger.aftermath.marks_of(summary.id)]


async def test_a_passage_opens_with_its_quote_marked(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Between words that say so, under the document's title, page and headings."""
    async with running_bot(content_slack, desk, ledger):
        view = await opened(content_slack, MEMBER, await asked(content_slack))
        await content_slack.settled()
    said = said_in(view)
    assert f"{WORDING.slack.quote_begins} {QUOTE} {WORDING.slack.quote_ends}" in said
    assert "Bruising protocol" in said
    assert "Assessment › Babies who are not mobile" in said
    assert len(content_slack.posts) == 1


async def test_a_passage_of_a_document_taken_out_since_says_so(
    content_slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """What was quoted can still be read, with a warning."""
    async with running_bot(content_slack, desk, ledger):
        view = await opened(content_slack, MEMBER, await asked(content_slack))
    assert WORDING.slack.standing_removed in said_in(view)
    assert QUOTE in said_in(view)


async def test_a_passage_of_a_document_withdrawn_since_says_so(
    content_slack: SlackServer, ledger: Ledger, edition_with: Callable[..., Edition]
) -> None:
    """It still counted when it was quoted."""
    files = {"rule.md": RULE, "other.md": "Ring the front door with any worry."}
    manifest = '[[document]]\npath = "rule.md"\nwithdrawn = true\n[[document]]\npath = "other.md"\n'
    edition = edition_with(files, manifest)
    quoted = answer_of(Statement(RULE, (citation_of(1, RULE, id="rule", path="rule.md", title="The rule"),)))
    async with running_bot(content_slack, Desk(ledger, answering(quoted)), ledger, edition=lambda: edition):
        said = said_in(await opened(content_slack, MEMBER, await asked(content_slack)))
    assert RULE in said
    assert "Now: authority not stated, withdrawn." in said
    assert WORDING.warning_withdrawn in said


async def test_a_passage_of_an_answer_that_is_gone_says_so(
    content_slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """Slack keeps a message longer than a ledger may keep its answer."""
    async with running_bot(content_slack, desk, ledger):
        post = await asked(content_slack)
        blocks = [
            {**block, "elements": [{**each, "value": "0123456789ab:1"} for each in block["elements"]]}
            if block["type"] == "actions"
            else block
            for block in post.blocks
        ]
        post = content_slack.workspace.keep(replace(post, blocks=tuple(blocks)))
        view = await opened(content_slack, MEMBER, post)
    assert said_in(view) == WORDING.slack.gone


async def test_a_restricted_passage_opens_for_its_audience(content_slack: SlackServer, ledger: Ledger) -> None:
    """Whoever is in the user group."""
    content_slack.usergroup("S1", MEMBER)
    async with running_bot(content_slack, Desk(ledger, answering(restricted_answer())), ledger, rules=POLICE):
        post = await asked(content_slack)
        view = await opened(content_slack, MEMBER, post, 2)
    assert SECRET in said_in(view)
    assert SECRET_TITLE in said_in(view)


@pytest.mark.parametrize("user", ["U0OTHER", GUEST])
async def test_a_restricted_passage_opens_for_nobody_else(
    content_slack: SlackServer, ledger: Ledger, user: str
) -> None:
    """Another member; and a guest, even one whom somebody has put into the group. Not its title either."""
    content_slack.workspace.add_user(User("U0OTHER"))
    content_slack.usergroup("S1", MEMBER, GUEST)
    async with running_bot(content_slack, Desk(ledger, answering(restricted_answer())), ledger, rules=POLICE):
        post = await asked(content_slack)
        view = await opened(content_slack, user, post, 2)
    assert said_in(view) == (WORDING.not_a_member if user == GUEST else WORDING.slack.not_for_you)
    assert not any(secret in str(view.content) for secret in (SECRET, SECRET_TITLE))


async def test_rights_end_with_the_membership(content_slack: SlackServer, ledger: Ledger) -> None:
    """They are asked for anew with each click, however short the time since the last."""
    content_slack.usergroup("S1", MEMBER)
    async with running_bot(content_slack, Desk(ledger, answering(restricted_answer())), ledger, rules=POLICE):
        post = await asked(content_slack)
        await opened(content_slack, MEMBER, post, 2)
        content_slack.usergroup("S1")
        view = await opened(content_slack, MEMBER, post, 2)
    assert said_in(view) == WORDING.slack.not_for_you
    assert SECRET_TITLE not in str(view.content)


async def test_a_question_goes_to_people_once(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """With who asks and the way back; whoever asked is told, the second time as well."""
    content_slack.add_channel(ASK_CHANNEL, MEMBER)
    async with running_bot(content_slack, desk, ledger, rules=POLICE):
        post = await asked(content_slack)
        content_slack.click(MEMBER, post, "ask_a_person")
        assert (await told(content_slack)).text == WORDING.slack.handed_on_told
        content_slack.click(MEMBER, post, "ask_a_person")
        assert (await told(content_slack, 2)).text == WORDING.slack.handed_on_before
    (handed,) = [each for each in content_slack.posts if each.channel == ASK_CHANNEL]
    assert any(MEMBER in each for each in handed.clickable)
    assert any(f"/archives/{CHANNEL}/p{post.ts.replace('.', '')}" in each for each in handed.clickable)
    assert QUOTE in handed.visible
    assert kinds_of(ledger) == [MarkKind.HANDED_ON]


async def test_a_question_can_be_handed_on_again_where_it_failed(
    slack: SlackServer, desk: Desk, ledger: Ledger
) -> None:
    """The bot is not in the channel for it, and later is."""
    slack.add_channel(ASK_CHANNEL, MEMBER)
    slack.leave(ASK_CHANNEL)
    async with running_bot(slack, desk, ledger, rules=POLICE):
        post = await asked(slack)
        slack.click(MEMBER, post, "ask_a_person")
        assert (await told(slack)).text == WORDING.slack.not_handed_on
        assert kinds_of(ledger) == []
        slack.join(ASK_CHANNEL)
        slack.click(MEMBER, post, "ask_a_person")
        assert (await told(slack, 2)).text == WORDING.slack.handed_on_told
    assert [each.channel for each in slack.posts] == [CHANNEL, ASK_CHANNEL]
    assert slack.refused == [Refusal("chat.postMessage", "not_in_channel")]
    assert slack.unacknowledged == []


async def test_what_is_handed_on_leaves_restricted_quotes_out(content_slack: SlackServer, ledger: Ledger) -> None:
    """Everyone in that channel reads it."""
    content_slack.add_channel(ASK_CHANNEL, MEMBER)
    async with running_bot(content_slack, Desk(ledger, answering(restricted_answer())), ledger, rules=POLICE):
        content_slack.click(MEMBER, await asked(content_slack), "ask_a_person")
        await told(content_slack)
    (handed,) = [each for each in content_slack.posts if each.channel == ASK_CHANNEL]
    assert QUOTE in handed.visible
    assert "not everyone may read them: 1." in handed.visible
    for secret in (SECRET, SECRET_TITLE, "The police are told"):
        assert secret not in str(handed.blocks) + handed.text


def break_ledger(folder: Path) -> None:
    """No answer can be read any more."""
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        connection.execute("ALTER TABLE statements RENAME TO gone")


async def test_clicks_while_the_ledger_cannot_be_read_are_told_of(
    content_slack: SlackServer, desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    """No window stays empty, and no click is left without a word."""
    async with running_bot(content_slack, desk, ledger, rules=POLICE):
        content_slack.add_channel(ASK_CHANNEL)
        post = await asked(content_slack)
        break_ledger(tmp_path)
        assert "Something went wrong" in said_in(await opened(content_slack, MEMBER, post))
        content_slack.click(MEMBER, post, "ask_a_person")
        assert "Something went wrong" in (await told(content_slack)).text
