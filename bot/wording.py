"""Every fixed sentence that a practitioner reads, as the partnership words it in the folder of prompts."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from string import Template
from typing import Annotated

from pydantic import AfterValidator, ValidationError

from bot.slack_wording import SlackWording
from bot.wording_checks import (
    CONTACTS,
    EMERGENCY_NUMBER,
    Counted,
    Dated,
    Plain,
    Safe,
    check_card_order,
    has_keys,
    holds,
)
from knowledge.domain import Outcome
from knowledge.errors import SettingsError
from knowledge.settings import PROMPTS
from knowledge.tables import Entry

WORDING_FILE = "wording.toml"
CARD_FILE = "safety-card.md"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Wording(Entry):
    """The sentences by their keys in `wording.toml`, and the safety card; each was checked when it was read."""

    safety_card: Annotated[
        str, holds("front_door", "out_of_hours", "lado", may=CONTACTS), AfterValidator(check_card_order)
    ]
    urgent_identifies: Plain
    procedure_intro: Plain
    identifiers: Annotated[str, holds("seen", "front_door", may=CONTACTS, says=(EMERGENCY_NUMBER,))]
    not_found: Plain
    not_found_chart: Annotated[str, holds("caption", "where")]
    not_found_unread: Annotated[str, holds("pages")]
    partial: Annotated[str, holds("parts")]
    unsupported: Plain
    unavailable: Plain
    no_matches: Plain
    ask_a_person: Annotated[str, holds("front_door", may=CONTACTS)]
    clarify_topic: Annotated[str, holds("topic")]
    clarify_word: Annotated[str, holds("word")]
    clarify_subject: Plain
    clarify_worry: Annotated[str, holds("front_door", may=CONTACTS)]
    judgement_quoted: Plain
    judgement_unquoted: Plain
    judgement: Annotated[str, holds("front_door", may=CONTACTS, says=(EMERGENCY_NUMBER,))]
    out_of_scope: Annotated[str, holds("front_door", may=CONTACTS)]
    review_identity: Plain
    contacts_found: Annotated[str, holds("contacts")]
    contacts_none: Plain
    contact_elsewhere: Annotated[str, holds("where")]
    contact_left_out: Plain
    contact_unchecked: Dated
    disagreement: Annotated[str, holds("places")]
    not_current: Annotated[str, holds("titles")]
    superseded: Annotated[str, holds("day", "title")]
    superseded_undated: Annotated[str, holds("title")]
    superseded_unnamed: Plain
    finding: Plain
    as_at: Annotated[str, holds("period")]
    extracts_only: Plain
    sources: Plain
    sources_not_current: Plain
    check_passage: Plain
    answer_number: Annotated[str, holds("number")]
    asked_on: Dated
    version: Annotated[str, holds("version")]
    authority_not_stated: Plain
    effective_from: Dated
    warning_superseded: Plain
    warning_past_review: Dated
    warning_past_review_undated: Plain
    warning_withdrawn: Plain
    left_out: Annotated[str, holds("missing")]
    left_out_statement: Plain
    left_out_statements: Counted
    left_out_source: Plain
    left_out_sources: Counted
    left_out_both: Annotated[str, holds("statements", "sources")]
    searching: Plain
    how_to_ask: Plain
    not_a_member: Safe
    cannot_check: Safe
    failed: Annotated[str, holds("incident", says=(EMERGENCY_NUMBER,))]
    seen: Annotated[Mapping[str, Plain], has_keys("other")]
    contact_missing: Annotated[Mapping[str, Plain], has_keys(*CONTACTS)]
    outcomes: Annotated[Mapping[Outcome, Plain], has_keys(*Outcome)]
    slack: SlackWording

    def __len__(self) -> int:
        """How many sentences there are beside the safety card."""
        return _count(self.model_dump(exclude={"safety_card"}))


def read_wording(prompts: Path) -> Wording:
    """The wording in a folder; raises SettingsError naming the file, the key and what to do."""
    values = _toml(prompts / WORDING_FILE)
    if "safety_card" in values:
        raise SettingsError(f"{prompts / WORDING_FILE}: take out 'safety_card': the card stands in {CARD_FILE}.")
    card = _COMMENT.sub("", _text(prompts / CARD_FILE))
    try:
        return Wording.model_validate({**values, "safety_card": card})
    except ValidationError as error:
        raise SettingsError(_mistake(prompts, error)) from error


@cache
def own_wording() -> Wording:
    """The wording that comes with Signpost."""
    return read_wording(PROMPTS)


def filled(sentence: str, **places: object) -> str:
    """A sentence with its places filled: "$day" by `day=`."""
    return Template(sentence).substitute(places)


def day_in_words(day: date) -> str:
    """Such as "1 April 2024"."""
    return f"{day.day} {day:%B %Y}"


def _count(values: Mapping[str, object]) -> int:
    return sum(_count(value) if isinstance(value, Mapping) else 1 for value in values.values())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not in UTF-8: open it in a text editor and save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}): put it back, or set SIGNPOST_PROMPTS to the folder that has it."
        ) from error


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(_text(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Look at the quotation marks there.") from error


def _mistake(prompts: Path, error: ValidationError) -> str:
    """The first mistake as a sentence that says how to mend it."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"] if part != "[key]")
    if key == "safety_card":
        return f"{prompts / CARD_FILE}: {first['ctx']['error']}."
    place = f"{prompts / WORDING_FILE}: {key}"
    match first["type"]:
        case "missing":
            return f"{place} is missing: put its line back, from the file that came with Signpost."
        case "extra_forbidden" | "enum":
            return f"{place} is not known here: take the line out, or mend its spelling{_meant(key)}."
        case "value_error":
            return f"{place}: {first['ctx']['error']}."
        case _:
            return f"{place}: write the sentence between quotation marks."


def _meant(key: str) -> str:
    known = [*Wording.model_fields, *(f"slack.{each}" for each in SlackWording.model_fields)]
    close = get_close_matches(key, known, 1)
    return f" (is {close[0]} meant?)" if close else ""
