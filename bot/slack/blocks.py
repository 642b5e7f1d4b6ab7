"""An answer as a Slack message: the blocks that are seen, and the text for notifications and screen readers.

Every limit of Slack's is kept here with room to spare: Slack refuses the whole message for one of them.
"""

import json
from string import Template

from bot.slack.cut import Cut, fit
from bot.slack.rich import Block, quote, rich_text, section, text_elements, words
from bot.slack.source import (
    source_heading,
    source_link,
    source_place,
    source_standing,
    source_title,
    source_warning,
)
from bot.slack.text import cleaned, escaped, shortened
from bot.wording import Wording
from knowledge.domain import Answer, Citation, Outcome, Statement, is_said, under_headings

MAX_BLOCKS = 45
MAX_BLOCKS_CHARACTERS = 11_500
MAX_TEXT_CHARACTERS = 3_900
_MAX_STATEMENT = 2_400
_MAX_QUOTE = 1_500
_MAX_QUOTE_IN_TEXT = 300
_MAX_MARKERS = 20


def answer_blocks(answer: Answer, wording: Wording) -> list[Block]:
    """The blocks of an answer: statements, notice, sources, and what is not shown.

    The safety card of an urgent answer comes before everything else.
    """
    return _blocks(fit(answer, wording, _blocks_size, _MAX_STATEMENT))


def answer_text(answer: Answer, wording: Wording) -> str:
    """The whole answer and its sources as escaped text; quotes only where there is room for all of them."""
    cut = fit(answer, wording, lambda cut: len(_text(cut, quotes=True)) / MAX_TEXT_CHARACTERS, _MAX_STATEMENT)
    if not cut.left_out:
        return _text(cut, quotes=True)
    cut = fit(answer, wording, lambda cut: len(_text(cut, quotes=False)) / MAX_TEXT_CHARACTERS, _MAX_STATEMENT)
    return _text(cut, quotes=False)


def _blocks_size(cut: Cut) -> float:
    """Slack counts in a way it does not tell: the written JSON is the most that it can come to."""
    blocks = _blocks(cut)
    return max(len(json.dumps(blocks, ensure_ascii=False)) / MAX_BLOCKS_CHARACTERS, len(blocks) / MAX_BLOCKS)


def _blocks(cut: Cut) -> list[Block]:
    notice = _notice_blocks(cut)
    statements = [
        block
        for heading, statement in under_headings(cut.statements)
        for block in _statement_blocks(heading, statement, cut)
    ]
    is_urgent = cut.answer.outcome is Outcome.URGENT
    divider: list[Block] = [{"type": "divider"}] if notice and statements else []
    body = [*notice, *divider, *statements] if is_urgent else [*statements, *divider, *notice]
    sources = [_source_block(citation, _unsaid_quote(citation, cut), cut.wording) for citation in cut.sources]
    warning = [rich_text([section(words(cut.wording.sources_not_current, bold=True))])] if _has_warning(cut) else []
    heading = [*warning, _header(cut.wording.sources)] if sources else []
    left_out = [rich_text([section(words(cut.left_out, bold=True))])] if cut.left_out else []
    return [*body, *heading, *sources, *left_out, _closing_block(cut)]


def _notice_blocks(cut: Cut) -> list[Block]:
    """The first line of a safety card stands out."""
    first, _, rest = shortened(cleaned(cut.answer.notice), cut.text_limit).partition("\n")
    if cut.answer.outcome is Outcome.URGENT and first:
        return [rich_text([section(words(first, bold=True)), *text_elements(rest)])]
    elements = text_elements(f"{first}\n{rest}")
    return [rich_text(elements)] if elements else []


def _has_warning(cut: Cut) -> bool:
    return any(source_warning(citation, cut.wording) for citation in cut.sources)


def _statement_blocks(heading: str, statement: Statement, cut: Cut) -> list[Block]:
    """The statement, under the line above it in bold."""
    # The space does not break, so that a marker is never alone on a line.
    markers = _markers(statement).replace(" ", "\u00a0")
    elements = text_elements(shortened(cleaned(statement.text), cut.text_limit), markers)
    line = source_heading(heading)
    above = [section(words(line, bold=True))] if line else []
    return [rich_text([*above, *elements])] if elements else []


def _markers(statement: Statement) -> str:
    markers = [f" [{citation.marker}]" for citation in statement.citations]
    return "".join(markers[:_MAX_MARKERS])


def _unsaid_quote(citation: Citation, cut: Cut) -> str:
    """A source's quote, or nothing where the answer above is that quote, word for word."""
    texts = (statement.text for statement in cut.statements if citation in statement.citations)
    return "" if any(is_said(citation.quote, text) for text in texts) else citation.quote


def _source_block(citation: Citation, quoted: str, wording: Wording) -> Block:
    title, link = source_title(citation), source_link(citation)
    shown: Block = words(title, bold=True)
    if link:
        shown = {"type": "link", "url": link, "text": title, "style": {"bold": True}}
    place = words(f"\n{source_place(citation)}\n{source_standing(citation, wording)}")
    warning = source_warning(citation, wording)
    elements = [section(shown, place)]
    if warning:
        elements.append(section(words(warning, bold=True)))
    quoted = shortened(cleaned(quoted), _MAX_QUOTE)
    return rich_text([*elements, quote(quoted)] if quoted else elements)


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _closing_block(cut: Cut) -> Block:
    return {"type": "context", "elements": [{"type": "plain_text", "text": _closing(cut), "emoji": False}]}


def _closing(cut: Cut) -> str:
    number = Template(cut.wording.answer_number).substitute(number=shortened(cleaned(cut.answer.id), 60))
    return f"{cut.wording.check_passage} {number}" if cut.sources else number


def _text(cut: Cut, *, quotes: bool) -> str:
    notice = shortened(cleaned(cut.answer.notice), cut.text_limit)
    statements = [
        "\n".join(filter(None, [source_heading(heading), _statement_text(statement, cut)]))
        for heading, statement in under_headings(cut.statements)
    ]
    body = [notice, *statements] if cut.answer.outcome is Outcome.URGENT else [*statements, notice]
    warning = [cut.wording.sources_not_current] if _has_warning(cut) else []
    heading = [*warning, cut.wording.sources] if cut.sources else []
    sources = [
        _source_text(citation, _unsaid_quote(citation, cut) if quotes else "", cut.wording) for citation in cut.sources
    ]
    parts = [*body, *heading, *sources, cut.left_out, _closing(cut)]
    return escaped("\n\n".join(part for part in parts if part))


def _statement_text(statement: Statement, cut: Cut) -> str:
    return shortened(cleaned(statement.text), cut.text_limit) + _markers(statement)


def _source_text(citation: Citation, quoted: str, wording: Wording) -> str:
    first = f"{source_title(citation)}, {source_place(citation)}. {source_standing(citation, wording)}"
    quoted = shortened(cleaned(quoted), _MAX_QUOTE_IN_TEXT)
    parts = [first, source_warning(citation, wording), f'"{quoted}"' if quoted else ""]
    return "\n".join(part for part in parts if part)
