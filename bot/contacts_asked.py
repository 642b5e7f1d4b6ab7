"""Whose number a question asks for."""

import re
from collections.abc import Sequence

from bot.contacts import Contact
from bot.glossary import Glossary
from knowledge.keywords import stems

_ASKS = re.compile(r"\b(?:ring|phone|telephone|call|e-?mail|contact)\b|\bnumber\b(?! of)", re.IGNORECASE)
# What every question of the kind says, whoever is meant.
_OF_ANY = stems(
    "phone telephone number contact details line ring call e-mail email mail address who hours open what is the our for"
    " about a child children concern worry worries safeguarding somebody with when question questions people work works"
)


def contacts_asked_for(question: str, contacts: Sequence[Contact], glossary: Glossary) -> list[Contact]:
    """The contacts that a question about ringing or writing names best; none where it speaks of neither."""
    if _ASKS.search(question) is None:
        return []
    asked = stems(glossary.expanded(question)) - _OF_ANY
    named = {contact: len(asked & stems(_names(contact, glossary))) for contact in contacts}
    most = max(named.values(), default=0)
    return [contact for contact, count in named.items() if most and count == most]


def _names(contact: Contact, glossary: Glossary) -> str:
    return glossary.expanded(f"{contact.name} {contact.id.replace('_', ' ')} {contact.role}")
