"""Measures the Slack bot under load: `make bench-slack`, or `python tests/bench_slack.py [--corpus FOLDER]
[--questions N] [--events N] [--only NAME ...]`.

One process of the real program answers; this one stands for Slack and for everybody who asks. Both share the machine:
the table says how much of it each took.
"""

import argparse
import asyncio
import logging
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from builders.bot_process import CORPUS, ingested, running_bots
from builders.load import Crowd
from fakes.slack.delivery import Delivery
from fakes.slack.server import OTHER_BOT, SlackServer

SEED = 20_26
PEOPLE, CHANNELS = 300, 100
SETTINGS = {"SIGNPOST_SLACK_PERSON_PER_MINUTE": "100000", "SIGNPOST_SLACK_WORKSPACE_PER_MINUTE": "1000000"}
_STATUSES = 100
_RATE, _RATE_SECONDS = 20, 60
_LAST_ANSWERS_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    what: str
    goal: str
    figure: str


class Bench:
    """The bot, Slack, and those who ask."""

    def __init__(self, slack: SlackServer, bot: psutil.Process, arguments: argparse.Namespace) -> None:
        self.slack = slack
        self.crowd = Crowd(slack, PEOPLE, CHANNELS, SEED)
        self.bot = bot
        self.questions: int = arguments.questions
        self.events: int = arguments.events

    async def status(self) -> list[Line]:
        """How soon something is to be seen after a mention, with nothing else to do."""
        took = []
        for _ in range(_STATUSES):
            seen = asyncio.Event()
            self.slack.on_call("assistant.threads.setStatus", "before", seen.set)
            start = time.monotonic()
            self.crowd.ask()
            await seen.wait()
            took.append(time.monotonic() - start)
            await self.crowd.all_answered(_LAST_ANSWERS_SECONDS)
        return [Line("status shown after a mention, idle", "p95 under 300 ms", spread(took))]

    async def acknowledgement(self) -> list[Line]:
        """How soon Slack hears that an event has come, while many questions wait."""
        await self.crowd.keep_waiting(200, 200)
        sent = len(self.slack.outbox.all)
        start, done = time.monotonic(), len(self.crowd.seconds)
        await self.crowd.keep_waiting(200, 1_000)
        rate = (len(self.crowd.seconds) - done) / (time.monotonic() - start)
        events = self.slack.outbox.all[sent:]
        await self.crowd.all_answered(_LAST_ANSWERS_SECONDS)
        again = sum(event.attempts > 1 for event in events)
        figure = f"{spread(acknowledged(events))}; {len(events)} events, {again} sent again"
        return [
            Line("acknowledgement with 200 questions in flight", "p99 under 250 ms", figure),
            Line("the most answers a second, 200 always in flight", "20", f"{rate:.1f}"),
        ]

    async def sustained(self) -> list[Line]:
        """Questions at a steady rate, whatever waits."""
        asked, done = len(self.crowd.asked), len(self.crowd.seconds)
        used = cpu_seconds(self.bot), cpu_seconds()
        start = time.monotonic()
        await self.crowd.ask_at(_RATE, _RATE_SECONDS)
        self.crowd.look()
        took, waiting = time.monotonic() - start, len(self.crowd.waiting)
        bot, bench = (100 * share / took for share in (cpu_seconds(self.bot) - used[0], cpu_seconds() - used[1]))
        await self.crowd.all_answered(_LAST_ANSWERS_SECONDS)
        figure = (
            f"{len(self.crowd.asked) - asked} asked at {_RATE} a second; {waiting} waited at the end; answered within "
            f"{spread(self.crowd.seconds[done:])}; {self._faults()}; processor: bot {bot:.0f}%, bench {bench:.0f}%"
        )
        return [Line(f"answers sustained for {_RATE_SECONDS} s", "20 a second, no loss, no duplicate", figure)]

    async def mixed(self) -> list[Line]:
        """Whatever Slack may send, more than once and in no order."""
        chance = random.Random(SEED)
        asked = len(self.crowd.asked)
        until = len(self.slack.outbox.all) + self.events
        others = [self._edit, self._take_back, self._say_as_a_bot, self._send_again, self._send_again, self._react]
        while len(self.slack.outbox.all) < until:
            if len(self.crowd.waiting) < 100 and chance.random() < 0.4:
                self.crowd.ask()
            else:
                chance.choice(others)(chance)
            await asyncio.sleep(0.002)
            self.crowd.look()
        await self.crowd.all_answered(_LAST_ANSWERS_SECONDS)
        for delivery in chance.sample(self.slack.outbox.all[-self.events :], 200):
            self.slack.outbox.send(delivery.payload)
        with suppress(TimeoutError):
            await self.slack.settled(_LAST_ANSWERS_SECONDS, 2.0)
        figure = f"{len(self.crowd.asked) - asked} questions among {self.events} events; {self._faults()}"
        return [Line("redelivered, duplicated, reordered events", "exactly one answer each", figure)]

    async def memory(self) -> list[Line]:
        """What the bot's memory grows by."""
        tenth = self.questions // 10
        await self.crowd.keep_waiting(50, tenth)
        early = self.bot.memory_info().rss
        await self.crowd.keep_waiting(50, self.questions - tenth)
        await self.crowd.all_answered(_LAST_ANSWERS_SECONDS)
        late = self.bot.memory_info().rss
        figure = (
            f"{early / 1e6:.0f} MB after {tenth}, {late / 1e6:.0f} MB after {self.questions}: "
            f"{100 * (late - early) / early:+.1f}%; {self._faults()}"
        )
        return [Line(f"memory over {self.questions} questions", "flat within 5%", figure)]

    def _faults(self) -> str:
        return f"{len(self.crowd.lost)} lost, {len(self.crowd.doubled)} doubled"

    def _edit(self, chance: random.Random) -> None:
        asked = chance.choice(self.crowd.asked)
        self.slack.edit(asked.channel, asked.ts, "and what else?")

    def _say_as_a_bot(self, chance: random.Random) -> None:
        self.slack.say(OTHER_BOT, chance.choice(self.crowd.asked).channel, "A build has failed.")

    def _send_again(self, chance: random.Random) -> None:
        """At once, or long after: whatever came between is then out of order."""
        self.slack.outbox.send(chance.choice(self.slack.outbox.all[-chance.choice((20, 2_000)) :]).payload)

    def _take_back(self, chance: random.Random) -> None:
        if chance.random() < 0.2:
            self.crowd.take_back(chance.choice(self.crowd.asked))

    def _react(self, chance: random.Random) -> None:
        self.slack.send_event({"type": "reaction_added", "user": "U100000", "channel": "C100000"})


