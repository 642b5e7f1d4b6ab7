"""Posted blocks as a plain page laid out much as Slack lays them out, to look at messages without a workspace."""

from collections.abc import Iterable
from html import escape

from fakes.slack.limits import Json

_STYLE = """
body { font: 15px/1.466 Lato, "Liberation Sans", sans-serif; color: #1d1c1d; margin: 0; }
article { display: flex; gap: 8px; padding: 8px 20px; width: 640px; }
.face { flex: none; width: 36px; height: 36px; border-radius: 4px; background: #1d3557; }
b.name { font-weight: 900; } .block { margin: 4px 0 8px; } h2 { font-size: 18px; margin: 8px 0 4px; }
hr { border: 0; border-top: 1px solid #ddd; margin: 12px 0; } small { font-size: 13px; color: #616061; }
ul, ol { margin: 0 0 0 26px; padding: 0; } a { color: #1264a3; text-decoration: none; }
blockquote { border-left: 4px solid #ddd; margin: 4px 0; padding-left: 12px; }
div, li, blockquote { white-space: pre-wrap; overflow-wrap: anywhere; }
"""


def page(messages: Iterable[list[Json]]) -> str:
    """One page with a message for each list of blocks."""
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>" + "".join(map(_message, messages))


def _message(blocks: list[Json]) -> str:
    inside = "".join(f'<div class="block">{_block(block)}</div>' for block in blocks)
    return f'<article><span class="face"></span><section><b class="name">Signpost</b>{inside}</section></article>'


def _block(block: Json) -> str:
    match block["type"]:
        case "header":
            return f"<h2>{escape(block['text']['text'])}</h2>"
        case "divider":
            return "<hr>"
        case "context":
            return f"<small>{' '.join(escape(element['text']) for element in block['elements'])}</small>"
        case "section":
            return f"<div>{escape(block['text']['text'])}</div>"
        case _:
            return "".join(_rich(element) for element in block["elements"])


def _rich(element: Json) -> str:
    if element["type"] == "rich_text_list":
        items = "".join(f"<li>{_inlines(item)}</li>" for item in element["elements"])
        tag = "ol" if element["style"] == "ordered" else "ul"
        return f"<{tag} start={element.get('offset', 0) + 1}>{items}</{tag}>"
    tag = "blockquote" if element["type"] == "rich_text_quote" else "div"
    return f"<{tag}>{_inlines(element)}</{tag}>"


def _inlines(element: Json) -> str:
    return "".join(_inline(inline) for inline in element["elements"])


def _inline(inline: Json) -> str:
    text = escape(inline.get("text") or inline.get("url", ""))
    if "url" in inline:
        text = f'<a href="{escape(inline["url"])}">{text}</a>'
    return f"<b>{text}</b>" if inline.get("style", {}).get("bold") else text
