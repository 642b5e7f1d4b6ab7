"""The message shortcut: somebody's message becomes a question, after whoever asks has taken the names out."""

import json

from bot.slack.clicks import Ack, Body, user_of
from bot.slack.inbox import Inbox
from bot.slack.means import Means
from bot.slack.message import Message
from bot.slack.question_view import question_asked, question_view
from bot.slack.text import escaped, question_text


class Shortcut:
    """Listeners for the shortcut and for the window that it opens."""

    def __init__(self, means: Means, inbox: Inbox) -> None:
        self._means = means
        self._inbox = inbox

    async def open(self, ack: Ack, body: Body) -> None:
        """Show the message's words as a question to be changed and sent."""
        await ack()
        words = question_text(body["message"].get("text") or "", self._means.own.bot_user)
        metadata = json.dumps({"channel": body["channel"]["id"], "reply_url": body["response_url"]})
        view = question_view(words, self._means.wording, metadata)
        await self._means.client.views_open(trigger_id=body["trigger_id"], view=view)

    async def submit(self, ack: Ack, body: Body) -> None:
        """Ask it; who sent it alone sees the answer, where the message stands."""
        view, team, user = body["view"], body["team"]["id"], user_of(body)
        place = json.loads(view["private_metadata"])
        await self._inbox.take(
            Message(
                event_id=f"{team}:form:{view['id']}",
                team=team,
                channel=place["channel"],
                user=user,
                text=escaped(question_asked(view)),
                user_teams=frozenset([body["user"].get("team_id") or team]),
                reply_url=place["reply_url"],
            ),
            ack,
        )
