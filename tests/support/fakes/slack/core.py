"""The parts of the double, put together; what is sent to the app goes through here."""

import time
from collections.abc import Iterable, Sequence

from aiohttp import web

from fakes.slack.assistant import Assistant
from fakes.slack.calls import Refusal
from fakes.slack.chat import Chat
from fakes.slack.conversations import Conversations
from fakes.slack.delivery import Deliveries, Delivery
from fakes.slack.hooks import Hooks
from fakes.slack.limits import Json
from fakes.slack.rates import Rates
from fakes.slack.socket import SocketMode
from fakes.slack.streams import Streams
from fakes.slack.views import Views
from fakes.slack.web import SCOPES, WebApi
from fakes.slack.workspace import APP, BOT_USER, TEAM, Ephemeral, Post, Workspace

BOT_TOKEN = "xoxb-loopback"
APP_TOKEN = "xapp-loopback"
_SUBSCRIPTIONS = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


class Core:
    """Everything here is Slack's side; `subscriptions` are the events that the app's manifest asks for.

    `post_interval_seconds` is how long a channel must rest between two posts: one second on the real Slack, and
    where `enforce_rates` is set, which holds every method to its rate as well. `scopes` are those granted.
    `stream_idle_seconds` and `stream_seconds` are how long a stream lives without a word, and at all;
    `trigger_seconds` and `response_url_seconds` are how long an interaction may be answered by either.
    """

    def __init__(
        self,
        *,
        subscriptions: Sequence[str] = ("app_mention", "message.im"),
        ack_seconds: float = 3.0,
        redelivery_seconds: Sequence[float] = (0.0, 60.0, 300.0),
        post_interval_seconds: float = 0.0,
        scopes: Iterable[str] = SCOPES,
        enforce_rates: bool = False,
        stream_idle_seconds: float = 300.0,
        stream_seconds: float = 300.0,
        trigger_seconds: float = 3.0,
        response_url_seconds: float = 1_800.0,
    ) -> None:
        self.refused: list[Refusal] = []
        self.workspace = Workspace()
        self.sockets = SocketMode()
        self.outbox = Deliveries(self.sockets, ack_seconds, redelivery_seconds)
        self.sockets.deliveries = self.outbox.all
        self.views = Views(self.workspace)
        self.assistant = Assistant(self.workspace)
        self.streams = Streams(self.workspace, self._echo, stream_idle_seconds, stream_seconds)
        self.hooks = Hooks(self.workspace, self.refused, self._echo, response_url_seconds)
        rates = Rates(post_interval_seconds, enforce_rates)
        chat = Chat(self.workspace, self.streams, rates, self._echo)
        methods = {**chat.methods(), **self.streams.methods(), **Conversations(self.workspace).methods()}
        tokens = {"xoxb": BOT_TOKEN, "xapp": APP_TOKEN}
        self.api = WebApi(
            self.workspace,
            self.views,
            self.assistant,
            methods,
            tokens,
            scopes,
            rates,
            self._socket_url,
            self.refused,
        )
        self._subscriptions = subscriptions
        self._trigger_seconds = trigger_seconds
        self._port = 0
        self._events = 0
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self.api.handle)
        application.router.add_get("/link", self.sockets.connect)
        application.router.add_post("/hooks/{secret}", self.hooks.handle)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)

    @property
    def url(self) -> str:
        """The Web API's address: what `SLACK_API_URL` is set to."""
        return f"http://127.0.0.1:{self._port}/api/"

    @property
    def ephemerals(self) -> list[Ephemeral]:
        """What the app has shown to one person only."""
        return self.workspace.ephemerals

    @property
    def unacknowledged(self) -> list[Delivery]:
        """The interactions that the app did not acknowledge in time."""
        return self.outbox.unacknowledged

    def send_event(self, event: Json) -> Delivery:
        """Send any event at all."""
        return self.outbox.send(self._payload(event))

    def _hook_url(self, channel: str, user: str, source: Post | None = None) -> str:
        return f"http://127.0.0.1:{self._port}/hooks/{self.hooks.new(channel, user, source)}"

    def _socket_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/link?ticket={self.sockets.new_ticket()}"

    def _echo(self, post: Post | None, before: Post | None) -> None:
        """The app hears its own words, as on the real Slack."""
        if post and before:
            self._send_message(self.workspace.change_event("message_changed", before, post))
        elif post:
            self._send_message(self.workspace.message_event(post))
        elif before and self.workspace.replies(before.channel, before.ts):
            self._send_message(self.workspace.tombstone_event(before))
        elif before:
            self._send_message(self.workspace.change_event("message_deleted", before, None))

    def _send_message(self, event: Json) -> None:
        self._send(_SUBSCRIPTIONS[event["channel_type"]], event)

    def _send(self, subscription: str, event: Json) -> None:
        if subscription in self._subscriptions and event["channel"] not in self.workspace.absent:
            self.send_event(event)

    def _payload(self, event: Json) -> Json:
        self._events += 1
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": APP,
            "event_id": f"Ev{self._events:08d}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            "event": event,
        }
