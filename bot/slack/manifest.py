"""The manifest of the Slack app: what a workspace grants, and what Slack sends."""

from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("manifest.yaml")


def read_manifest() -> dict[str, Any]:
    """The manifest as Slack's documentation names its parts."""
    manifest: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return manifest


def bot_scopes() -> frozenset[str]:
    """What the bot must be granted."""
    return frozenset(read_manifest()["oauth_config"]["scopes"]["bot"])
