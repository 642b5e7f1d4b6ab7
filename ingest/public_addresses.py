"""Which addresses a page may be fetched from: a redirect must not lead into the machine's own network."""

import asyncio
import ipaddress
import socket

from knowledge.errors import FetchError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


async def public_address(host: str, port: int, allow_private: bool) -> str:
    """An IP address of `host`, to be connected to as it is: asked again, the name could lead elsewhere.

    Raises FetchError where the name is not known, or where one of its addresses is not public.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the name {host} is not known: is the network there?") from error
    addresses = [str(each[4][0]) for each in found]
    refused = [each for each in addresses if not (allow_private or is_public(each))]
    if refused:
        raise FetchError(
            f"{host} is at {refused[0]}, which is not a public address: SIGNPOST_FETCH_PRIVATE_ADDRESSES=true allows it"
        )
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address, and the IPv4 address inside it if there is one, is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return all(each.is_global and not each.is_multicast for each in (ip, *_inside(ip)))


def _inside(ip: _Address) -> list[_Address]:
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    translated = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
    return [each for each in (ip.ipv4_mapped, ip.sixtofour, translated) if each is not None]
