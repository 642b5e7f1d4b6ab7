"""What people think of an answer reaches the review queue, and they are thanked where they see it."""

from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.limits import visible_text
from fakes.slack.server import CHANNEL, GUEST, MEMBER, Post, SlackServer, View
from knowledge.domain import Feedback, FeedbackKind
from knowledge.ledger.ledger import Ledger


async def asked(slack: SlackServer) -> Post:
    return await slack.reply_to(CHANNEL, slack.mention(MEMBER, CHANNEL, "what of a bruise on a baby?"))


async def wrong_form(slack: SlackServer, post: Post, answer_id: str) -> View:
    slack.click(MEMBER, post, "feedback", f"{answer_id}:not")
    await slack.until(lambda: slack.modal(MEMBER) is not None)
    view = slack.modal(MEMBER)
    assert view
    return view


def given(ledger: Ledger) -> list[Feedback]:
    (summary,) = ledger.answers()
    return list(ledger.aftermath.feedback_on([summary.id]).get(summary.id, ()))


def only_id(ledger: Ledger) -> str:
    (summary,) = ledger.answers()
    return summary.id


async def test_a_helpful_answer_is_thanked_for(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Only whoever clicked sees it."""
    async with running_bot(content_slack, desk, ledger):
        post = await asked(content_slack)
        content_slack.click(MEMBER, post, "feedback", f"{only_id(ledger)}:helpful")
        await content_slack.until(lambda: len(content_slack.ephemerals) == 1)
        await content_slack.settled()
    (thanks,) = content_slack.ephemerals
    assert (thanks.text, thanks.reader) == (WORDING.slack.thanks, MEMBER)
    (opinion,) = given(ledger)
    assert (opinion.kind, opinion.given_by, opinion.note) == (FeedbackKind.HELPFUL, MEMBER, "")
    assert len(content_slack.posts) == 1


async def test_what_is_wrong_is_asked_for_in_a_window(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """A reason and a note, and thanks in the same window."""
    async with running_bot(content_slack, desk, ledger):
        view = await wrong_form(content_slack, await asked(content_slack), only_id(ledger))
        values = {"kind": {"kind": "out of date"}, "note": {"note": "  It is 48 hours by now.\x00 "}}
        await content_slack.submit(MEMBER, view, values)
        await content_slack.until(lambda: bool(given(ledger)))
        thanks = content_slack.modal(MEMBER)
        await content_slack.settled()
    (opinion,) = given(ledger)
    assert (opinion.kind, opinion.note) == (FeedbackKind.OUT_OF_DATE, "It is 48 hours by now.")
    assert thanks
    assert visible_text(thanks.content["blocks"]) == WORDING.slack.thanks
    assert len(ledger.answers(flagged=True)) == 1


async def test_a_note_that_names_somebody_is_not_kept(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """It stays in the window, where it can be changed and sent again."""
    async with running_bot(content_slack, desk, ledger):
        view = await wrong_form(content_slack, await asked(content_slack), only_id(ledger))
        reason = {"kind": {"kind": "wrong"}}
        refused = await content_slack.submit(MEMBER, view, {**reason, "note": {"note": "NHS number 999 000 0018"}})
        assert refused == {"response_action": "errors", "errors": {"note": WORDING.slack.note_refused}}
        await content_slack.settled()
        assert given(ledger) == []
        await content_slack.submit(MEMBER, view, reason)
        await content_slack.until(lambda: bool(given(ledger)))
    assert [opinion.note for opinion in given(ledger)] == [""]


async def test_a_reason_has_to_be_chosen(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Slack itself asks for it; the note is optional."""
    async with running_bot(content_slack, desk, ledger):
        view = await wrong_form(content_slack, await asked(content_slack), only_id(ledger))
        refused = await content_slack.submit(MEMBER, view, {})
        await content_slack.settled()
    assert refused
    assert list(refused["errors"]) == ["kind"]
    assert given(ledger) == []


async def test_a_guest_s_opinion_is_not_kept(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """A guest may read the channel, but is not asked what they think."""
    async with running_bot(content_slack, desk, ledger):
        post = await asked(content_slack)
        content_slack.click(GUEST, post, "feedback", f"{only_id(ledger)}:helpful")
        await content_slack.settled()
    assert given(ledger) == []
    assert [each.text for each in content_slack.ephemerals] == [WORDING.not_a_member]
