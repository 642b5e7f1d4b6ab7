"""The details of a document that was put in: a manifest entry, checked by the manifest's own rules, field by field."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from knowledge.corpus_names import check_path
from knowledge.domain import Document
from knowledge.endings import ending_of
from knowledge.errors import IntakeError
from knowledge.intake.requests import Request
from knowledge.manifest import ManifestEntry

_TEXTS = ("path", "title", "kind", "authority", "publisher", "area", "effective_on", "review_by", "source_url")
_LONGEST = {"title": 300, "kind": 60, "publisher": 200, "area": 200, "source_url": 2000, "audience": 300}


def given_entry(form: FormData) -> dict[str, Any]:
    """What was filled in, as it was filled in; lists as lists."""
    entry: dict[str, Any] = {key: " ".join(str(form.get(key, "")).split()) for key in _TEXTS}
    entry["supersedes"] = [str(each) for each in form.getlist("supersedes")]
    entry["audience"] = [each.strip() for each in str(form.get("audience", "")).split(",") if each.strip()]
    return entry


def mistakes(
    entry: Mapping[str, Any], request: Request, live: Mapping[str, Document], others: Sequence[Request]
) -> dict[str, str]:
    """What is wrong with the details, by field; `others` are the other requests that are open."""
    found = _manifest_mistakes(entry)
    for key, most in _LONGEST.items():
        if len(str(entry.get(key, ""))) > most:
            found.setdefault(key, f"It is longer than {most} characters.")
    if not entry["title"]:
        found["title"] = "Give it the title that people should see beside a quote."
    if entry["source_url"] and not entry["source_url"].startswith(("https://", "http://")):
        found["source_url"] = "Begin it with https:// or http://."
    if wrong := _wrong_path(str(entry["path"]), request, live, others):
        found["path"] = wrong
    unknown = [path for path in entry["supersedes"] if path not in live]
    if unknown:
        found["supersedes"] = f"{unknown[0]} is not live."
    elif entry["path"] in entry["supersedes"]:
        found["supersedes"] = "A document cannot supersede itself. A new version of it takes its path."
    return found


def stored_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry as it goes into the request: nothing for what was left empty."""
    return {key: value for key, value in entry.items() if value not in ("", [])}


def _manifest_mistakes(entry: Mapping[str, Any]) -> dict[str, str]:
    try:
        ManifestEntry.model_validate(stored_entry(entry))
    except ValidationError as error:
        return {str(each["loc"][0]): f"{_words(each['msg'])}." for each in reversed(error.errors()) if each["loc"]}
    return {}


def _words(message: str) -> str:
    if "valid date" in message:
        return "Write it as a date, such as 2026-03-31"
    return message.removeprefix("Value error, ").strip().capitalize()


def _wrong_path(path: str, request: Request, live: Mapping[str, Document], others: Sequence[Request]) -> str:
    try:
        check_path(path)
    except IntakeError as error:
        return str(error)
    if ending_of(path) != ending_of(request.name):
        return f"Keep the ending {ending_of(request.name)}: it tells how the file is read."
    alike = next((each for each in live if each.casefold() == path.casefold() and each != path), None)
    if alike is not None:
        return f"{alike} is live, and differs in capitals alone: write it as there to replace it."
    other = next((each for each in others if each.path == path), None)
    if other is not None:
        return f"{other.by} has an open request for this path: publish or cancel that one first."
    return ""
