"""The manifest against the program: it asks Slack for what is listened to and called, and for no more."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.slack.manifest import bot_scopes, read_manifest

SLACK = Path(__file__).parents[3] / "bot" / "slack"
# What each method of the Web API that the bot calls needs: https://docs.slack.dev/reference/methods
SCOPES_OF_METHODS = {
    "apps_connections_open": set[str](),
    "assistant_threads_setStatus": {"chat:write"},
    "auth_test": set[str](),
    "chat_appendStream": {"chat:write"},
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set[str](),
    "chat_postMessage": {"chat:write"},
    "chat_startStream": {"chat:write"},
    "agents_sessions_setStatus": {"chat:write"},
    "chat_stopStream": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "views_open": set[str](),
    "views_publish": set[str](),
    "views_update": set[str](),
}
SCOPES_OF_EVENTS = {
    "agent_session_stopped": {"assistant:write"},
    "app_home_opened": set[str](),
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
}
# Of Socket Mode's client.
NOT_OF_THE_API = {"issue_new_wss_url", "is_connected", "is_ping_pong_failing"}
MESSAGES = {"message.channels", "message.groups", "message.im"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the Slack part, as "client.chat_update": the last name before the method, and the method."""
    for path in SLACK.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                receiver = ast.unparse(node.func.value).rpartition(".")[2].lstrip("_")
                yield f"{receiver}.{node.func.attr}", node


def listened_to(kind: str) -> set[str]:
    """What the app has a listener for, by the name of Bolt's decorator."""
    firsts = [node.args[0] for name, node in calls() if name == f"app.{kind}" and node.args]
    return {str(first.value) for first in firsts if isinstance(first, ast.Constant)}


def called() -> set[str]:
    """The methods of the Web API that the bot calls."""
    return {name.removeprefix("client.") for name, _ in calls() if name.startswith("client.") and "_" in name}


def needed_scopes() -> set[str]:
    """What the events, the commands and the methods need together."""
    events = read_manifest()["settings"]["event_subscriptions"]["bot_events"]
    scopes = [SCOPES_OF_EVENTS[event] for event in events]
    return {"commands"}.union(*scopes, *(SCOPES_OF_METHODS[method] for method in called() - NOT_OF_THE_API))


def test_the_events_asked_for_are_those_listened_to() -> None:
    heard = listened_to("event") - {"message"} | MESSAGES
    assert heard == set(read_manifest()["settings"]["event_subscriptions"]["bot_events"])


def test_the_commands_and_shortcuts_offered_are_those_listened_to() -> None:
    features = read_manifest()["features"]
    assert listened_to("command") == {each["command"] for each in features["slash_commands"]}
    assert listened_to("shortcut") == {each["callback_id"] for each in features["shortcuts"]}


def test_the_scopes_asked_for_are_those_needed() -> None:
    """A call of a method that stands in neither list fails here: look its scopes up."""
    assert needed_scopes() == bot_scopes()


def test_the_manifest_keeps_slacks_limits() -> None:
    """https://docs.slack.dev/reference/app-manifest"""
    manifest = read_manifest()
    (command,), (shortcut,) = manifest["features"]["slash_commands"], manifest["features"]["shortcuts"]
    assert len(manifest["display_information"]["description"]) <= 140
    assert len(command["command"]) <= 32
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150


def test_the_app_is_an_agent_that_needs_no_address_of_its_own() -> None:
    """Under the older assistant_view, direct messages outside a thread would not arrive."""
    manifest = read_manifest()
    assert "assistant_view" not in manifest["features"]
    prompts = manifest["features"]["agent_view"]["suggested_prompts"]
    assert all(set(prompt) == {"title", "message"} for prompt in prompts)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["features"]["app_home"]["home_tab_enabled"] is True
