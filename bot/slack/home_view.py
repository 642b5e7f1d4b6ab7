"""The Home tab: how to ask, what is kept, one's own recent questions, and the documents that are searched."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack.elements import header
from bot.slack.rich import Block, items, rich_text, words
from bot.slack.sentence import sentence_blocks
from bot.slack.windows import View
from bot.source import document_title, effective_words, one_line, standing_warning, standing_words
from bot.wording import Wording, day_in_words, filled
from knowledge.domain import Currency, Outcome, Standing, Version

MAX_RECENT = 10
MAX_HOME_BLOCKS = 95
MAX_HOME_BYTES = 200_000
_MAX_QUESTION = 200
_MAX_LIST = 2_800
_MOST_PAGES = 40


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document that is searched, and what it counts for today."""

    version: Version
    standing: Standing


@dataclass(frozen=True, slots=True)
class RecentQuestion:
    """A question that the person asked before, and how it ended."""

    text: str
    asked_on: date
    outcome: Outcome


def home_view(documents: Sequence[HeldDocument], recent: Sequence[RecentQuestion], wording: Wording) -> View:
    """The tab for one person: `recent` are their own, newest first; `documents` those that they may read.

    Documents that Slack has no room for are counted.
    """
    slack = wording.slack
    blocks = [
        header(slack.home_title),
        *sentence_blocks(slack.home_about),
        header(slack.home_how),
        *sentence_blocks(slack.home_examples),
        header(slack.home_privacy),
        *sentence_blocks(slack.home_privacy_told),
        header(slack.home_recent),
        *_recent_blocks(recent, wording),
        header(filled(slack.home_documents, count=len(documents))),
    ]
    return {"type": "home", "blocks": [*blocks, *_document_blocks(documents, blocks, wording)]}


def _recent_blocks(recent: Sequence[RecentQuestion], wording: Wording) -> list[Block]:
    if not recent:
        return sentence_blocks(wording.slack.home_recent_none)
    return [rich_text([items(_recent_item(each, wording) for each in recent[:MAX_RECENT])])]


def _recent_item(asked: RecentQuestion, wording: Wording) -> list[Block]:
    ended = f" — {day_in_words(asked.asked_on)} — {wording.outcomes[asked.outcome]}"
    return [words(one_line(asked.text, _MAX_QUESTION) or "…"), words(ended)]


def _document_blocks(documents: Sequence[HeldDocument], above: Sequence[Block], wording: Wording) -> list[Block]:
    """Lists that are as long as a block may be, until the tab is full."""
    if not documents:
        return sentence_blocks(wording.slack.home_documents_none)
    room, shown = MAX_HOME_BYTES - _size(above), 0
    blocks: list[Block] = []
    for batch in _batches([_document_item(each, wording) for each in documents]):
        block = rich_text([items(batch)])
        room -= _size(block)
        if room < 0 or len(above) + len(blocks) >= MAX_HOME_BLOCKS:
            break
        blocks.append(block)
        shown += len(batch)
    more = len(documents) - shown
    return [*blocks, *(sentence_blocks(filled(wording.slack.home_documents_more, count=more)) if more else [])]


def _document_item(held: HeldDocument, wording: Wording) -> list[Block]:
    """Title, standing and day; what to beware of in bold; the pages that could not be read."""
    document = held.version.document
    told = [standing_words(held.standing, wording), effective_words(document, wording)]
    found = [words(document_title(document), bold=True), words(" — " + " — ".join(filter(None, told)))]
    if held.standing.currency is not Currency.CURRENT:
        found.append(words(f"\n{standing_warning(held.standing, document, wording)}", bold=True))
    if pages := held.version.unreadable_pages:
        listed = ", ".join(map(str, pages[:_MOST_PAGES])) + (" …" if len(pages) > _MOST_PAGES else "")
        found.append(words(f"\n{filled(wording.slack.home_unreadable, pages=listed)}"))
    return found


def _batches(lines: Iterable[list[Block]]) -> Iterable[list[list[Block]]]:
    batch: list[list[Block]] = []
    length = 0
    for line in lines:
        longer = sum(len(part["text"]) for part in line)
        if batch and length + longer > _MAX_LIST:
            yield batch
            batch, length = [], 0
        batch.append(line)
        length += longer
    if batch:
        yield batch


def _size(blocks: object) -> int:
    """In bytes, every letter that is not plain ASCII written out: more than it can come to."""
    return len(json.dumps(blocks))
