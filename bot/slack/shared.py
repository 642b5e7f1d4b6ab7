"""An answer that one person had, as a message for a channel: who shares it, and what they had asked."""

from bot.slack.blocks import answer_blocks, answer_text
from bot.slack.buttons import Buttons
from bot.slack.rich import Block, quote, rich_text, section, words
from bot.slack.text import escaped
from bot.source import one_line
from bot.wording import Wording
from knowledge.domain import Answer

# What a full answer leaves room for.
_MAX_QUESTION = 300


def shared_message(answer: Answer, sharer: str, wording: Wording) -> tuple[str, list[Block]]:
    """Its text and blocks; `sharer` is a Slack user id."""
    question = one_line(answer.question.text, _MAX_QUESTION)
    who = section({"type": "user", "user_id": sharer}, words(wording.slack.shares))
    blocks = [rich_text([who, quote(question or "…")]), *answer_blocks(answer, wording, Buttons())]
    return f"{escaped(question)}\n\n{answer_text(answer, wording)}"[:_MAX_TEXT], blocks
