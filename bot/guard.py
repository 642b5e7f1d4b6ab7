"""What is looked at before a question goes anywhere: danger, people who can be identified, what is asked for.

None of it needs a network, an edition or a language model. This is the door: danger is seen in `bot/danger.py`, what a
message asks for in `bot/intent.py`.
"""

import re

from bot.danger import is_urgent
from bot.intent import asks_for_judgement, asks_who_a_child_is, is_injection, is_out_of_scope
from bot.message import Message
from knowledge.errors import QuestionError

__all__ = [
    "MOST_CHARACTERS",
    "Message",
    "asks_for_judgement",
    "asks_who_a_child_is",
    "check_length",
    "has_identifiers",
    "is_injection",
    "is_out_of_scope",
    "is_urgent",
]

MOST_CHARACTERS = 2_000

_NHS_NUMBER = re.compile(r"(?<![\d£])(?<!\d[.-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d|[.-]\d)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = rf"\d{{1,2}}(?:(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{2,4}}|[/.-]\d{{1,2}}[/.-]\d{{2,4}})"
_STREET = r"(?:Street|St|Road|Rd|Avenue|Ave|Close|Lane|Drive|Crescent|Terrace|Court)"
_IDENTIFIERS = (
    re.compile(r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE),
    re.compile(r"\b[A-Z]\d{11}[A-Z0-9]\b", re.IGNORECASE),  # a unique pupil number
    # A full postcode. Its last two letters are never those of a time of day, and "s47 1st" is not one.
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d(?!st\b|nd\b|rd\b|th\b)[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE),
    re.compile(r"(?<![\d.])(?:\+44|0)(?:[ ()-]{0,2}\d){9,10}(?!\d)"),
    re.compile(
        r"\b(?:dob|d\.o\.b\.?|date of birth|birth ?date)\W{0,4}(?:(?:is|was|of)\b\W{0,3})?(?:the )?\d", re.IGNORECASE
    ),
    re.compile(rf"\bborn (?:on )?(?:the )?{_DAY}\b", re.IGNORECASE),
    # A number, a name and a kind of street; "the 2014 High Court judgment" and "section 8 Family Court order" are none.
    re.compile(
        rf"(?<!ection )\b(?!(?:19|20)\d\d )\d{{1,5}}[a-zA-Z]? (?:(?!Family|High|County|Crown|Youth)[A-Z][a-z]+ ){{1,3}}"
        rf"{_STREET}\b"
    ),
    re.compile(rf"\bat \d{{1,5}}[a-z]? (?:[a-z]+ ){{1,2}}{_STREET}\b", re.IGNORECASE),
)
_MAILBOX = re.compile(r"([\w.+-]+)@[\w-]+\.[\w.]+")
# A mailbox of a team is nobody's.
_TEAM = re.compile(
    r"mash|lado|safeguard|partnership|info|enquir|admin|office|team|referral|front.?door|early.?help|hub|duty",
    re.IGNORECASE,
)


def check_length(question: str) -> str:
    """The question without the space around it; raises QuestionError when it is empty or too long."""
    text = question.strip()
    if not re.search(r"\w", text):
        raise QuestionError('The question is empty: ask something, for example "How soon must the LADO be told?".')
    if len(text) > MOST_CHARACTERS:
        raise QuestionError(
            f"The question has {len(text):,} characters and the most is {MOST_CHARACTERS:,}: ask one thing, without "
            "the case notes."
        )
    return text


def has_identifiers(text: str) -> bool:
    """Whether it holds a number, address or date that points to one person."""
    plain = " ".join(text.split())
    if any(_is_nhs_number("".join(match.groups())) for match in _NHS_NUMBER.finditer(plain)):
        return True
    if any(not _TEAM.search(match.group(1)) for match in _MAILBOX.finditer(plain)):
        return True
    return any(pattern.search(plain) for pattern in _IDENTIFIERS)


def _is_nhs_number(digits: str) -> bool:
    """Ten digits whose last is the modulus 11 check of the first nine."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])
