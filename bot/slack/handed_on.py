"""The message that takes a question to the people who were asked for."""

from bot.layout import Source, sources_of
from bot.slack.blocks import blocks_size, source_block
from bot.slack.elements import header, small_print
from bot.slack.rich import Block, link, quote, rich_text, section, words
from bot.slack.sentence import sentence_blocks
from bot.source import one_line
from bot.wording import Wording, filled
from knowledge.domain import Answer, Citation

_MAX_QUESTION = 2_000
# Two sentences, each in a block of its own.
_ROOM_FOR_COUNTS = 0.1


def handed_on_blocks(answer: Answer, asker: str, permalink: str, wording: Wording) -> list[Block]:
    """Who asks what, how it was answered, and the quotes with their places.

    `asker` is a Slack user id. `permalink` leads to the conversation, and may be empty. What a restricted document
    says is left out, and so are the statements, which might repeat it: everyone in the channel reads this.
    """
    slack = wording.slack
    outcome = filled(slack.handed_on_outcome, outcome=wording.outcomes[answer.outcome])
    above = [
        header(slack.handed_on),
        rich_text(
            [
                section({"type": "user", "user_id": asker}, words(f" {slack.handed_on_asks}")),
                quote(one_line(answer.question.text, _MAX_QUESTION) or "…"),
                section(words(outcome)),
            ]
        ),
        header(slack.handed_on_evidence),
    ]
    below = [
        *([rich_text([section(link(slack.handed_on_thread, permalink))])] if permalink else []),
        small_print(filled(wording.answer_number, number=one_line(answer.id))),
    ]
    return [*above, *_evidence(answer, wording, room=1 - blocks_size([*above, *below])), *below]


def _evidence(answer: Answer, wording: Wording, room: float) -> list[Block]:
    """The sources that everyone may read as far as there is room, and how many others there are."""
    slack = wording.slack
    if not answer.citations:
        return sentence_blocks(slack.handed_on_no_evidence)
    open_to_all = tuple(each for each in answer.citations if not _is_restricted(each))
    shown = _fitting(sources_of(open_to_all, (), wording), room - _ROOM_FOR_COUNTS)
    told = sum(len(source.citations) for source in shown)
    counts = [
        (slack.handed_on_restricted, len(answer.citations) - len(open_to_all)),
        (slack.handed_on_left_out, len(open_to_all) - told),
    ]
    left_out = [block for words, count in counts if count for block in sentence_blocks(filled(words, count=count))]
    return [*map(source_block, shown), *left_out]


def _fitting(sources: tuple[Source, ...], room: float) -> list[Source]:
    shown: list[Source] = []
    for source in sources:
        if blocks_size([source_block(each) for each in [*shown, source]]) > room:
            break
        shown.append(source)
    return shown


def _is_restricted(citation: Citation) -> bool:
    return bool(citation.passage.version.document.audience)
