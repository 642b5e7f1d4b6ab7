"""Claims: each event in one pair of hands, and in no dead ones for long."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from builders.answers import sample_answer
from knowledge.errors import AnsweredAlreadyError
from knowledge.ledger.claims import Claim, Claims, Ending
from knowledge.ledger.ledger import Ledger

PARALLEL = 4
EVENT = Claim("T1:C1:1.1", "C1", "1.1", "1.1", "U1")
TAKE = """
import sys
from knowledge.ledger.ledger import Ledger
from knowledge.ledger.claims import Claim
with Ledger.open(sys.argv[1]) as ledger:
    print(ledger.claims(sys.argv[2]).take(Claim("event", "C1", "1.1", "1.1", "U1")))
"""


class Clock:
    """A time that only the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mine(ledger: Ledger, clock: Clock) -> Claims:
    claims = ledger.claims("mine")
    claims._clock = clock
    return claims


@pytest.fixture
def theirs(ledger: Ledger, clock: Clock) -> Claims:
    claims = ledger.claims("theirs")
    claims._clock = clock
    return claims


def test_an_event_is_claimed_once_until_released(mine: Claims, theirs: Claims) -> None:
    assert [mine.take(EVENT), mine.take(EVENT), theirs.take(EVENT)] == [True, False, False]
    theirs.release(EVENT.event_id)
    assert not theirs.take(EVENT)
    mine.release(EVENT.event_id)
    assert theirs.take(EVENT)


def test_an_ended_claim_stays_known(mine: Claims) -> None:
    mine.take(EVENT)
    assert mine.end(EVENT.event_id, Ending.SHOWN, "2.2")
    assert not mine.take(EVENT)
    found = mine.find(EVENT.event_id)
    assert found is not None
    assert found.message_ts == "2.2"
    assert not mine.hold(EVENT.event_id)


def test_what_ended_long_ago_is_forgotten(mine: Claims, clock: Clock) -> None:
    """What is open is not, however old."""
    ended = replace(EVENT, event_id="ended")
    for claim in (EVENT, ended):
        mine.take(claim)
    mine.end(ended.event_id, Ending.SHOWN)
    mine.forget(clock())
    assert mine.find("ended") is not None
    clock.pass_by(1)
    mine.forget(clock())
    assert mine.find("ended") is None
    assert mine.find(EVENT.event_id) is not None


def test_what_was_done_once_is_not_forgotten(mine: Claims, clock: Clock) -> None:
    """Or it would be done a second time; nobody in particular stands in it."""
    mine.take(replace(EVENT, asker=""))
    mine.end(EVENT.event_id, Ending.SHOWN)
    clock.pass_by(1)
    mine.forget(clock())
    assert not mine.take(replace(EVENT, asker=""))


def test_where_a_private_reply_goes_is_forgotten_at_the_end(mine: Claims) -> None:
    mine.take(replace(EVENT, reply_url="https://hooks.example/secret"))
    mine.end(EVENT.event_id, Ending.SHOWN)
    found = mine.find(EVENT.event_id)
    assert found is not None
    assert found.reply_url == ""


def test_a_claim_outlives_the_process(url: str) -> None:
    with Ledger.open(url) as first:
        first.claims("first").take(EVENT)
    with Ledger.open(url) as second:
        assert not second.claims("second").take(EVENT)


def test_one_thread_of_many_gets_the_claim(mine: Claims) -> None:
    with ThreadPoolExecutor(PARALLEL) as pool:
        claimed = list(pool.map(mine.take, [EVENT] * PARALLEL))
    assert claimed.count(True) == 1


def test_one_process_of_many_gets_the_claim(url: str) -> None:
    """They also race to make the ledger itself."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    processes = [
        subprocess.Popen([sys.executable, "-c", TAKE, url, name], env=environment, stdout=subprocess.PIPE, text=True)
        for name in map(str, range(PARALLEL))
    ]
    claimed = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert sorted(["True"] + ["False"] * (PARALLEL - 1)) == sorted(claimed)


def test_a_claim_is_abandoned_when_its_owner_falls_silent(mine: Claims, theirs: Claims, clock: Clock) -> None:
    mine.take(EVENT)
    clock.pass_by(20)
    mine.keep([EVENT.event_id])
    clock.pass_by(20)
    assert theirs.abandoned(clock() - timedelta(seconds=30)) == []
    assert not theirs.take_over(EVENT.event_id, clock() - timedelta(seconds=30))
    clock.pass_by(20)
    (found,) = theirs.abandoned(clock() - timedelta(seconds=30))
    assert replace(found, claimed_at=None) == EVENT
    assert theirs.take_over(EVENT.event_id, clock() - timedelta(seconds=30))


def test_who_lost_a_claim_can_do_nothing_with_it(mine: Claims, theirs: Claims, clock: Clock) -> None:
    mine.take(EVENT)
    clock.pass_by(60)
    assert theirs.take_over(EVENT.event_id, clock())
    assert not mine.hold(EVENT.event_id)
    assert not mine.begin_in(EVENT.event_id, "2.2")
    assert not mine.end(EVENT.event_id, Ending.SHOWN)
    mine.release(EVENT.event_id)
    assert theirs.hold(EVENT.event_id)


def test_an_abandoned_claim_is_taken_over_once(mine: Claims, theirs: Claims, clock: Clock) -> None:
    mine.take(EVENT)
    mine.hand_back()
    silent = clock() - timedelta(seconds=30)
    assert [each.take_over(EVENT.event_id, silent) for each in (theirs, mine)] == [True, False]


def test_what_is_handed_back_is_abandoned_at_once_and_what_has_ended_is_not(mine: Claims, theirs: Claims) -> None:
    other = replace(EVENT, event_id="T1:C1:1.2")
    mine.take(EVENT)
    mine.take(other)
    mine.end(other.event_id, Ending.STOPPED)
    mine.hand_back()
    assert [found.event_id for found in theirs.abandoned(datetime(2020, 1, 1, tzinfo=UTC))] == [EVENT.event_id]


def test_counts_what_one_person_and_all_have_asked_lately(mine: Claims, clock: Clock) -> None:
    mine.take(EVENT)
    clock.pass_by(90)
    for number, asker in enumerate(["U1", "U1", "U2"]):
        mine.take(replace(EVENT, event_id=f"event {number}", asker=asker))
        clock.pass_by(1)
    minute = timedelta(seconds=60)
    assert [mine.count_until(f"event {number}", minute, "U1") for number in range(2)] == [1, 2]
    assert mine.count_until("event 2", minute, "U2") == 1
    assert mine.count_until("event 2", minute) == 3


def test_a_claim_knows_its_answer_and_takes_no_second_one(ledger: Ledger, mine: Claims) -> None:
    """A process that was taken for dead may still come to record its answer."""
    mine.take(EVENT)
    answer = sample_answer()
    answer = replace(answer, question=replace(answer.question, event_id=EVENT.event_id))
    ledger.record(answer)
    with pytest.raises(AnsweredAlreadyError):
        ledger.record(replace(answer, id="a2"))
    found = mine.find(EVENT.event_id)
    assert found is not None
    assert found.answer_id == "a1"
    assert ledger.answer("a2") is None
