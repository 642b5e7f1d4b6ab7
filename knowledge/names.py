"""Names of people, in the form in which two are compared. No input or output here."""

import unicodedata


def comparable(name: str) -> str:
    """A name so that capitals, spaces and accents' encoding do not make two people of one; never with a line end."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are of one person; nobody's name is nobody's."""
    return bool(comparable(one)) and comparable(one) == comparable(other)
