"""Bullets put with the items they stand beside, and made alike."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.lines import Line
from ingest.reading import BULLET

_MARK = re.compile(r"^[•▪●◦‣∙·⦁➢➤■□✓✔\uf0a7\uf0b7\uf02d\uf0d8\uf0fc]\s*|^o (?=[A-Za-z])")
_PARAGRAPH_NUMBER = re.compile(r"^(\d{1,3}\.(\d{1,3}\.?)*|\(?[a-z]\)|\([ivx]{1,4}\))\s")
# More than a page has room for: a file made to waste time.
_MOST_LONE_BULLETS = 500


def begins_item(text: str) -> bool:
    """Whether a line begins an item or a numbered paragraph."""
    return text.startswith(BULLET) or _PARAGRAPH_NUMBER.match(text) is not None


def with_bullets(lines: Sequence[Line]) -> list[Line]:
    """Each lone bullet put before the line it stands beside, wherever the file draws it."""
    lone = [line for line in lines if _is_lone_bullet(line)][:_MOST_LONE_BULLETS]
    kept = [line for line in lines if not _is_lone_bullet(line)]
    for bullet in lone:
        beside = [
            place
            for place, line in enumerate(kept)
            if abs(line.baseline - bullet.baseline) < 0.6 * line.height and line.left >= bullet.left
        ]
        if beside:
            item = min(beside, key=lambda place: kept[place].left)
            kept[item] = replace(kept[item], text=BULLET + kept[item].text)
    return [replace(line, text=_MARK.sub(BULLET, line.text)) for line in kept]


def _is_lone_bullet(line: Line) -> bool:
    return _MARK.sub("", line.text + " ").strip() == ""
