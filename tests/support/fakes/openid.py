"""A small OpenID provider over loopback HTTP, with a key of its own. It keeps to the protocol, unless told to stray."""

import base64
import functools
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "signpost", "a secret & more"


def new_key(name: str) -> RSAKey:
    """A fresh key under a name."""
    return RSAKey.generate_key(2048, {"kid": name})


@functools.cache
def _usual_key() -> RSAKey:
    """Made once: it takes a while."""
    return new_key("first")


@dataclass
class Person:
    """Who sits at the browser, as the provider knows them; `claims` is added to their id token, or replaces in it."""

    subject: str = "U1"
    claims: dict[str, Any] = field(default_factory=dict)


class OpenIdProvider:
    """One provider. What it does wrong is set on it; what it was sent is kept."""

    def __init__(self) -> None:
        self.person = Person()
        self.key = self.published = _usual_key()
        self.calls_itself = ""
        self.ways_to_authenticate = ["client_secret_basic", "client_secret_post"]
        self.leaves_out_the_token = False
        self.requests: list[str] = []
        self._asked: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider._get(self)

            def do_POST(self) -> None:
                provider._post(self)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def replace_key(self) -> None:
        """Sign with a new key, and publish it."""
        self.key = self.published = new_key("second")

    @contextmanager
    def running(self) -> Iterator["OpenIdProvider"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.stop()
            thread.join()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        self.requests.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            _say(handler, 200, self._metadata())
        elif parts.path == "/keys":
            _say(handler, 200, {"keys": [self.published.as_dict(private=False)]})
        elif parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            code = secrets.token_urlsafe()
            self._asked[code] = asked
            handler.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            handler.send_header("Location", f"{asked['redirect_uri']}?{back}")
            handler.end_headers()
        else:
            _say(handler, 404, {})

    def _post(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers["Content-Length"])
        sent = {name: values[0] for name, values in parse_qs(handler.rfile.read(length).decode()).items()}
        asked = self._asked.pop(sent.get("code", ""), None)
        if asked is None or not self._is_our_client(handler, sent) or not _is_same_browser(asked, sent):
            _say(handler, 400, {"error": "invalid_grant"})
            return
        token = {"access_token": "none", "token_type": "Bearer"}
        if not self.leaves_out_the_token:
            token["id_token"] = jwt.encode({"alg": "RS256", "kid": self.key.kid}, self._claims(asked), self.key)
        _say(handler, 200, token)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.calls_itself or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": self.ways_to_authenticate,
        }

    def _claims(self, asked: dict[str, str]) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.person.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person.claims,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def _is_our_client(self, handler: BaseHTTPRequestHandler, sent: dict[str, str]) -> bool:
        basic = handler.headers.get("Authorization", "").removeprefix("Basic ")
        given = ":".join(map(unquote, base64.b64decode(basic).decode().split(":"))) if basic else ""
        if "client_secret_basic" not in self.ways_to_authenticate:
            given = f"{sent.get('client_id')}:{sent.get('client_secret')}"
        return given == f"{CLIENT_ID}:{CLIENT_SECRET}"


def _is_same_browser(asked: dict[str, str], sent: dict[str, str]) -> bool:
    """PKCE: who brings the code is who asked for it."""
    digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    is_challenged = asked.get("code_challenge_method") == "S256" and asked.get("code_challenge") == challenge
    return is_challenged and asked["redirect_uri"] == sent.get("redirect_uri")


def _say(handler: BaseHTTPRequestHandler, status: int, value: object) -> None:
    body = json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
