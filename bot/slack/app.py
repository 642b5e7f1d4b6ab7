"""The Slack bot put together: what Slack sends, and who listens."""

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.access import Access
from bot.slack.buttons import ASK_A_PERSON, FEEDBACK, SHARE, SHOW_PASSAGE
from bot.slack.clicks import ASK_AGAIN, Ack, Body, Clicks
from bot.slack.connection import connect, slack_client, watch, who_am_i
from bot.slack.door import Door
from bot.slack.home import Home
from bot.slack.inbox import Desk, Inbox
from bot.slack.incident import log_incident
from bot.slack.keeper import Keeper
from bot.slack.members import Members
from bot.slack.message import deletion_in, event_id_of, message_from_body, message_from_command
from bot.slack.opinions import Opinions
from bot.slack.own import Own
from bot.slack.poster import Poster
from bot.slack.rules import Rules
from bot.slack.shelf import Shelf
from bot.slack.shortcut import Shortcut
from bot.slack.workers import Workers
from bot.wording import Wording
from knowledge.ledger import Ledger
from knowledge.ledger_claims import Ending

SLACK_API_URL = "https://slack.com/api/"
"""
"""
