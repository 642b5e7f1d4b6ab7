"""Whether a message tells of somebody in danger: by rules that explain themselves, and by what was learnt.

The rules know plain emergencies and work with everything else down. Most of what people write is plain to nobody but a
reader ("ten week old with a mark behind her ear, can it keep"): for that there are weights, learnt from labelled
messages, over the words and letters, and over the vector where the embedding model is at hand.
"""

import re

from bot.message import Message, as_message
from bot.weighing import Embed, exceeds

_CHILD = (
    r"(?:child(?:ren)?|kids?|baby|babies|toddler|infant|boy|girl|pupil|student|son|daughter|lad|she|he|they|yp"
    r"|young person|teen\w*)"
)
_ADULT = (
    r"(?:dad\w*|mum\w*|mother|father|step\w*|parents?|carer|uncle|aunt\w*|brother|sister|grand\w+|partner|boyfriend"
    r"|girlfriend|husband|teacher|coach|man|woman|someone|somebody)"
)
_WHO = rf"(?:{_ADULT}|{_CHILD})"
_HARMS = (
    r"(?:hurt|hit|beat|punch|kick|slap|burn|chok|strangl|smother|threaten|rap|touch|molest|grop|abus|attack|stab|"
    r"shak)(?:s|es|ed|ing|e|en|ting|bing)?"
)
_TOLD = r"(?:told|tell|tells|telling|said|say|says|saying|disclos\w+|confided|wrote|texted|messaged)"
_IS = r"(?:(?:is|are|was|were|keeps?|been|being)\b|'s\b|'re\b)"
_NOW = (
    r"(?:now|this minute|this second|today|tonight|this (?:morning|afternoon|evening|lunchtime)|currently"
    r"|as we speak|at the moment|(?:a|\d+|few) minutes? ago|an hour ago)"
)
_WEAPON = r"(?:knife|knives|gun|machete|blade|firearm|axe|hammer|acid|weapon)"
_SELF = r"(?:my|him|her|them|their)sel\w+"

