"""What a person can press or fill in: found in the blocks that they see, and put as Slack puts it."""

from collections.abc import Iterator, Mapping, Sequence

from fakes.slack.limits import Json

Value = str | Sequence[str]
Values = Mapping[str, Mapping[str, Value]]
REQUIRED = "Please complete this required field."
TOO_LONG = "Please shorten what you have written."
TOO_SHORT = "Please write more."


def with_ids(blocks: Sequence[Json]) -> list[Json]:
    """The blocks, each with an id, as Slack gives them one."""
    return [{"block_id": f"b{number}", **block} for number, block in enumerate(blocks)]


def pressed(blocks: Sequence[Json], action_id: str, value: str | None) -> Json:
    """The action of pressing or choosing what really stands in `blocks`; fails where it does not."""
    stands = [
        {"action_id": action_id, "block_id": block_id, "type": element["type"], **_choice(element, value)}
        for block_id, element in _elements(with_ids(blocks))
        if element.get("action_id") == action_id and _has(element, value)
    ]
    assert stands, f"nothing to press with {action_id} and {value}"
    assert len(stands) == 1, f"{len(stands)} things to press with {action_id} and {value}"
    return stands[0]


def filled(blocks: Sequence[Json], values: Values) -> tuple[Json, dict[str, str]]:
    """The state of all inputs, and by block what Slack itself would not let pass; fails for a value of no input."""
    state: Json = {}
    errors: dict[str, str] = {}
    for block in with_ids(blocks):
        if block["type"] != "input":
            continue
        element, block_id = block["element"], block["block_id"]
        action_id = element.get("action_id", "input")
        given = values.get(block_id, {}).get(action_id, _initial(element))
        state[block_id] = {action_id: {"type": element["type"], **_entry(element, given)}}
        if problem := _problem(element, given, is_optional=block.get("optional", False)):
            errors[block_id] = problem
    asked = {(block, action) for block, inside in state.items() for action in inside}
    strangers = {(block, action) for block, inside in values.items() for action in inside} - asked
    assert not strangers, f"no such inputs: {strangers}"
    return state, errors


def _elements(blocks: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    for block in blocks:
        inside = block.get("elements", []) if block["type"] in ("actions", "context_actions") else []
        inside = [*inside, *(block[key] for key in ("accessory", "element") if key in block)]
        for element in inside:
            yield block["block_id"], element


def _has(element: Json, value: str | None) -> bool:
    if element["type"] == "feedback_buttons":
        return value in (element["positive_button"]["value"], element["negative_button"]["value"])
    if "options" in element:
        return value in [option["value"] for option in element["options"]]
    return value is None or element.get("value") == value


def _choice(element: Json, value: str | None) -> Json:
    if element["type"] == "feedback_buttons":
        return {"value": value}
    if "options" in element:
        return _entry(element, value or "")
    return {key: element[key] for key in ("text", "value", "icon") if key in element}


def _entry(element: Json, given: Value) -> Json:
    if element["type"] == "plain_text_input":
        return {"value": given or None}
    chosen = [option for option in element["options"] if option["value"] in ([given] if _is_one(given) else given)]
    if element["type"] == "checkboxes":
        return {"selected_options": chosen}
    assert chosen or not given, f"no such option: {given}"
    return {"selected_option": chosen[0] if chosen else None}


def _is_one(given: Value) -> bool:
    return isinstance(given, str)


def _initial(element: Json) -> Value:
    if element["type"] == "checkboxes":
        return [option["value"] for option in element.get("initial_options", [])]
    initial: str = element.get("initial_option", {}).get("value") or element.get("initial_value", "")
    return initial


def _problem(element: Json, given: Value, *, is_optional: bool) -> str:
    if not given:
        return "" if is_optional else REQUIRED
    if len(given) > element.get("max_length", 3_000):
        return TOO_LONG
    return TOO_SHORT if len(given) < element.get("min_length", 0) else ""
