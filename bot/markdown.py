"""An answer as Markdown, to paste into a record or an e-mail."""

import re

from bot.cleaning import shortened
from bot.layout import Layout, Said, Source, laid_out
from bot.listing import Run, runs_of
from bot.source import version_words
from bot.wording import Wording, day_in_words, filled
from knowledge.domain import Answer

MAX_MARKDOWN_CHARACTERS = 12_000
_MAX_QUOTES = 1_500
# Always, before a word, or where a line begins: more would be hard to read where nothing takes the backslashes away.
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&${}^@]|:(?=\S)|^[-+=]")
_NUMBER = re.compile(r"^(\d+)([.)])")
# A program that shows Markdown looks for addresses in the words as well, where a backslash is gone already: an
# invisible joiner, which breaks no line, takes them apart.
_JOINER = "\u2060"
_ADDRESS = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_])|(?<=:)/(?=/)|(?<=[^\W_]):(?=[^\s])|@|\bwww(?=\.)", re.IGNORECASE)
_EMAIL = re.compile(r"([\w.+-]+@[\w.-]+\w)")
_UNSAFE_IN_LINK = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'*+,;=%]")


def answer_markdown(answer: Answer, wording: Wording) -> str:
    """Statements, notice and sources with their versions; all but Signpost's own few marks is escaped.

    It has MAX_MARKDOWN_CHARACTERS at most, and says what is left out.
    """

    def markdown(layout: Layout) -> str:
        return _markdown(layout, answer, wording)

    return markdown(laid_out(answer, wording, lambda layout: len(markdown(layout)) / MAX_MARKDOWN_CHARACTERS))


def escaped_markdown(text: str, *, keeps_email: bool = False) -> str:
    """`text` on one line such that Markdown finds nothing in it but words.

    `keeps_email` leaves e-mail addresses whole, to be copied from Signpost's own words.
    """
    parts = _EMAIL.split(text) if keeps_email else [text]
    apart = "".join(part if place % 2 else _taken_apart(part) for place, part in enumerate(parts))
    marked = _MARKUP.sub(lambda found: "\\" + found[0], " ".join(apart.split()))
    return _NUMBER.sub(r"\1\\\2", marked)


def _taken_apart(text: str) -> str:
    return _ADDRESS.sub(lambda found: found[0] + _JOINER, text)


def _markdown(layout: Layout, answer: Answer, wording: Wording) -> str:
    notice = _lines(layout.notice, keeps_email=True)
    statements = [_statement(said) for said in layout.said]
    body = [notice, *statements] if layout.is_card else [*statements, notice]
    sources = [_bold(layout.warning), *_sources(layout, wording), _bold(layout.left_out)]
    return "\n\n".join(part for part in [*body, *sources, _closing(layout, answer, wording)] if part) + "\n"


def _statement(said: Said) -> str:
    text = _lines(said.text, said.markers)
    return "\n\n".join(filter(None, [_bold(said.heading), text]))


def _sources(layout: Layout, wording: Wording) -> list[str]:
    if not layout.sources:
        return []
    return [f"## {escaped_markdown(wording.sources)}", *(_source(source, wording) for source in layout.sources)]


def _source(source: Source, wording: Wording) -> str:
    title = escaped_markdown(source.title)
    if source.link:
        title = f"[{title}](<{_UNSAFE_IN_LINK.sub(lambda found: f'%{ord(found[0]):02X}', source.link)}>)"
    version = version_words(source.citations[0].passage.version, wording)
    lines = [f"- {source.markers} {title}{escaped_markdown(source.details)} — {escaped_markdown(version)}"]
    most = _MAX_QUOTES // max(len(source.quotes), 1)
    quotes = [f"> {escaped_markdown(shortened(each, most))}" for each in source.quotes]
    return "\n\n  ".join(filter(None, [*lines, _bold(source.warning), *quotes]))


def _closing(layout: Layout, answer: Answer, wording: Wording) -> str:
    asked = filled(wording.asked_on, day=day_in_words(answer.question.asked_at.date()))
    return escaped_markdown(f"{asked} {layout.closing}")


def _bold(text: str) -> str:
    return f"**{escaped_markdown(text)}**" if text else ""


def _lines(text: str, markers: str = "", *, keeps_email: bool = False) -> str:
    """The paragraphs and lists of `text`, with the markers after its last word."""
    parts = [_run(run, keeps_email) for run in runs_of(text)]
    return "\n\n".join(parts) + (f" {markers}" if parts and markers else "")


def _run(run: Run, keeps_email: bool) -> str:
    lines = [escaped_markdown(line, keeps_email=keeps_email) for line in run.lines]
    if run.kind == "bullet":
        return "\n".join(f"- {line}" for line in lines)
    if run.kind == "ordered":
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, run.first))
    # Two spaces end a line without ending the paragraph; a blank line ends that.
    return "\n".join(f"{line}  " if line else "" for line in lines).strip()
