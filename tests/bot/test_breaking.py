"""What fails three times in a row rests for a minute."""

from bot.breaking import CircuitBreaker


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def failed(times: int, clock: Clock) -> CircuitBreaker:
    breaker = CircuitBreaker(most_failures=3, rest_seconds=60.0, clock=clock)
    for _ in range(times):
        assert breaker.lets_through()
        breaker.failed()
    return breaker


def test_two_failures_let_the_next_through() -> None:
    assert failed(2, Clock()).lets_through()


def test_three_in_a_row_rest_for_a_minute() -> None:
    clock = Clock()
    breaker = failed(3, clock)
    assert not breaker.lets_through()
    clock.now += 59.9
    assert not breaker.lets_through()
    clock.now += 0.1
    assert breaker.lets_through()


def test_a_success_between_begins_the_count_anew() -> None:
    breaker = failed(2, Clock())
    breaker.succeeded()
    breaker.failed()
    assert breaker.lets_through()


def test_after_a_rest_one_tries_and_the_others_do_not_wait() -> None:
    clock = Clock()
    breaker = failed(3, clock)
    clock.now += 60
    assert [True, False, False] == [breaker.lets_through() for _ in range(3)]
    breaker.succeeded()
    assert breaker.lets_through()


def test_a_try_that_fails_after_a_rest_rests_again() -> None:
    clock = Clock()
    breaker = failed(3, clock)
    clock.now += 60
    assert breaker.lets_through()
    breaker.failed()
    clock.now += 59
    assert not breaker.lets_through()
