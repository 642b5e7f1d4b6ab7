"""What a document must not do through an answer: give orders to a language model, or put in a contact of its own."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from bot.contact_details import has_contact_details
from knowledge.domain import Match

_MACHINE = r"(?:ai|a\.i\.|language model|llm|chat ?bot|chatgpt|(?:ai|virtual) assistant|assistant)s?"
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass) (?:(?:all|any|every|the|of|these|those|and) ){0,4}"
    r"(?:(?:previous|prior|above|earlier|preceding|your|system) ){1,3}"
    r"(?:instructions?|rules?|prompts?|guidelines?|guardrails?)\b"
    r"|\bsystem prompts?\b|\bjailbreak\b|\bdeveloper mode\b|<\|?(?:system|im_start|assistant)\b"
    rf"|\byou are (?:now |no longer )?(?:an? |the )?(?:helpful )?{_MACHINE}\b"
    rf"|\b(?:note|message|instructions?|attention|notice)\W{{0,3}}(?:to|for) (?:the |any |all |every )?{_MACHINE}\b"
    rf"|\b(?:any|every|the|an?) {_MACHINE}(?: (?:reading|that reads?|who reads?|processing|answering)[^.\n]{{0,40}})?"
    r" (?:must|should|shall|will|has to|is to) (?:now )?(?:answer|say|reply|respond|tell|ignore|state|output|write)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\bhttps?://|\bwww\.", re.IGNORECASE)
# The same passages are found for many questions.
_PASSAGES_KEPT = 4096


@lru_cache(maxsize=_PASSAGES_KEPT)
def gives_orders(text: str) -> bool:
    """Whether a text speaks to a language model rather than to a reader."""
    return _ORDERS.search(text) is not None


def holds_contact(text: str) -> bool:
    """Whether a text holds a telephone number, an e-mail or a web address: these come from contacts.toml alone."""
    return has_contact_details(text) or _LINK.search(text) is not None


def without_orders(matches: Iterable[Match]) -> list[Match]:
    """The matches and their sections without passages that give orders: they are neither quoted nor sent anywhere."""
    return [
        replace(match, section=tuple(passage for passage in match.section if not gives_orders(passage.text)))
        for match in matches
        if not gives_orders(match.passage.text)
    ]
