"""The window with a passage: the quote marked in it, where it stands, and whether it still holds."""

from datetime import date

from bot.cleaning import cleaned, shortened
from bot.slack.elements import actions, button, fitted
from bot.slack.rich import Block, rich_text, section, words
from bot.slack.windows import View, window
from bot.source import (
    document_title,
    effective_words,
    one_line,
    passage_link,
    passage_page,
    standing_warning,
    standing_words,
    version_words,
)
from bot.wording import Wording, day_in_words, filled
from knowledge.domain import Citation, Passage, Standing
from knowledge.highlight import split_at_quote

OPEN_PAGE = "open_page"
_MAX_TRAIL = 400
_MAX_QUOTE = 1_500
_MAX_PASSAGE = 2_000
_LEFT_OUT = "…"


def passage_view(citation: Citation, standing_now: Standing | None, asked_on: date, wording: Wording) -> View:
    """The passage as it was when it was quoted on `asked_on`.

    `standing_now` is None where the document is no longer among those that are searched.
    """
    passage = citation.passage
    blocks = [
        rich_text([_place(passage)]),
        rich_text([*_standing(citation, standing_now, asked_on, wording), _version(passage, wording)]),
        {"type": "divider"},
        *_passage(citation, wording),
        *_link(passage, wording),
    ]
    return window(wording.slack.passage_title, blocks, wording)


def _place(passage: Passage) -> Block:
    """Title, page, and the headings from the outermost to the nearest."""
    trail = " › ".join(filter(None, map(one_line, passage.headings)))
    lines = filter(None, [passage_page(passage), one_line(trail, _MAX_TRAIL)])
    title = words(document_title(passage.version.document), bold=True)
    return section(title, *(words(f"\n{line}") for line in lines))


def _standing(citation: Citation, now: Standing | None, asked_on: date, wording: Wording) -> list[Block]:
    """Then; and now, with a warning, where that is different or does not hold."""
    document, slack = citation.passage.version.document, wording.slack
    then = filled(slack.standing_then, day=day_in_words(asked_on), standing=standing_words(citation.standing, wording))
    found = [section(words(then))]
    if now is None:
        return [*found, section(words(slack.standing_removed, bold=True))]
    if now != citation.standing:
        found.append(section(words(filled(slack.standing_now, standing=standing_words(now, wording)), bold=True)))
    if warning := standing_warning(now, document, wording):
        found.append(section(words(warning, bold=True)))
    return found


def _version(passage: Passage, wording: Wording) -> Block:
    version = passage.version
    put_in = filled(wording.slack.ingested_on, day=day_in_words(version.ingested_at.date()))
    told = ", ".join(
        filter(None, [version_words(version, wording), put_in, effective_words(version.document, wording)])
    )
    return section(words(f"{told[0].upper()}{told[1:]}."))


def _passage(citation: Citation, wording: Wording) -> list[Block]:
    """Bold is neither heard nor always seen: words say where the quote begins and ends as well."""
    slack, text = wording.slack, cleaned(citation.passage.text)
    parts = split_at_quote(text, cleaned(citation.quote))
    if parts is None:
        shown = [words(shortened(text, _MAX_PASSAGE))] if text else []
        return [rich_text([section(words(slack.quote_not_found))]), *([rich_text([section(*shown)])] if shown else [])]
    before, quoted, after = parts
    quoted = shortened(quoted, _MAX_QUOTE)
    before, after = _around(before, after, _MAX_PASSAGE - len(quoted))
    marked = [words(f"{slack.quote_begins} "), words(quoted, bold=True), words(f" {slack.quote_ends}")]
    shown = [*([words(before)] if before else []), *marked, *([words(after)] if after else [])]
    is_cut = len(before) + len(quoted) + len(after) != len(text)
    note = f"{slack.quoted_in_bold} {slack.passage_cut}" if is_cut else slack.quoted_in_bold
    return [rich_text([section(words(note))]), rich_text([section(*shown)])]


def _around(before: str, after: str, room: int) -> tuple[str, str]:
    """The end of `before` and the beginning of `after` that together have `room`; each gives what it does not need.

    Less comes before, so that the quote is in sight at once on a telephone.
    """
    room_before = max(room // 4, room - len(after))
    room_after = max(room - room // 4, room - len(before))
    if len(before) > room_before:
        end = before[len(before) - room_before + len(_LEFT_OUT) + 1 :]
        before = f"{_LEFT_OUT} {end.partition(' ')[2] or end}"
    if len(after) > room_after:
        beginning = after[: room_after - len(_LEFT_OUT) - 1]
        after = f"{beginning.rpartition(' ')[0] or beginning} {_LEFT_OUT}"
    return before, after


def _link(passage: Passage, wording: Wording) -> list[Block]:
    """Slack tells of this button too when it is pressed, although the browser alone has something to do."""
    link = passage_link(passage)
    if not link:
        return []
    slack = wording.slack
    page = passage_page(passage)[:24]
    title = fitted(slack.open_page_label, one_line(passage.version.document.title), f", {page}" if page else "")
    return [actions("page", button(slack.open_page, OPEN_PAGE, filled(slack.open_page_label, source=title), url=link))]
