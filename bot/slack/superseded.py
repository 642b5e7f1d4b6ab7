"""What is said in the conversation of a past answer that no longer holds."""

from bot.slack.elements import actions, button
from bot.slack.rich import Block
from bot.slack.sentence import sentence_blocks
from bot.source import one_line
from bot.wording import Wording, filled
from knowledge.ingest_report import Cause

ASK_AGAIN = "ask_again"


def superseded_blocks(answer_id: str, title: str, why: Cause, wording: Wording) -> list[Block]:
    """Which document the answer quotes and what became of it, with a button that asks the question again."""
    slack = wording.slack
    again = button(slack.ask_again, ASK_AGAIN, slack.ask_again_label, value=answer_id)
    return [*sentence_blocks(filled(slack.causes[why], title=one_line(title))), actions("again", again)]
