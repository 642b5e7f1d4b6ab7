"""What is said in the conversation of an answer that a reviewer has corrected."""

from bot.cleaning import cleaned
from bot.slack.rich import Block, quote, rich_text
from bot.slack.sentence import sentence_blocks
from bot.wording import Wording, filled


def correction_blocks(answer_id: str, text: str, wording: Wording) -> list[Block]:
    """Which answer it is about, and the correction word for word, set apart; `text` must not be blank."""
    return [*sentence_blocks(filled(wording.slack.corrected, number=answer_id)), rich_text([quote(cleaned(text))])]
