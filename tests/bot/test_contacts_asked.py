"""Whose number a question asks for."""

from datetime import date

import pytest

from bot.contacts import Contact
from bot.contacts_asked import contacts_asked_for
from bot.glossary import Glossary, Term

VERIFIED = date(2026, 11, 3)
CONTACTS = (
    Contact(
        id="front_door",
        name="Front door (professionals' line)",
        role="Referrals about a child; the multi-agency safeguarding hub",
        number="01632 960101",
        verified_on=VERIFIED,
    ),
    Contact(id="out_of_hours", name="Out-of-hours team", number="01632 960102", verified_on=VERIFIED),
    Contact(
        id="lado", name="Designated officer (LADO)", role="Allegations", number="01632 960103", verified_on=VERIFIED
    ),
)
GLOSSARY = Glossary((Term(acronym="MASH", expansion="multi-agency safeguarding hub"),))


@pytest.mark.parametrize(
    ("question", "asked_for"),
    [
        ("what's the LADO's phone number", ["lado"]),
        ("number for MASH please", ["front_door"]),
        ("Is there an e-mail for the front door?", ["front_door"]),
        ("who do I ring out of hours?", ["out_of_hours"]),
        ("What is the number of the lottery?", []),
        ("What number of referrals went to the front door?", []),
        ("How many allegations did the LADO get?", []),
        ("what are the criteria for a referral", []),
        ("phone number", []),
    ],
)
def test_contacts_are_told_by_their_names(question: str, asked_for: list[str]) -> None:
    assert asked_for == [contact.id for contact in contacts_asked_for(question, CONTACTS, GLOSSARY)]


def test_without_a_list_nobody_can_be_named() -> None:
    assert [] == contacts_asked_for("what's the LADO's phone number", (), GLOSSARY)