_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # a child has told of harm
        rf"\b{_CHILD}\b.{{0,40}}\b{_TOLD}\b.{{0,60}}\b{_HARMS}\b.{{0,40}}\b(?:her|him|them|me|us|(?:s?he|they)'s)\b",
        rf"\b{_CHILD}\b.{{0,40}}\b{_TOLD}\b.{{0,60}}\b(?:s?he|they|i)\b.{{0,8}} be(?:en|ing) {_HARMS}\b",
        rf"\b{_TOLD} (?:to )?(?:me|us)\b.{{0,60}}\b(?:{_HARMS}|overdose\w*|kill\w*)\b",
        # somebody is being harmed, or harms, at this moment
        rf"\b{_WHO}\b.{{0,20}}(?:\b|(?='))(?:{_IS}).{{0,15}}\b{_HARMS}\b.{{0,60}}\b{_NOW}\b",
        rf"\b{_NOW}\b.{{0,40}}\b{_WHO}\b.{{0,15}}(?:\b|(?='))(?:{_IS}).{{0,15}}\b{_HARMS}\b",
        rf"\bhelp\b.{{0,40}}\b(?:being |is |are )+(?:{_HARMS}|killed)\b",
        rf"\bi(?:'m| am) (?:being (?:{_HARMS}|followed|held)|scared (?:of|s?he|they|to go home)|in danger)\b",
        # somebody is afraid of what will be done to them
        r"\b(?:he|she|they|dad|mum|my \w+)(?:'ll| will|'s going to| is going to) (?:kill|hurt|hit|batter) me\b",
        r"\bif \w+ \w+ i(?:'m|m| am) dead\b",
        # a weapon, an overdose, a body that fails
        rf"(?:\b(?:is|am|are|was|has|have|had|got|just|with|took|brought|pulled|waving|holding)\b|'s\b|'ve\b|'re\b)"
        rf".{{0,25}}\b(?:an?|the) (?:\w+ )?{_WEAPON}\b",
        r"\b(?:took|taken|taking|swallowed|has|had|with)\b.{0,25}\boverdos\w+\b|\b(?:has |just |'s )overdosed\b",
        r"\b(?:took|taken|swallowed)\b.{0,20}\b(?:pills|tablets|bleach|paracetamol)\b",
        r"\b(?:not|isn't|isnt|stopped|can't|cant|cannot) breath(?:e|ing)\b|\bunresponsive\b|\bunconscious\b"
        r"|\bbleeding (?:badly|heavily|out|a lot)\b|\bwon't wake\b|\bnot waking\b",
        r"\b(?:has|'s|have|been|was) (?:just |been )*(?:collapsed|stabbed|shot|raped|snatched|abducted|drowned)\b",
        # somebody means to end their life
        rf"\b(?:i|{_WHO}s?)\b.{{0,30}}\b(?:want(?:s|ed|ing)?|going|wanna|gonna|about|threaten\w*|plan\w*|trying|tried)\b"
        rf".{{0,15}}\b(?:die|be dead|kill (?:{_SELF}|me|her|him|them|us|the \w+)|killing {_SELF}|hang {_SELF}"
        rf"|end (?:it(?: all)?\b(?! was)|(?:my|his|her|their) life)|jump|suicide)\b",
        r"\bi(?:'m| am| feel) suicidal\b|\b(?:s?he|they)(?:'s|'re| is| are) suicidal\b",
        rf"\b(?:in|at) (?:immediate|imminent) (?:danger|risk)\b.{{0,15}}\b(?:{_NOW}|here)\b",
    )
)
# What tells a question about the rules from news of a child: "if a child says …", "our policy on …".
_SUPPOSED = re.compile(
    r"\b(?:if|when|whenever|where|whether|once|suppose) "
    r"(?:an?|any|another|children|pupils|students|young people|someone|somebody|anyone|staff|parents)\b"
    r"|\b(?:that|about|of|for|do|must|should|can) (?:all |most |some )?(?:children|pupils|students|young people"
    r"|staff|schools?|colleges|teachers?|practitioners?|professionals?|agencies|nurseries|governors)\b"
    r"|\b(?:the|our|yearly|annual|serious case) (?:\w+ ){0,2}"
    r"(?:polic(?:y|ies)|procedures?|protocols?|guidance|toolkit|training|briefing|review|report|definition)\b"
    r"|\bhow (?:many|often)\b|\bwhat (?:percentage|proportion|counts)\b",
    re.IGNORECASE,
)
# What no question about the rules has: a moment, one child in particular, the asker's own part in it.
_LIVE = re.compile(
    rf"\b(?:{_NOW}|just|my|our (?:pupil|student|son|daughter|child|baby)|in front of me)\b"
    rf"|\bthis (?:{_CHILD}|family|mum|dad|man|woman)\b|\bwhat do (?:i|we) do\b|\b(?:worried|concerned) about an?\b"
    r"|\b(?:told|said to|disclosed to|confided in|rang|texted|messaged|phoned|called) (?:me|us)\b"
    r"|\b(?:i'm|im|i am|i've|i have (?:a|an|got)|i (?:need|want) to|we've|we have a|i was|we're at|help)\b",
    re.IGNORECASE,
)


def is_urgent(message: Message | str, embed: Embed | None = None) -> bool:
    """Whether somebody may be in danger: a child told of harm, shows signs of it, or an adult near children is accused.

    A question about the rules that merely uses the words is not urgent.
    """
    message = as_message(message, embed)
    return is_plain_emergency(message.text) or exceeds("danger", message.signs, message.vectors)


def is_plain_emergency(text: str) -> bool:
    """Whether the rules alone see danger.

    A sentence that supposes a case, as questions about the rules do, is urgent only with a sign that it is real.
    """
    plain = " ".join(text.replace("’", "'").split())
    for sign in _SIGNS:
        for found in sign.finditer(plain):
            sentence = _sentence_around(plain, found.start(), found.end())
            if _LIVE.search(sentence) or not _SUPPOSED.search(sentence):
                return True
    return False


def _sentence_around(text: str, start: int, end: int) -> str:
    begin = max((text.rfind(mark, 0, start) for mark in ".!?;"), default=-1) + 1
    stops = [place for mark in ".!?;" if (place := text.find(mark, end)) >= 0]
    return text[begin : min(stops, default=len(text))]
