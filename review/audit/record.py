"""What the report says of the ledger itself: the one place for it."""

from knowledge.ledger.ledger import Ledger
from review.words import moment_words


def record_words(ledger: Ledger) -> str:
    """The newest entry of the chain, in sentences. Verifying the whole chain takes too long for a page."""
    head = ledger.head()
    if head.at is None:
        return ""
    return (
        "The ledger is a chain: each entry carries the hash of the one before. Its newest entry, number "
        f"{head.number:,} of {moment_words(head.at)}, has the hash {head.hash}. Whoever notes it down can have "
        "everything up to it checked later, with “signpost ledger verify”. It was not checked for this report."
    )
