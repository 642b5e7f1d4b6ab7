"""What Slack refuses of buttons, selects and inputs."""

from collections.abc import Callable, Iterator

from fakes.slack.checks import Json, address, count, keys, length, lengths, plain_text, text_object

_BUTTON = {"action_id", "value", "url", "style", "accessibility_label", "confirm"}
_CHOICE = {"action_id", "confirm", "focus_on_load"}


def element(found: object, kinds: set[str]) -> Iterator[str]:
    """One element of any of `kinds`."""
    kind = found.get("type") if isinstance(found, dict) else None
    if not isinstance(found, dict) or kind not in kinds:
        yield f"unsupported element {kind}"
        return
    inside = {key: value for key, value in found.items() if key != "type"}
    yield from lengths(inside, [("action_id", 255)])
    if "confirm" in inside:
        yield from _confirm(inside["confirm"])
    yield from _ELEMENTS[str(kind)](inside)


def _confirm(found: object) -> Iterator[str]:
    if not isinstance(found, dict):
        yield "not a confirm object"
        return
    yield from keys(found, {"title", "text", "confirm", "deny"}, {"style"})
    for key, limit in (("title", 100), ("confirm", 30), ("deny", 30)):
        yield from plain_text(found.get(key), limit)
    yield from text_object(found.get("text"), 300)


def _button(found: Json) -> Iterator[str]:
    yield from keys(found, {"text"}, _BUTTON)
    yield from plain_text(found.get("text"), 75)
    yield from lengths(found, [("value", 2_000), ("accessibility_label", 75)])
    if "url" in found:
        yield from address(found["url"])
    if found.get("style", "primary") not in ("primary", "danger"):
        yield "unknown style"


def _feedback_buttons(found: Json) -> Iterator[str]:
    yield from keys(found, {"action_id", "positive_button", "negative_button"}, set())
    for key in ("positive_button", "negative_button"):
        inside = found.get(key)
        if not isinstance(inside, dict):
            yield "not a feedback button"
            continue
        yield from keys(inside, {"text", "value"}, {"accessibility_label"})
        yield from plain_text(inside.get("text"), 75)
        yield from lengths(inside, [("value", 2_000), ("accessibility_label", 75)])


def _icon_button(found: Json) -> Iterator[str]:
    optional = {"action_id", "value", "accessibility_label", "confirm", "visible_to_user_ids"}
    yield from keys(found, {"icon", "text"}, optional)
    yield from plain_text(found.get("text"), 75)
    yield from lengths(found, [("icon", 255), ("value", 2_000), ("accessibility_label", 75)])


def _choice(found: Json, limit: int, more: set[str]) -> Iterator[str]:
    yield from keys(found, {"options"}, _CHOICE | more)
    yield from count(found.get("options"), limit)
    options = found.get("options") or []
    for option in options:
        yield from _option(option)
    initial = [found["initial_option"]] if "initial_option" in found else found.get("initial_options", [])
    if any(option not in options for option in initial):
        yield "an initial option that is none of the options"


def _option(found: object) -> Iterator[str]:
    if not isinstance(found, dict):
        yield "not an option"
        return
    yield from keys(found, {"text", "value"}, {"description", "url"})
    yield from text_object(found.get("text"), 75)
    yield from length(found.get("value"), 150)
    if "description" in found:
        yield from text_object(found["description"], 75)


def _select(found: Json) -> Iterator[str]:
    yield from _choice(found, 100, {"placeholder", "initial_option"})
    if "placeholder" in found:
        yield from plain_text(found["placeholder"], 150)


def _radio_buttons(found: Json) -> Iterator[str]:
    yield from _choice(found, 10, {"initial_option"})


def _checkboxes(found: Json) -> Iterator[str]:
    yield from _choice(found, 10, {"initial_options"})


def _overflow(found: Json) -> Iterator[str]:
    yield from _choice(found, 5, set())


def _text_input(found: Json) -> Iterator[str]:
    optional = {"action_id", "multiline", "placeholder", "focus_on_load", "dispatch_action_config"}
    yield from keys(found, set(), optional | {"min_length", "max_length", "initial_value"})
    least, most = found.get("min_length", 0), found.get("max_length", 3_000)
    if not 0 <= least <= most <= 3_000 or most < 1:
        yield "lengths from 0 to 3,000"
    if len(found.get("initial_value", "")) > most:
        yield "an initial value that is too long"
    if "placeholder" in found:
        yield from plain_text(found["placeholder"], 150)


_ELEMENTS: dict[str, Callable[[Json], Iterator[str]]] = {
    "button": _button,
    "checkboxes": _checkboxes,
    "feedback_buttons": _feedback_buttons,
    "icon_button": _icon_button,
    "overflow": _overflow,
    "plain_text_input": _text_input,
    "radio_buttons": _radio_buttons,
    "static_select": _select,
}
