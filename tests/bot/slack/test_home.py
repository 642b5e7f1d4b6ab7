"""The Home tab, of a real edition: what each person may know of."""

from collections.abc import Callable

from bot.slack.rules import Rules
from builders.slack_bot import WORDING, Desk, running_bot
from fakes.slack.limits import visible_text
from fakes.slack.server import CHANNEL, GUEST, MEMBER, STRANGER, SlackServer
from fakes.slack.workspace import User
from knowledge.editions import Edition
from knowledge.ledger.ledger import Ledger

OTHER = "U0OTHER"
FILES = {
    "bruises.md": "A bruise on a baby who cannot move must be referred to the front door.",
    "police.md": "The plan of the police is told to nobody else.",
    "old.md": "A bruise is looked at again after a week.",
}
MANIFEST = """
[[document]]
path = "bruises.md"
title = "Bruising protocol"
effective_on = 2024-04-01
supersedes = ["old.md"]
[[document]]
path = "police.md"
title = "Operation Larkspur"
audience = ["police"]
[[document]]
path = "old.md"
title = "Bruising guide of 2019"
"""
POLICE = Rules(audiences={"police": "S1"}, streams_per_minute=0)


def home_of(slack: SlackServer, user: str) -> str:
    view = slack.home(user)
    return visible_text(view.content["blocks"]) if view else ""


async def opened(slack: SlackServer, user: str) -> str:
    """The words of the tab, once it is shown."""
    slack.open_home(user)
    await slack.until(lambda: slack.home(user) is not None)
    await slack.settled()
    return home_of(slack, user)


async def test_home_shows_the_documents_with_their_standing(
    content_slack: SlackServer, desk: Desk, ledger: Ledger, edition_with: Callable[..., Edition]
) -> None:
    """And warns of one that another replaced; restricted ones are for their audience."""
    content_slack.workspace.add_user(User(OTHER))
    content_slack.usergroup("S1", OTHER)
    edition = edition_with(FILES, MANIFEST)
    async with running_bot(content_slack, desk, ledger, rules=POLICE, edition=lambda: edition):
        theirs, others = await opened(content_slack, MEMBER), await opened(content_slack, OTHER)
    assert "Documents that I search (2)" in theirs
    assert "Bruising protocol — authority not stated, current — effective from 1 April 2024" in theirs
    assert "Bruising guide of 2019 — authority not stated, superseded" in theirs
    assert "Larkspur" not in theirs
    assert "Documents that I search (3)" in others
    assert "Operation Larkspur" in others


async def test_home_shows_only_what_one_asked_oneself(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """The newest first; the tab is new each time that it is opened."""
    content_slack.workspace.add_user(User(OTHER))
    async with running_bot(content_slack, desk, ledger):
        assert WORDING.slack.home_recent_none in await opened(content_slack, MEMBER)
        for user, words in ((MEMBER, "what of a bruise?"), (OTHER, "what of a scald?"), (MEMBER, "what of a burn?")):
            await content_slack.reply_to(CHANNEL, content_slack.mention(user, CHANNEL, words))
        content_slack.open_home(MEMBER)
        await content_slack.until(lambda: "what of a burn?" in home_of(content_slack, MEMBER))
    home = home_of(content_slack, MEMBER)
    assert "what of a scald?" not in home
    assert home.index("what of a burn?") < home.index("what of a bruise?")


async def test_home_shows_people_from_outside_only_that_they_are(
    content_slack: SlackServer, desk: Desk, ledger: Ledger, edition_with: Callable[..., Edition]
) -> None:
    """Neither guests nor people of other workspaces learn of a document."""
    edition = edition_with(FILES, MANIFEST)
    async with running_bot(content_slack, desk, ledger, edition=lambda: edition):
        assert await opened(content_slack, GUEST) == WORDING.not_a_member
        assert await opened(content_slack, STRANGER) == WORDING.not_a_member


async def test_home_without_an_edition_says_so(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """The first day."""
    async with running_bot(content_slack, desk, ledger):
        home = await opened(content_slack, MEMBER)
    assert WORDING.slack.home_documents_none in home


async def test_opening_the_messages_leaves_home_alone(content_slack: SlackServer, desk: Desk, ledger: Ledger) -> None:
    """Slack sends the same event for both tabs."""
    async with running_bot(content_slack, desk, ledger):
        content_slack.open_dm(MEMBER)
        await content_slack.settled()
    assert content_slack.home(MEMBER) is None
