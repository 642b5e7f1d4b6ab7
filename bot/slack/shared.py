"""An answer that one person had, as a message for a channel: who shares it, and what they had asked."""

from bot.slack.blocks import answer_blocks
from bot.slack.buttons import Buttons
from bot.slack.rich import Block, quote, rich_text, section, words
from bot.source import one_line
from bot.wording import Wording
from knowledge.domain import Answer

# What a full answer leaves room for.
_MAX_QUESTION = 300


def shared_blocks(answer: Answer, sharer: str, wording: Wording) -> list[Block]:
    """Who shares it, the question, and the answer; `sharer` is a Slack user id."""
    who = section({"type": "user", "user_id": sharer}, words(wording.slack.shares))
    question = quote(one_line(answer.question.text, _MAX_QUESTION) or "…")
    return [rich_text([who, question]), *answer_blocks(answer, wording, Buttons())]
