"""The kinds of thing that make a person identifiable."""

from enum import StrEnum


class Identifier(StrEnum):
    """A kind, by the key under which the wording has its words."""

    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    NATIONAL_INSURANCE = "national_insurance"
    CASE_REFERENCE = "case_reference"
    PASSPORT = "passport"
    POSTCODE = "postcode"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    EMAIL = "email"
    SOCIAL_MEDIA = "social_media"
    DATE_OF_BIRTH = "date_of_birth"
    VEHICLE = "vehicle"
    NAME = "name"
