"""Numbers and dates under which a register or a case file knows one person."""

import re
from collections.abc import Iterator

from bot.identifier import Identifier

_NHS_NUMBER = re.compile(r"(?<![\d£])(?<!\d[.-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d|[.-]\d)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY_AND_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b"
DATE = (
    rf"(?:{_DAY_AND_MONTH}(?:,? \d{{2,4}})?|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}"
    rf"|(?:19|20)\d\d-\d\d-\d\d|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?)"
)
_IS = r"\W{0,4}(?:(?:is|was|of|on|:)\b\W{0,3})?"
_FILED = (  # what keeps case files, and what they are files of
    r"case|file|client|service user|crime|incident|cad|occurrence|referral|patient|pt|hospital|marac|mash|police|court"
    r"|lcs|ehm|mosaic|paris|liquid ?logic|care ?director|care ?first|framework ?i|azeus|systm ?one|emis|rio|niche"
    r"|cpoms|my ?concern|mrn|family|child|her|his|their|social care|housing|tenancy"
)
_NUMBER = r"(?:ref(?:erence)?|no|num(?:ber)?|nos|id|record|log|urn)"
# Digits of a case, with the letters and strokes around them; a year, or two with a stroke between, is none.
_CASE = r"(?!(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?\b(?![-/]?\d))(?=[a-z/-]{0,6}\d{3})[a-z]{0,4}[-/]?\d[\da-z/-]{2,16}\b"

_PATTERNS = (
    (Identifier.NATIONAL_INSURANCE, r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    (Identifier.UPN, r"\b[A-Z]\d{11}[A-Z0-9]\b"),
    (Identifier.UPN, rf"\b(?:ULN|unique learner (?:number|no)){_IS}\d{{4,10}}"),
    (Identifier.CASE_REFERENCE, rf"\b(?:{_FILED}) (?:{_FILED} )?{_NUMBER}\b(?: {_NUMBER}\b)?\.?{_IS}{_CASE}"),
    (
        Identifier.CASE_REFERENCE,
        rf"\b(?:lcs|ehm|mosaic|paris|liquid ?logic|care ?director|azeus|systm ?one|niche|cpoms|cad|urn|mrn)\b"
        rf"(?: {_NUMBER}\b)?\.?{_IS}{_CASE}",
    ),
    (Identifier.CASE_REFERENCE, rf"\b(?:our|your|my) ref(?:erence)?{_IS}{_CASE}"),
    (
        Identifier.CASE_REFERENCE,
        r"\b(?:case|crime|client|incident|occurrence|patient|log|cad|file) #? ?\d[\d/]{3,12}(?<!\b(?:19|20)\d\d)\b"
        r"(?! (?:cases|children|referrals))",
    ),
    (Identifier.CASE_REFERENCE, r"\b(?:log|incident) \d{2,5} of \d{1,2}[/. ]"),
    (Identifier.CASE_REFERENCE, r"\b[A-Z]{2}\d{2}[CPDFZ]\d{5}\b"),  # a family court's number
    (
        Identifier.PASSPORT,
        rf"\b(?:passport|visa|brp|biometric (?:residence )?permit|home office|ho|asylum|arc|driving licence|eusss?)"
        rf"(?: (?:{_NUMBER}|card))?\b\.?{_IS}(?=[a-z]{{0,5}}\d{{5}})[a-z]{{0,5}}\d[\da-z/]{{4,16}}\b",
    ),
    (Identifier.DATE_OF_BIRTH, rf"\b(?:dob|d\.o\.b\.?|d/o/b|date of birth|birth ?date|edd){_IS}(?:the )?(?:\d|{DATE})"),
    (Identifier.DATE_OF_BIRTH, rf"(?<!children )\bborn (?:on )?(?:the )?{DATE}"),
    (Identifier.DATE_OF_BIRTH, rf"\bbirthday(?: is|'s|:)?(?: on)?(?: the)? {DATE}"),
    (
        Identifier.DATE_OF_BIRTH,
        rf"(?<!children )(?<!pupils )\b(?:turn(?:s|ed|ing)?|will be|is going to be|becomes|was) "
        rf"(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{{3,6}}teen) "
        rf"(?:years old )?on (?:the )?{DATE}",
    ),
)
_REGISTERED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)


def registered(text: str) -> Iterator[Identifier]:
    """The kinds of number and date of one person in `text`, whose white space is single blanks."""
    if not any(letter.isdigit() for letter in text):
        return
    if any(_is_nhs_number("".join(match.groups())) for match in _NHS_NUMBER.finditer(text)):
        yield Identifier.NHS_NUMBER
    yield from (kind for kind, pattern in _REGISTERED if pattern.search(text))


def _is_nhs_number(digits: str) -> bool:
    """Ten digits whose last is the modulus 11 check of the first nine."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])
