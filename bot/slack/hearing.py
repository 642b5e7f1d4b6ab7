"""What Slack sends, and who listens."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from slack_bolt.app.async_app import AsyncApp

from bot.slack.bot import Bot
from bot.slack.buttons import ASK_A_PERSON, FEEDBACK, SHARE, SHOW_PASSAGE
from bot.slack.clicks import Ack, Body
from bot.slack.feedback_view import FEEDBACK_FORM
from bot.slack.incident import apology, log_incident
from bot.slack.message import deletion_in, message_from_body, message_from_command
from bot.slack.question_view import QUESTION_FORM
from bot.slack.superseded import ASK_AGAIN

EVENTS_PATH = "/slack/events"
# Bolt sends an acknowledgement when it next looks, every hundredth of a second: an answer must not come before it.
_ACK_SECONDS = 0.05
Listener = Callable[[Ack, Body], Awaitable[None]]


def bolt_app(bot: Bot, signing_secret: str) -> AsyncApp:
    """Every listener. Slack asks for an acknowledgement of all that it sends: what is not listened to gets one too.

    With a signing secret, what is not signed by it is refused.
    """
    app = AsyncApp(
        name="signpost",
        client=bot.means.client,
        logger=bot.means.client.logger,
        signing_secret=signing_secret or None,
        request_verification_enabled=bool(signing_secret),
    )
    ears = _Ears(bot)
    app.event("app_mention", middleware=[ears.hear])(ears.leave)
    app.event("message", middleware=[ears.hear])(ears.leave)
    app.event("agent_session_stopped")(ears.stop)
    app.event("app_home_opened")(bot.home.show)
    app.event(re.compile(".*"))(ears.leave)
    app.command("/ask")(ears.command)
    app.shortcut("ask_about_this")(ears.told(bot.shortcut.open))
    app.view(QUESTION_FORM)(bot.shortcut.submit)
    app.view(FEEDBACK_FORM)(bot.opinions.submit)
    app.action(FEEDBACK)(ears.told(bot.opinions.take))
    app.action(SHOW_PASSAGE)(ears.told(bot.clicks.show_passage))
    app.action(SHARE)(ears.told(bot.clicks.share))
    app.action(ASK_A_PERSON)(ears.told(bot.clicks.ask_a_person))
    app.action(ASK_AGAIN)(ears.told(bot.clicks.ask_again))
    app.action(re.compile(".*"))(ears.acknowledge)
    app.error(ears.mishap)
    return app


class _Ears:
    """The listeners that are nobody else's."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def hear(self, body: Body, next: Callable[[], Awaitable[None]]) -> None:
        """Before the listener is called, since Bolt acknowledges an event then."""
        bot_user = self._bot.means.own.bot_user
        if deletion := deletion_in(body, bot_user):
            await self._bot.inbox.forget(deletion)
        elif (message := message_from_body(body)) and message.user != bot_user:
            await self._bot.inbox.take(message, next)
            return
        await next()

    async def command(self, ack: Ack, body: Body) -> None:
        """A question to be answered for one person alone."""

        async def acknowledge() -> None:
            await ack(text=self._bot.means.wording.slack.looking)
            await asyncio.sleep(_ACK_SECONDS)

        await self._bot.inbox.take(message_from_command(body), acknowledge)

    async def stop(self, body: Body) -> None:
        """Somebody pressed Slack's Stop button."""
        event = body["event"]
        await self._bot.inbox.stop(event["channel"], event["thread_ts"], event["user"])

    async def acknowledge(self, ack: Ack) -> None:
        """A click that needs no more, such as on a link."""
        await ack()

    async def leave(self, body: Body) -> None:
        """Acknowledged like every event, or Slack would send it again."""

    def told(self, listener: Listener) -> Listener:
        """The listener, but whoever clicked is told when it fails. Bolt forgets an acknowledgement when one raises."""

        async def listen(ack: Ack, body: Body) -> None:
            try:
                await listener(ack, body)
            except Exception as error:
                sentence = apology(self._bot.means.wording, error, "a click came to grief")
                if "response_url" in body:
                    await self._bot.poster.tell(body, sentence)

        return listen

    async def mishap(self, error: Exception) -> None:
        """For the log alone."""
        log_incident("a listener failed", error)
