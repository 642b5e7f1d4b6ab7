"""`signpost review serve`: where the console listens, and for whom."""

import ipaddress
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
import uvicorn

from knowledge.errors import SettingsError
from knowledge.intake.receiving import Allowance
from knowledge.ledger.ledger import Ledger
from knowledge.settings import Settings, read_settings
from review.console.app import console_app
from review.console.front import Front
from review.console.means import Means
from review.console.session_secret import session_secret
from review.page_images.images import PageImages

if TYPE_CHECKING:
    from review.console.openid import OpenId


def serve(
    host: Annotated[
        str | None, typer.Option(help="Where to listen. Default: SIGNPOST_REVIEW_HOST, a loopback address.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Default: SIGNPOST_REVIEW_PORT.")] = None,
    url: Annotated[
        str | None,
        typer.Option(
            help="The address that people open; https://… says that a proxy speaks TLS in front. "
            "Default: SIGNPOST_REVIEW_URL."
        ),
    ] = None,
) -> None:
    """Serve the review console until Ctrl-C.

    It speaks plain HTTP, so it listens on a loopback address only, for people at this machine. For others, put a proxy
    that speaks TLS in front, and give the address that they open as --url.

    Example: signpost review serve --port 8765

    Example: signpost review serve --url https://audit.example.org
    """
    settings = read_settings()
    host, port = host or settings.review_host, port or settings.review_port
    front = front_for(host, settings.review_url if url is None else url)
    provider = open_provider(settings)
    with Ledger.open(settings.ledger) as ledger, PageImages(settings.data) as page_images:
        allowance = Allowance(settings.intake_megabytes * 1_000_000, settings.intake_person_megabytes * 1_000_000)
        means = Means(ledger, settings.data, settings.corpus, settings.review_second_share, allowance, page_images)
        app = console_app(means, session_secret(settings.data), front, provider)
        # No access log: addresses hold questions that were searched for.
        config = uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=front.is_tls,
            forwarded_allow_ips=list(checked_proxies(settings.review_proxies)),
        )
        with _listen(host, port) as listener, suppress(KeyboardInterrupt):
            _print_welcome(ledger, front.url or console_address(host, port))
            uvicorn.Server(config).run(sockets=[listener])


def front_for(host: str, url: str) -> Front:
    """How people reach what listens on `host`; raises SettingsError where that would be without TLS."""
    front = Front(url.rstrip("/"))
    parts = urlsplit(front.url)
    if front.url and not (parts.scheme in ("http", "https") and parts.hostname and not parts.path and not parts.query):
        raise SettingsError(
            f"The console's address {url} is none: give it as https://audit.example.org, without a path."
        )
    if front.url and not front.is_tls and not is_loopback(parts.hostname or ""):
        raise SettingsError(
            f"The console's address {url} is without TLS: passwords would be sent in clear. Give https://…."
        )
    if not is_loopback(host) and not front.is_tls:
        raise SettingsError(
            f"The console does not listen on {host}, because it speaks plain HTTP: put a proxy that speaks TLS in "
            "front, and say so with SIGNPOST_REVIEW_URL=https://… or --url; or serve it on 127.0.0.1."
        )
    return front


def checked_proxies(proxies: Sequence[str]) -> Sequence[str]:
    """The proxies' addresses or networks; raises SettingsError for what is neither, such as "*"."""
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as error:
            raise SettingsError(f"SIGNPOST_REVIEW_PROXIES: {proxy} is no address and no network.") from error
    return proxies


def open_provider(settings: Settings) -> "OpenId | None":
    """The OpenID provider that is set; None where none is."""
    if not settings.oidc_issuer:
        return None
    try:
        from review.console.openid import OpenId, Registration
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"SIGNPOST_OIDC_ISSUER is set, but {error.name} is not installed: pip install 'signpost[oidc]'."
        ) from error
    secret = settings.oidc_client_secret.get_secret_value()
    return OpenId(Registration(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_name))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def console_address(host: str, port: int) -> str:
    """The console's address as a browser takes it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(
            f"The console cannot listen on {console_address(host, port)} ({error.strerror}): "
            "stop what does, or choose another --port."
        ) from error


def _print_welcome(ledger: Ledger, address: str) -> None:
    typer.echo(f"The review console is at {address} (Ctrl-C stops it).")
    if not any(not account.is_disabled for account in ledger.accounts.all()):
        typer.echo("Nobody can sign in yet: run `signpost review add-reviewer NAME` in another terminal.")
