"""The kinds of thing that make a person identifiable."""

from enum import StrEnum


class Identifier(StrEnum):
    """A kind, in words that a notice can use: "it seems to hold a postcode"."""

    NHS_NUMBER = "an NHS number"
    UPN = "a pupil or learner number"
    NATIONAL_INSURANCE = "a National Insurance number"
    CASE_REFERENCE = "a case reference"
    PASSPORT = "a passport, visa or Home Office number"
    POSTCODE = "a postcode"
    ADDRESS = "an address"
    TELEPHONE = "a telephone number"
    EMAIL = "an e-mail address"
    SOCIAL_MEDIA = "a social media name"
    DATE_OF_BIRTH = "a date of birth"
    VEHICLE = "a car registration"
    NAME = "a name"