def acknowledged(deliveries: Iterable[Delivery]) -> list[float]:
    """How long each acknowledgement took."""
    return [seconds for delivery in deliveries for seconds in delivery.ack_seconds]


def spread(seconds: list[float]) -> str:
    """Percentiles in milliseconds."""
    ranked = sorted(seconds)
    points = {f"p{point}": ranked[min(len(ranked) - 1, len(ranked) * point // 100)] for point in (50, 95, 99)}
    return ", ".join(f"{name} {1_000 * each:.0f} ms" for name, each in points.items())


def cpu_seconds(process: psutil.Process | None = None) -> float:
    """What a process, or this one, has used of the processors."""
    times = (process or psutil.Process()).cpu_times()
    return float(times.user + times.system)


async def measure(arguments: argparse.Namespace) -> None:
    """Print each line as it is there."""
    with tempfile.TemporaryDirectory() as place:
        data = await asyncio.to_thread(ingested, Path(place), arguments.corpus)
        async with SlackServer() as slack, running_bots(slack, data, SETTINGS, corpus=arguments.corpus) as [bot]:
            bench = Bench(slack, psutil.Process(bot.pid), arguments)
            for name in arguments.only:
                part: Callable[[], Awaitable[list[Line]]] = getattr(bench, name)
                for line in await part():
                    print(f"| {line.what} | {line.goal} | {line.figure} |", flush=True)


def main() -> None:
    """What the arguments ask for."""
    parts = ["status", "acknowledgement", "sustained", "mixed", "memory"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--questions", type=int, default=20_000, help="for the memory")
    parser.add_argument("--events", type=int, default=10_000, help="of all kinds")
    parser.add_argument("--only", nargs="+", choices=parts, default=parts)
    logging.disable(logging.WARNING)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    print("| what | goal | figure |\n|---|---|---|")
    asyncio.run(measure(parser.parse_args()))


if __name__ == "__main__":
    main()
