"""What the report says of the ledger itself: the one place for it."""

from knowledge.ledger import Ledger


def record_words(ledger: Ledger) -> str:
    """In a sentence what is known of whether the record is whole; empty where nothing is.

    Where the ledger is a chain, the number and hash of its newest entry belong here, and what verifying it found.
    """
    return ""
