"""The month of use that the other tests of this folder look at is a sound ledger."""

from builders.audited import Audited
from knowledge.ledger.verifying import verify


def test_the_chain_over_a_month_of_use_is_whole(stage: Audited) -> None:
    verified = verify(f"sqlite:///{stage.data / 'ledger.db'}")
    assert verified.is_whole
    assert verified.entries > len(stage.names)
