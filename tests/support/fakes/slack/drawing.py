"""Blocks and their elements as HTML; nothing in them can act on the page."""

import re
from collections.abc import Callable
from html import escape, unescape

from markdown_it import MarkdownIt

from fakes.slack.limits import Json

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_MARKUP = re.compile(r"<([^<>]+)>")
_MARKS = (
    (r"\*(\S[^*\n]*)\*", "b"),
    (r"(?<!\w)_(\S[^_\n]*)_(?!\w)", "i"),
    (r"~(\S[^~\n]*)~", "s"),
    (r"`([^`\n]+)`", "code"),
)
_TAGS = {"bold": "b", "italic": "i", "strike": "s", "code": "code"}
_THUMB = (
    '<svg viewBox="0 0 20 20"{}><path d="M6.5 9v8M3 9h3.5l3-6.5c1.6 0 2.4 1 2.2 2.4L11.3 8H16c1 0 1.6.9 1.3 1.9'
    'l-1.6 5.7c-.2.8-.9 1.4-1.8 1.4H3z"/></svg>'
)


def blocks_drawn(blocks: list[Json]) -> str:
    """The blocks, one below the other."""
    return "".join(f'<div class="block">{_BLOCKS[block["type"]](block)}</div>' for block in blocks)


def text_drawn(text: str) -> str:
    """Words in Slack's own markup."""
    drawn, end = "", 0
    for found in _MARKUP.finditer(text):
        drawn += _marked(text[end : found.start()]) + _reference(found[1])
        end = found.end()
    return drawn + _marked(text[end:])


def _reference(inside: str) -> str:
    target, _, label = inside.partition("|")
    words = escape(unescape(label or target))
    if target.startswith(("http://", "https://")):
        return f'<a href="{escape(unescape(target))}">{words}</a>'
    return f'<span class="mention">{words.lstrip("!#")}</span>'


def _marked(text: str) -> str:
    drawn = escape(unescape(text), quote=False)
    for pattern, tag in _MARKS:
        drawn = re.sub(pattern, rf"<{tag}>\1</{tag}>", drawn)
    return drawn


def _text(found: Json) -> str:
    return text_drawn(found["text"]) if found["type"] == "mrkdwn" else escape(found["text"])


def _section(block: Json) -> str:
    accessory = f'<span class="accessory">{_element(block["accessory"])}</span>' if "accessory" in block else ""
    text = _text(block["text"]) if "text" in block else ""
    fields = "".join(f"<div>{_text(field)}</div>" for field in block.get("fields", []))
    return f'{accessory}<div>{text}</div><div class="fields">{fields}</div>'


def _input(block: Json) -> str:
    optional = " <small>(optional)</small>" if block.get("optional") else ""
    hint = f"<small>{_text(block['hint'])}</small>" if "hint" in block else ""
    return f'<div class="label">{_text(block["label"])}{optional}</div>{_element(block["element"])}{hint}'


def _table(block: Json) -> str:
    rows = ("".join(f"<td>{_cell(cell)}</td>" for cell in row) for row in block["rows"])
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _cell(cell: Json) -> str:
    return _rich_text(cell) if cell["type"] == "rich_text" else escape(str(cell.get("text", cell.get("value"))))


def _task(block: Json) -> str:
    words = {"pending": "waiting", "in_progress": "working", "complete": "done", "error": "failed"}
    return f'<div class="task"><small>{words[block["status"]]}</small> {escape(block["title"])}</div>'


def _row(block: Json) -> str:
    return '<div class="row">' + "".join(map(_element, block["elements"])) + "</div>"


def _context(block: Json) -> str:
    return "<small>" + " ".join(map(_text, block["elements"])) + "</small>"


def _rich_text(block: Json) -> str:
    return "".join(map(_rich, block["elements"]))


