"""Whether a message makes a person identifiable, by signs in the words alone."""

from collections.abc import Callable

from bot.identifier import Identifier
from bot.names import names_somebody
from bot.reachable import reachable
from bot.registered import registered

__all__ = ["Identifier", "identifiers_in"]


def identifiers_in(text: str, is_published: Callable[[str], bool]) -> frozenset[Identifier]:
    """The kinds of thing in `text` that point to one person; none where it is safe to go on.

    `is_published` says whether a name stands in the documents, as a review's pseudonym does: such a name is no
    identifier. It is asked only about names that would be one.
    """
    plain = " ".join(text.replace("’", "'").split())
    named = {Identifier.NAME} if names_somebody(plain, is_published) else set()
    return frozenset({*registered(plain), *reachable(plain), *named})
