"""Messages of fixed sentences, and any blocks as the text that a screen reader reads."""

from collections.abc import Iterator

from bot.cleaning import cleaned, shortened
from bot.slack.rich import Block, rich_text, text_elements
from bot.slack.text import escaped

_MOST_CHARACTERS = 2_900
_MAX_TEXT_CHARACTERS = 3_900
_LEAVES = ("rich_text_section", "rich_text_quote")


def sentence_blocks(text: str) -> list[Block]:
    """Fixed words as a message: paragraphs, lists, and nothing to press. `text` must not be empty."""
    return [rich_text(text_elements(shortened(cleaned(text), _MOST_CHARACTERS)))]


def blocks_text(blocks: list[Block]) -> str:
    """The words of blocks, without those on buttons, as escaped text of at most 3,900 characters."""
    text = "\n\n".join(filter(None, ("\n".join(_lines(block)) for block in blocks)))
    return escaped(shortened(text, _MAX_TEXT_CHARACTERS, lambda words: len(escaped(words))))


def _lines(found: Block) -> Iterator[str]:
    """A mention is left to the blocks: in the text it would be one more."""
    kind = found["type"]
    if kind in _LEAVES:
        yield "".join(part.get("text", "") for part in found["elements"]).strip()
    elif kind == "plain_text":
        yield found["text"]
    elif kind == "header":
        yield found["text"]["text"]
    elif kind in ("rich_text", "rich_text_list", "context"):
        for element in found["elements"]:
            yield from _lines(element)
