"""Every setting stands in .env.example, and nothing else does."""

import re
from pathlib import Path

from knowledge.settings import Settings


def test_the_example_names_every_setting() -> None:
    example = (Path(__file__).resolve().parents[1] / ".env.example").read_text(encoding="utf-8")
    written = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    known = {str(field.validation_alias or f"SIGNPOST_{name.upper()}") for name, field in Settings.model_fields.items()}
    assert known == written