def _rich(element: Json) -> str:
    if element["type"] == "rich_text_list":
        items = "".join(f"<li>{_inlines(item)}</li>" for item in element["elements"])
        tag = "ol" if element["style"] == "ordered" else "ul"
        return f'<{tag} start={element.get("offset", 0) + 1} class="in{element.get("indent", 0)}">{items}</{tag}>'
    tag = {"rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}.get(element["type"], "div")
    return f"<{tag}>{_inlines(element)}</{tag}>"


def _inlines(element: Json) -> str:
    return "".join(map(_inline, element["elements"]))


def _inline(inline: Json) -> str:
    named = next((str(inline[key]) for key in ("text", "url", "name") if key in inline), "")
    text = escape(named)
    for key in ("user_id", "usergroup_id", "channel_id", "range"):
        if key in inline:
            text = f'<span class="mention">@{escape(str(inline[key]))}</span>'
    if "url" in inline:
        text = f'<a href="{escape(inline["url"])}">{text}</a>'
    for style, tag in _TAGS.items():
        if inline.get("style", {}).get(style):
            text = f"<{tag}>{text}</{tag}>"
    return text


def _element(element: Json) -> str:
    return _ELEMENTS[element["type"]](element)


def _button(element: Json) -> str:
    label = escape(element.get("accessibility_label", element["text"]["text"]))
    return f'<button class="{element.get("style", "")}" aria-label="{label}">{_text(element["text"])}</button>'


def _feedback(element: Json) -> str:
    drawn = ""
    for key, turn in (("positive_button", ""), ("negative_button", ' style="transform:scaleY(-1)"')):
        label = escape(element[key].get("accessibility_label", element[key]["text"]["text"]))
        drawn += f'<button class="icon" title="{label}" aria-label="{label}">{_THUMB.format(turn)}</button>'
    return drawn


def _icon(element: Json) -> str:
    return f'<button class="icon" aria-label="{escape(element["text"]["text"])}">{_text(element["text"])}</button>'


def _select(element: Json) -> str:
    shown = element.get("initial_option", {}).get("text") or element.get("placeholder")
    words = _text(shown) if shown else "Choose an option"
    return f'<span class="select">{words}<i class="chevron"></i></span>'


def _overflow(element: Json) -> str:
    return '<button aria-label="More actions">&middot;&middot;&middot;</button>'


def _choices(element: Json) -> str:
    kind = "radio" if element["type"] == "radio_buttons" else "checkbox"
    chosen = [element.get("initial_option"), *element.get("initial_options", [])]
    drawn = ""
    for option in element["options"]:
        more = f"<br><small>{_text(option['description'])}</small>" if "description" in option else ""
        checked = " checked" if option in chosen else ""
        drawn += f'<label><input type="{kind}"{checked}><span>{_text(option["text"])}{more}</span></label>'
    return drawn


def _text_input(element: Json) -> str:
    value, placeholder = (escape(text) for text in (element.get("initial_value", ""), _placeholder(element)))
    if element.get("multiline"):
        return f'<textarea rows="4" placeholder="{placeholder}">{value}</textarea>'
    return f'<input type="text" placeholder="{placeholder}" value="{value}">'


def _placeholder(element: Json) -> str:
    return str(element.get("placeholder", {}).get("text", ""))


_ELEMENTS: dict[str, Callable[[Json], str]] = {
    "button": _button,
    "checkboxes": _choices,
    "feedback_buttons": _feedback,
    "icon_button": _icon,
    "overflow": _overflow,
    "plain_text_input": _text_input,
    "radio_buttons": _choices,
    "static_select": _select,
}

_BLOCKS: dict[str, Callable[[Json], str]] = {
    "actions": _row,
    "context": _context,
    "context_actions": _row,
    "divider": lambda block: "<hr>",
    "header": lambda block: f"<h2>{escape(block['text']['text'])}</h2>",
    "input": _input,
    "markdown": lambda block: f'<div class="markdown">{_MARKDOWN.render(block["text"])}</div>',
    "plan": lambda block: f"<b>{escape(block['title'])}</b>",
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
    "task_card": _task,
}
