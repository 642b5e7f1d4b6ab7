"""Where a person lives and how they can be reached: addresses, numbers to ring, accounts, cars."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumberType

from bot.identifier import Identifier
from bot.name_lists import is_given_name

# A full postcode. Its last two letters are never those of a time of day, and "s47 1st" is not one.
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d(?!st\b|nd\b|rd\b|th\b)[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_STREET = r"(?:street|road|rd|avenue|ave|crescent|terrace|lane|gardens|grove|mews)"
# Words for streets that mean other things too: "a two hour drive", "close", "no way".
_DOUBTFUL = r"(?:st|close|drive|court|place|way|walk|square|hill|row|view|rise|parade|park|house|heights|tower|lodge)"
# No street is called by these, so "2 crown court judges" and "10 minutes down the road" are no addresses.
_UNLIKE = (
    r"(?!(?:the|an?|in|of|on|at|to|or|and|by|for|from|down|up|per|with|years?|months?|weeks?|days?|hours?|hrs?"
    r"|minutes?|mins?|miles?|mph|children\S*|kids|young|people|families|pupils|schools|major|busy|main|family"
    r"|high court|county|crown|youth|magistrates\S*)\b)"
)
_AFTER = (
    r"(?! (?:safety|homeless|based|gangs?|work\w*|crime|harass\w*|level|lighting|traffic|accidents?|map|marshals?)\b)"
)
_HOUSE = r"(?<![£\d])(?<!\d\.)(?<!ection )(?<!year )\b(?!(?:19|20)\d\d )\d{1,4}[a-z]?,? "
_ADDRESS = re.compile(
    rf"{_HOUSE}(?:{_UNLIKE}[a-z][a-z'.-]+ ){{1,3}}{_STREET}\b{_AFTER}"
    rf"|\b(?:at|flat|live[sd]? at|no\.?|number|of|to|from) {_HOUSE}"
    rf"(?:{_UNLIKE}[a-z][a-z'.-]+ ){{1,3}}{_DOUBTFUL}\b{_AFTER}"
    rf"|\b(?:flat|apartment|apt) \w{{1,4}},? (?:{_UNLIKE}[a-z][a-z'.-]+ ){{1,2}}(?:{_STREET}|{_DOUBTFUL})\b"
    rf"|\b(?:at|flat) \d{{1,4}}[a-z]? high street\b"
    rf"|\bliv(?:e|es|ed|ing) (?:at|on|in|off|near) (?:{_UNLIKE}[a-z][a-z'.-]+ ){{1,2}}(?:{_STREET}|close)\b{_AFTER}",
    re.IGNORECASE,
)
# A number, a name and a doubtful kind of street, both with capitals.
_CAPITAL_ADDRESS = re.compile(
    rf"{_HOUSE}(?:(?!Family|High|County|Crown|Youth|Supreme)[A-Z][a-z'.]+ ){{1,3}}(?:St|Close|Drive|Court|Place|Way"
    rf"|Walk|Square|Hill|Row|View|Rise|Parade)\b"
)
_DIALLED = re.compile(r"(?=[+(\d])(?<![\d.£/+])(?:\+ ?|00)?\(?\+?\d(?:[ ().-]{0,2}\d){8,13}(?![\d/])")
_LOCAL = re.compile(
    r"\b(?:ring|rang|call|text|phone|tel|telephone|mobile|mob|landline|whatsapp)\b[^.?!\d]{0,30}(?<![\d.£])"
    r"\d{3}[ -]?\d{3,4}(?! ?\d|[./]\d)(?!\w)",
    re.IGNORECASE,
)
# Kinds of number that belong to services.
_SERVICES = {
    PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE,
}  # fmt: skip
_MAILBOX = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@[\w-]+\.[\w.]+")
# A mailbox of a team is nobody's.
_TEAM = re.compile(
    r"mash|lado|safeguard|partnership|info|enquir|admin|office|team|referral|front.?door|early.?help|hub|duty|recep"
    r"|contact|^(?:dsl|head|headteacher|help|hello|senco|foi|dpo|complaints|support|training|mail|advice)$",
    re.IGNORECASE,
)
_SITES = (
    r"(?:insta(?:gram)?|snap(?:chat)?|tik ?tok|facebook|fb|twitter|discord|roblox|xbox|psn|telegram|steam|youtube|kik)"
)
_ACCOUNT = re.compile(
    rf"\b{_SITES}(?: (?:is|was|name|user ?name|handle|account|id|tag))+:? @?(?=[\w.]*[\d_.]\w)[\w.]{{4,}}"
    rf"|\b{_SITES}: ?@?[\w.]{{4,}}"
    rf"|\b{_SITES}:? @?(?=[a-z]\w*[\d_])\w{{5,}}"
    r"|\b(?:user ?name|gamer ?tag|handle|screen name)(?: is|:) ?@?\w[\w.]{3,}"
    r"|(?<![\w.<@])@(?=\w*[\d_.]\w)[a-z][\w.]{2,}",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"\b[A-HJ-PR-Y]{2}[0-7]\d ?[A-HJ-PR-Z]{3}\b|\b[a-hj-pr-y]{2}[0-7]\d[a-hj-pr-z]{3}\b"
    r"|\b(?i:reg(?:istration|istered)?|plates?|vrm|index)\b(?i:(?: no| number)?(?: is| was|:)?) ?"
    r"(?=[A-Za-z0-9 ]{0,7}\d)(?!(?i:reg(?:istration|ulation)?) \d)"
    r"(?i:[a-z]{1,2} ?\d{2} ?[a-z]{3}|[a-z]\d{1,3} ?[a-z]{3}|[a-z]{3} ?\d{1,3}[a-z]|[a-z]{1,3} ?\d{3,4})\b"
)

# Without one of these there is no address and no account: looking for a word is quicker than for a pattern.
_STREET_WORDS = (
    " street", " road", " rd", " ave", " crescent", " terrace", " lane", " gardens", " grove", " mews", " st", " close",
    " drive", " court", " place", " way", " walk", " square", " hill", " row", " view", " rise", " parade", " park",
    " house", " heights", " tower", " lodge",
)  # fmt: skip
_ACCOUNT_WORDS = (
    "@", "insta", "snap", "tiktok", "tik tok", "facebook", "fb", "twitter", "discord", "roblox", "xbox", "psn",
    "telegram", "steam", "youtube", "kik", "username", "user name", "gamertag", "gamer tag", "handle", "screen name",
)  # fmt: skip


def reachable(text: str) -> Iterator[Identifier]:
    """The kinds of address, number and account of one person in `text`, whose white space is single blanks."""
    low = text.lower()
    if any(map(str.isdigit, text)):
        yield from _in_digits(text)
    if any(word in low for word in _STREET_WORDS) and (_ADDRESS.search(text) or _CAPITAL_ADDRESS.search(text)):
        yield Identifier.ADDRESS
    if "@" in text and any(not _is_of_a_team(found.group(1)) for found in _MAILBOX.finditer(text)):
        yield Identifier.EMAIL
    if any(word in low for word in _ACCOUNT_WORDS) and _ACCOUNT.search(text):
        yield Identifier.SOCIAL_MEDIA


def _in_digits(text: str) -> Iterator[Identifier]:
    if _POSTCODE.search(text):
        yield Identifier.POSTCODE
    if _LOCAL.search(text) or any(_is_somebodys_number(found.group()) for found in _DIALLED.finditer(text)):
        yield Identifier.TELEPHONE
    if _PLATE.search(text):
        yield Identifier.VEHICLE


def _is_somebodys_number(dialled: str) -> bool:
    """Whether the digits are those of a telephone number that is not a service's.

    Numbers reserved for fiction, which no register has, count by their length.
    """
    digits = re.sub(r"[^\d+]", "", dialled)
    if not re.match(r"\+|00?[1-9]", digits):
        return False
    try:
        number = phonenumbers.parse(re.sub(r"^00", "+", digits), "GB")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number) and phonenumbers.number_type(number) not in _SERVICES


def _is_of_a_team(mailbox: str) -> bool:
    names = any(is_given_name(part.lower()) for part in re.split(r"[._+-]", mailbox))
    return not names and bool(_TEAM.search(mailbox))
