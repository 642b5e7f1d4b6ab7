"""The other way to the app: signed requests to its own address."""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from fakes.slack.delivery import Delivery
from fakes.slack.limits import Json


class HttpMode:
    """Posts to `url`; what is answered within the time, and with a status of success, is an acknowledgement."""

    def __init__(self, url: str, signing_secret: str) -> None:
        self._url = url
        self._secret = signing_secret.encode()
        self._session = aiohttp.ClientSession()

    async def carry(self, delivery: Delivery, seconds: float) -> None:
        """One request."""
        body, kind = _body(delivery)
        headers = {"Content-Type": kind, **self._signature(body)}
        if delivery.attempts:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempts), "X-Slack-Retry-Reason": delivery.reason}
        delivery.attempts += 1
        started = time.monotonic()
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.post(self._url, data=body, headers=headers, timeout=timeout) as response:
                text = await response.text()
                delivery.reason = "http_error"
                if response.ok:
                    delivery.response = _json(text)
                    delivery.ack_seconds.append(time.monotonic() - started)
        except TimeoutError:
            delivery.reason = "http_timeout"
        except aiohttp.ClientError:
            delivery.reason = "connection_failed"

    async def close(self) -> None:
        """Let go of every connection."""
        await self._session.close()

    def _signature(self, body: str) -> dict[str, str]:
        now = str(int(time.time()))
        digest = hmac.new(self._secret, f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={digest}"}


def _body(delivery: Delivery) -> tuple[str, str]:
    """The body and its type: JSON for events, forms for what people do."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload), "application/json"
    is_command = delivery.kind == "slash_commands"
    form = delivery.payload if is_command else {"payload": json.dumps(delivery.payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def _json(text: str) -> Json:
    """What the app answered; words that are no JSON are the text of a message."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {"text": text}
    return found if isinstance(found, dict) else {}
