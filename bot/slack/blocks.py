"""An answer as a Slack message: the blocks that are seen, and the text for notifications and screen readers.

Every limit of Slack's is kept here with room to spare: Slack refuses the whole message for one of them.
"""

import json
from collections.abc import Sequence
from itertools import chain

from bot.cleaning import shortened
from bot.layout import Layout, Said, Source, laid_out
from bot.slack.buttons import Buttons, answer_buttons, passage_buttons
from bot.slack.elements import header, small_print
from bot.slack.rich import Block, link, quote, rich_text, section, text_elements, words
from bot.slack.text import escaped
from bot.wording import Wording
from knowledge.domain import Answer

MAX_BLOCKS = 45
MAX_BLOCKS_CHARACTERS = 12_500
MAX_TEXT_CHARACTERS = 3_900
MAX_PARTS = 4
_MAX_QUOTES = 1_500
_MAX_QUOTE_IN_TEXT = 300


def answer_blocks(answer: Answer, wording: Wording, buttons: Buttons) -> list[Block]:
    """The blocks of an answer: statements, notice, sources, what is not shown, and the buttons.

    The safety card of an urgent answer comes before everything else.
    """
    return _joined(answer_parts(answer, wording, buttons))


def answer_parts(answer: Answer, wording: Wording, buttons: Buttons) -> list[list[Block]]:
    """The same blocks as the pieces in which they can be streamed: statements, then all from the sources on.

    There are at most MAX_PARTS, and the first is short so that it is there soon.
    """

    def parts(layout: Layout) -> list[list[Block]]:
        return [*_body_parts(layout), _end_blocks(layout, answer, buttons, wording)]

    *body, end = parts(laid_out(answer, wording, lambda layout: blocks_size(_joined(parts(layout)))))
    if len(body) < MAX_PARTS:
        return [*body, end]
    middle = 1 + len(body) // 2
    return [body[0], _joined(body[1:middle]), _joined(body[middle:]), end]


def answer_text(answer: Answer, wording: Wording) -> str:
    """The whole answer and its sources as escaped text; quotes only where there is room for all of them."""
    return _text(laid_out(answer, wording, lambda layout: len(_text(layout, wording)) / MAX_TEXT_CHARACTERS), wording)


def blocks_size(blocks: Sequence[Block]) -> float:
    """How much of a message they take: 1 is full.

    Slack counts in a way it does not tell: the written JSON is the most that it can come to.
    """
    characters = len(json.dumps(blocks, ensure_ascii=False))
    return max(characters / MAX_BLOCKS_CHARACTERS, len(blocks) / MAX_BLOCKS)


def source_block(source: Source) -> Block:
    """Where a source leads, what it counts for, and its quotes."""
    title = words(source.title, bold=True)
    if source.link:
        title = link(source.title, source.link)
    elements = [section(words(f"{source.markers} ", bold=True), title, words(source.details))]
    if source.warning:
        elements.append(section(words(source.warning, bold=True)))
    most = _MAX_QUOTES // max(len(source.quotes), 1)
    return rich_text([*elements, *(quote(shortened(each, most)) for each in source.quotes)])


def _body_parts(layout: Layout) -> list[list[Block]]:
    """A part for each statement and for the notice."""
    notice = _notice_blocks(layout)
    statements = [blocks for said in layout.said if (blocks := _statement_blocks(said))]
    divider: list[Block] = [{"type": "divider"}] if notice and statements else []
    body = [[*notice, *divider], *statements] if layout.is_card else [*statements, [*divider, *notice]]
    return [part for part in body if part]


def _notice_blocks(layout: Layout) -> list[Block]:
    """The first line of a safety card stands out."""
    first, _, rest = layout.notice.partition("\n")
    if layout.is_card and first:
        return [rich_text([section(words(first, bold=True)), *text_elements(rest)])]
    elements = text_elements(layout.notice)
    return [rich_text(elements)] if elements else []


def _statement_blocks(said: Said) -> list[Block]:
    """The statement, under the line above it in bold."""
    # The space does not break, so that a marker is never alone on a line.
    markers = f" {said.markers}".replace(" ", "\u00a0") if said.markers else ""
    elements = text_elements(said.text, markers)
    above = [section(words(said.heading, bold=True))] if said.heading else []
    return [rich_text([*above, *elements])] if elements else []


def _end_blocks(layout: Layout, answer: Answer, buttons: Buttons, wording: Wording) -> list[Block]:
    sources = [
        block
        for source in layout.sources
        for block in [source_block(source), *passage_buttons(source, answer, wording)]
    ]
    return [
        *_bold(layout.warning),
        *([header(wording.sources)] if sources else []),
        *sources,
        *_bold(layout.left_out),
        *answer_buttons(answer, buttons, wording),
        *([small_print(layout.closing)] if layout.closing else []),
    ]


def _bold(text: str) -> list[Block]:
    return [rich_text([section(words(text, bold=True))])] if text else []


def _joined(parts: Sequence[list[Block]]) -> list[Block]:
    return list(chain.from_iterable(parts))


def _text(layout: Layout, wording: Wording) -> str:
    statements = [_statement_text(said) for said in layout.said]
    body = [layout.notice, *statements] if layout.is_card else [*statements, layout.notice]
    heading = wording.sources if layout.sources else ""
    sources = [_source_text(source) for source in layout.sources]
    parts = [*body, layout.warning, heading, *sources, layout.left_out, layout.closing]
    return escaped("\n\n".join(part for part in parts if part))


def _statement_text(said: Said) -> str:
    return "\n".join(filter(None, [said.heading, f"{said.text} {said.markers}".strip()]))


def _source_text(source: Source) -> str:
    quoted = [f'"{shortened(each, _MAX_QUOTE_IN_TEXT)}"' for each in source.quotes]
    return "\n".join(filter(None, [f"{source.markers} {source.title}{source.details}", source.warning, *quoted]))
