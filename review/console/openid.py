"""Signing in through an OpenID provider, such as Slack or Entra: it says who it is, the ledger whether they may in.

Authlib does the protocol: the code flow with PKCE, `state` and `nonce`, and an id token whose signature, issuer,
audience and times are checked.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response

from knowledge.accounts import Identity
from knowledge.errors import SettingsError
from knowledge.ledger.sign_ins import SignIn
from review.console.access import address_of, own_path
from review.console.front import Front, front_of
from review.console.means import means_of
from review.console.pages import message_page
from review.console.routes import PageRoute, public_route
from review.console.sign_in import signed_in

_log = logging.getLogger(__name__)

_START, _RETURN = "/sign-in/openid", "/sign-in/openid/return"
# Between the button and the way back somebody may have to look for their telephone.
_FLOW_SECONDS = 600
_NETWORK_SECONDS = 10.0
_LEEWAY_SECONDS = 60
_DISCOVERY = "/.well-known/openid-configuration"
_LABELS = {"slack.com": "Slack", "login.microsoftonline.com": "Microsoft"}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ProviderError(Exception):
    """The provider cannot be used; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The console as a provider knows it: what its maintainer was given there."""

    issuer: str
    client_id: str
    client_secret: str
    label: str = ""


class OpenId:
    """One provider. Raises SettingsError where the registration cannot be one."""

    def __init__(self, registration: Registration) -> None:
        self._issuer = registration.issuer.rstrip("/")
        host = _checked_host(self._issuer)
        if not registration.client_id or not registration.client_secret:
            raise SettingsError("SIGNPOST_OIDC_ISSUER needs SIGNPOST_OIDC_CLIENT_ID and SIGNPOST_OIDC_CLIENT_SECRET.")
        self.label = registration.label or _LABELS.get(host, "your organisation")
        self._client_id = registration.client_id
        self._client = OAuth().register(
            "provider",
            client_id=registration.client_id,
            client_secret=registration.client_secret,
            server_metadata_url=self._issuer + _DISCOVERY,
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "timeout": _NETWORK_SECONDS,
            },
        )

    def routes(self, front: Front, secret: str) -> Sequence[PageRoute]:
        """The way out to the provider, and the way back. A short-lived signed cookie holds what belongs to both."""
        cookie = Middleware(
            SessionMiddleware,
            secret_key=secret,
            session_cookie=front.cookie("openid"),
            max_age=_FLOW_SECONDS,
            same_site="lax",
            https_only=front.is_tls,
        )
        return [
            public_route(_START, self.start, middleware=[cookie]),
            public_route(_RETURN, self.come_back, middleware=[cookie]),
        ]

    async def start(self, request: Request) -> Response:
        """Send the browser to the provider."""
        request.session.clear()
        request.session["next"] = own_path(request.query_params.get("next", ""))
        try:
            await self._discover()
            response: Response = await self._client.authorize_redirect(
                request, front_of(request).origin(request) + _RETURN
            )
        except _FAILURES as error:
            return self._unreachable(request, error)
        return response

    async def come_back(self, request: Request) -> Response:
        """Take what the provider says of the person, and sign in the account that is theirs."""
        goes_on_to = own_path(str(request.session.get("next", "")))
        try:
            await self._discover()
            claims = await self._claims(request)
        except (OAuthError, JoseError) as error:
            _log.warning("An OpenID sign-in was refused: %s", _reason(error))
            return message_page(request, 403, *_REFUSED)
        except _FAILURES as error:
            return self._unreachable(request, error)
        finally:
            request.session.clear()
        attempt = await run_in_threadpool(_sign_in, request, self._issuer, claims)
        if attempt.session is None:
            return message_page(request, 403, *_NO_ACCOUNT)
        return await run_in_threadpool(signed_in, request, attempt.session, goes_on_to)

    async def check(self) -> None:
        """Raises SettingsError where the provider cannot be reached, or is another than the one set."""
        try:
            await self._discover()
        except _FAILURES as error:
            raise SettingsError(
                f"The OpenID provider {self._issuer} cannot be used ({_reason(error)}): check SIGNPOST_OIDC_ISSUER."
            ) from error

    async def _discover(self) -> None:
        """Read once what the provider says of itself, and whether it is the one that was meant."""
        metadata = await self._client.load_server_metadata()
        if str(metadata.get("issuer", "")).rstrip("/") != self._issuer:
            said = metadata.get("issuer")
            metadata.clear()
            raise ProviderError(f"it calls itself {said!r}")
        ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        self._client.client_kwargs["token_endpoint_auth_method"] = way

    async def _claims(self, request: Request) -> Mapping[str, Any]:
        metadata = await self._client.load_server_metadata()
        token = await self._client.authorize_access_token(
            request,
            leeway=_LEEWAY_SECONDS,
            claims_options={
                "iss": {"essential": True, "value": metadata["issuer"]},
                "aud": {"essential": True, "value": self._client_id},
                "sub": {"essential": True},
                "nonce": {"essential": True},
            },
        )
        claims: Mapping[str, Any] | None = token.get("userinfo")
        if not claims or not isinstance(claims.get("sub"), str):
            raise OAuthError("no_id_token", "the provider sent no id token")
        return claims

    def _unreachable(self, request: Request, error: Exception) -> Response:
        _log.error("The OpenID provider %s cannot be used: %s", self._issuer, _reason(error))
        heading = f"{self.label} does not answer" if self.label[0].isupper() else "Your organisation does not answer"
        return message_page(
            request, 502, heading, "Try again in a minute, or sign in with your name and password if you have one."
        )


_FAILURES = (
    httpx2.HTTPError,
    httpx2.InvalidURL,
    OAuthError,
    JoseError,
    ProviderError,
    RuntimeError,
    KeyError,
    ValueError,
)
_REFUSED = (
    "You were not signed in",
    "The sign-in was not finished, took too long, or was begun in another window. Begin again from the sign-in page.",
)
_NO_ACCOUNT = (
    "There is no account for you here",
    "Your organisation knows you, but the console does not. Ask whoever runs Signpost for you to make you an account "
    "with your e-mail address, or to link the one that you have.",
)


def _sign_in(request: Request, issuer: str, claims: Mapping[str, Any]) -> SignIn:
    identity = Identity(issuer, claims["sub"])
    return means_of(request).ledger.sign_ins.by_identity(identity, verified_email(claims), address_of(request))


def verified_email(claims: Mapping[str, Any]) -> str:
    """The e-mail address that the provider vouches for; "" where it does not.

    Entra says of an address that its domain's owner is verified by `xms_edov`, an optional claim; without it an address
    there may be whatever somebody wrote.
    """
    is_verified = any(str(claims.get(claim, "")).lower() in ("true", "1") for claim in ("email_verified", "xms_edov"))
    email = claims.get("email")
    return email if is_verified and isinstance(email, str) else ""


def _checked_host(issuer: str) -> str:
    parts = urlsplit(issuer)
    host = parts.hostname or ""
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)):
        raise SettingsError(f"SIGNPOST_OIDC_ISSUER is {issuer!r}: an issuer is an address that begins with https://.")
    return host


def _reason(error: Exception) -> str:
    """What went wrong, without an address, in which a code may stand."""
    if isinstance(error, httpx2.HTTPStatusError):
        return f"it answers with {error.response.status_code}"
    if isinstance(error, OAuthError):
        return str(error.error)
    return f"{type(error).__name__}: {error}" if isinstance(error, JoseError | ProviderError) else type(error).__name__
