"""Blocks of every size, clients and listeners, for the tests of the double itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from fakes.slack.server import APP_TOKEN, BOT_TOKEN, SlackServer

Block = dict[str, Any]


def plain(text: str) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def section(text: str) -> Block:
    """A section of so many characters."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def rich(*texts: str, kind: str = "rich_text_section") -> Block:
    """Rich text of one element for each text."""
    elements = [{"type": kind, "elements": [{"type": "text", "text": text}]} for text in texts]
    return {"type": "rich_text", "elements": elements}


def inline(**more: Any) -> Block:
    """Rich text of one inline."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [more]}]}


def button(text: str = "Show", **more: Any) -> Block:
    """A button."""
    return {"type": "button", "text": plain(text), **more}


def actions(*elements: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def feedback(text: str = "Helpful", value: str = "yes", **more: Any) -> Block:
    """Two buttons, of which the other's value is "no"."""
    positive = {"text": plain(text), "value": value, **more}
    negative = {"text": plain("Not helpful"), "value": "no"}
    names = {"type": "feedback_buttons", "action_id": "feedback"}
    return {**names, "positive_button": positive, "negative_button": negative}


def context_actions(*elements: Block) -> Block:
    """A row below an answer."""
    return {"type": "context_actions", "elements": list(elements)}


def option(text: str = "One", value: str = "one") -> Block:
    """A choice."""
    return {"text": plain(text), "value": value}


def choice(kind: str, *options: Block, **more: Any) -> Block:
    """A select, radio buttons or checkboxes."""
    return {"type": kind, "action_id": "choice", "options": list(options), **more}


def text_input(**more: Any) -> Block:
    """Where to write."""
    return {"type": "plain_text_input", "action_id": "words", **more}


def asked(element: Block, block_id: str = "asked", label: str = "Which?", **more: Any) -> Block:
    """An input block."""
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def modal(*blocks: Block, **more: Any) -> Block:
    """A modal that can be submitted."""
    return {"type": "modal", "title": plain("Report"), "submit": plain("Send"), "blocks": list(blocks), **more}


def client_of(slack: SlackServer, token: str = BOT_TOKEN) -> AsyncWebClient:
    """The SDK's client, without retries."""
    return AsyncWebClient(token=token, base_url=slack.url, retry_handlers=[])


async def call(slack: SlackServer, method: str, **arguments: Any) -> Block:
    """The answer to a call of any method."""
    found = await client_of(slack).api_call(method, json=arguments)
    assert isinstance(found.data, dict)
    return found.data


@asynccontextmanager
async def listening(
    slack: SlackServer, acknowledges: bool = True, payload: Block | None = None
) -> AsyncIterator[tuple[SocketModeClient, list[SocketModeRequest]]]:
    """The SDK's Socket Mode client, connected, and what it hears; `payload` is said with each acknowledgement."""
    heard: list[SocketModeRequest] = []

    async def hear(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request)
        if acknowledges:
            said = {"payload": payload} if payload else {}
            await client.send_socket_mode_response({"envelope_id": request.envelope_id, **said})

    client = SocketModeClient(APP_TOKEN, web_client=client_of(slack), ping_interval=0.2)
    client.socket_mode_request_listeners.append(hear)
    await client.connect()  # type: ignore[no-untyped-call]
    try:
        yield client, heard
    finally:
        await client.close()  # type: ignore[no-untyped-call]
