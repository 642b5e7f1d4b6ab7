"""Many people who ask at once: what they ask and where, and whether each question has exactly one whole answer."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fakes.slack.server import Post, SlackServer
from fakes.slack.workspace import User

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "corpus" / "golden.jsonl"
PRACTICE = ROOT / "tests" / "data" / "practice"
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, and when, on the monotonic clock."""

    channel: str
    ts: str
    at: float


class Crowd:
    """People with direct messages and channels of their own; they ask in turn, so that no place is asked in twice
    within a second.

    `waiting` are the questions without a whole answer yet, `seconds` how long each other one took.
    """

    def __init__(self, slack: SlackServer, people: int, channels: int, seed: int) -> None:
        self.asked: list[Asked] = []
        self.waiting: dict[tuple[str, str], Asked] = {}
        self.seconds: list[float] = []
        self._slack = slack
        self._people = [slack.workspace.add_user(User(f"U1{number:05d}")) for number in range(people)]
        self._channels = [slack.add_channel(f"C1{number:05d}", name=f"place-{number}") for number in range(channels)]
        self._places = itertools.cycle([*map(slack.dm_channel, self._people), *self._channels])
        self._askers = itertools.cycle(self._people)
        self._questions = drawn_questions(seed)

    def ask(self, text: str = "") -> Asked:
        """The next one asks."""
        place, text = next(self._places), text or next(self._questions)
        if place.startswith("D"):
            ts = self._slack.say(f"U{place[1:]}", place, text)
        else:
            ts = self._slack.mention(next(self._askers), place, text)
        asked = Asked(place, ts, time.monotonic())
        self.asked.append(asked)
        self.waiting[place, ts] = asked
        return asked

    async def ask_at(self, rate: float, seconds: float) -> None:
        """So many questions a second, however many wait."""
        start = time.monotonic()
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            self.ask()
            if number % 5 == 0:
                self.look()

    async def keep_waiting(self, in_flight: int, count: int) -> None:
        """Ask `count` questions, each as soon as fewer than `in_flight` wait."""
        for _ in range(count):
            while len(self.waiting) >= in_flight:
                await asyncio.sleep(_POLL_SECONDS)
                self.look()
            self.ask()

    async def all_answered(self, seconds: float) -> None:
        """Wait until nobody waits; after that long, go on."""
        end = time.monotonic() + seconds
        while self.waiting and time.monotonic() < end:
            await asyncio.sleep(_POLL_SECONDS)
            self.look()

    def look(self) -> None:
        """See who has been answered."""
        now = time.monotonic()
        for key, asked in list(self.waiting.items()):
            if any(is_whole(post) for post in self._slack.replies(*key)):
                del self.waiting[key]
                self.seconds.append(now - asked.at)

    def take_back(self, asked: Asked) -> None:
        """Whoever asked deletes the question: whether it was answered by then does not matter any more."""
        self.asked.remove(asked)
        self.waiting.pop((asked.channel, asked.ts), None)
        self._slack.delete(asked.channel, asked.ts)

    @property
    def lost(self) -> list[Asked]:
        """Those without an answer."""
        return [each for each in self.asked if not self._slack.replies(each.channel, each.ts)]

    @property
    def doubled(self) -> list[Asked]:
        """Those with more than one."""
        return [each for each in self.asked if len(self._slack.replies(each.channel, each.ts)) > 1]


def drawn_questions(seed: int) -> Iterator[str]:
    """Questions without end: every second one the demonstration corpus answers, most others it does not."""
    chance = random.Random(seed)
    golden = [json.loads(line)["question"] for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    practice = [
        question
        for path in sorted(PRACTICE.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for question in [*json.loads(line)["answerable"], *json.loads(line)["near_miss"]]
    ]
    while True:
        yield chance.choice(golden)
        yield chance.choice(practice)


def is_whole(post: Post) -> bool:
    """Whether a reply is complete: a stream takes its metadata at its end."""
    return bool(post.metadata)
