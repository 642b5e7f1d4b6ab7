"""The form of an answer as a browser fills it in."""

from knowledge.domain import Answer
from review.audit.judging import subjects_of


def filled(answer: Answer, judgement: str = "supports", whole: str = "sound", reason: str = "") -> dict[str, str]:
    """The fields: one judgement for every citation, one for the whole, one reason for all."""
    fields = {}
    for subject in subjects_of(answer):
        key = f"{subject.statement}-{subject.marker}"
        fields[f"judgement-{key}"] = whole if subject.is_answer else judgement
        fields[f"reason-{key}"] = reason
    return fields
