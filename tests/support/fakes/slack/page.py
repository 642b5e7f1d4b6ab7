"""Posts and views as a page that looks much as Slack's light theme does, to look at them without a workspace."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from fakes.slack.drawing import blocks_drawn, text_drawn
from fakes.slack.limits import Json
from fakes.slack.workspace import Ephemeral, Post

_STYLE = Path(__file__).with_name("page.css").read_text()


def page(messages: Iterable[list[Json] | Post]) -> str:
    """One page with a message for each: a post, or the blocks of one of the app."""
    return _page("".join(map(_message, messages)))


def view_page(view: Json) -> str:
    """A modal as a dialog, or a Home tab under its tabs."""
    inside = blocks_drawn(view["blocks"])
    if view["type"] == "home":
        return _page(f'<nav><b>Home</b><span>Messages</span><span>About</span></nav><div class="home">{inside}</div>')
    title, close = escape(view["title"]["text"]), escape(view.get("close", {}).get("text", "Close"))
    submit = f'<button class="primary">{escape(view["submit"]["text"])}</button>' if "submit" in view else ""
    head = f'<header>{title}<span class="cross" aria-hidden="true">&times;</span></header>'
    foot = f"<footer><button>{close}</button>{submit}</footer>"
    return _page(
        f'<div class="shade"><dialog open aria-label="{title}">{head}<main>{inside}</main>{foot}</dialog></div>'
    )


def _page(inside: str) -> str:
    return f"<!doctype html><meta charset=utf-8><title>Slack</title><style>{_STYLE}</style>{inside}"


def _message(message: list[Json] | Post) -> str:
    if isinstance(message, list):
        return _article("Signpost", blocks_drawn(message), is_app=True)
    inside = blocks_drawn(list(message.blocks)) or f'<div class="block">{text_drawn(message.text)}</div>'
    name = "Signpost" if message.bot else message.user
    if isinstance(message, Ephemeral):
        return _article(name, inside, is_app=True, only="Only visible to you")
    return _article(name, inside, is_app=bool(message.bot))


def _article(name: str, inside: str, *, is_app: bool, only: str = "") -> str:
    app = '<span class="app">APP</span>' if is_app else ""
    face, who = "face" if is_app else "face person", f'<b class="name">{escape(name)}</b>{app}'
    kind, label = ("ephemeral", f"<small>{only}</small><br>") if only else ("", "")
    return f'<article class="{kind}"><span class="{face}"></span><section>{label}{who}{inside}</section></article>'
