"""What every check of blocks is made of: keys, lengths, text objects, addresses. Each yields what is wrong."""

from collections.abc import Iterable, Iterator
from typing import Any

Json = dict[str, Any]

TEXT_CHARACTERS = 3_000
_TEXT_KINDS = ("plain_text", "mrkdwn")


def keys(found: Json, required: set[str], optional: set[str]) -> Iterator[str]:
    """All the required keys, and none that is unknown."""
    if missing := required - found.keys():
        yield f"missing {missing}"
    if unknown := found.keys() - required - optional:
        yield f"unknown {unknown}"


def length(text: object, limit: int) -> Iterator[str]:
    """1 to `limit` characters."""
    if not isinstance(text, str) or not 0 < len(text) <= limit:
        yield f"must be text of 1 to {limit} characters"


def lengths(found: Json, limits: Iterable[tuple[str, int]]) -> Iterator[str]:
    """The same for each key that is there."""
    for key, limit in limits:
        if key in found:
            yield from length(found[key], limit)


def count(found: object, limit: int) -> Iterator[str]:
    """A list of 1 to `limit`."""
    if not isinstance(found, list) or not 0 < len(found) <= limit:
        yield f"1 to {limit} elements"


def text_object(found: object, limit: int, kinds: tuple[str, ...] = _TEXT_KINDS) -> Iterator[str]:
    """A text object of 1 to `limit` characters."""
    if not isinstance(found, dict) or found.get("type") not in kinds:
        yield "not a text object"
        return
    yield from keys(found, {"type", "text"}, {"emoji", "verbatim"})
    yield from length(found.get("text"), limit)


def plain_text(found: object, limit: int) -> Iterator[str]:
    """A text object without markup."""
    yield from text_object(found, limit, ("plain_text",))


def address(url: object) -> Iterator[str]:
    """An address on the web of at most 3,000 characters."""
    yield from length(url, 3_000)
    if not str(url).startswith(("http://", "https://")):
        yield "not a web address"


def repeated(names: Iterable[object]) -> bool:
    """Whether a name that was given stands twice."""
    given = [name for name in names if name]
    return len(given) != len(set(map(str, given)))
