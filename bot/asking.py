"""What kind of answer a question asks for, and whether a text holds one."""

import re
from enum import Enum

from knowledge.keywords import stems


class Wanted(Enum):
    """The kinds of answer that can be told from words alone."""

    MONEY = "money"
    PERCENTAGE = "percentage"
    TIMESCALE = "timescale"
    FREQUENCY = "frequency"
    AGE = "age"
    COUNT = "count"
    DATE = "date"
    NAME = "name"
    CONTACT = "contact"
    LIST = "list"
    ANYTHING = "anything"


_NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty)"
)
_PERIOD = r"(?:hour|day|week|month|term|year|minute)s?"

# The first kind whose words the question uses; the order decides ("how many days" asks for a time).
_ASKED = {
    Wanted.CONTACT: r"\b(?:phone|telephone|contact|helpline|hotline|duty|mobile|out of hours) (?:number|no\.?|line)s?\b"
    r"|\bnumber (?:for|to ring|to call|of the)\b|\be-?mail(?: address)?\b|\bweb ?(?:site|page|address)\b",
    Wanted.MONEY: r"\bhow much (?:is|are|does|do|did|will|would|can|money|funding)\b"
    r".*\b(?:cost|pay|paid|charge\w*|get|fee|worth|spen[dt])\b"
    r"|\b(?:what|which|whats|what's the) (?:fee|budget|allowance|amount|rate of pay|cost|price|fine)\b"
    r"|\ballowance\b.*\bget\b|\bbudget did\b|\bhow much (?:was|is) (?:it|the (?:\w+ )?(?:budget|fee|grant|fine))\b",
    Wanted.PERCENTAGE: r"\b(?:percentage|per ?cent|proportion)\b|%|\b(?:what|which|whats|the) share\b|\bshare of\b",
    Wanted.TIMESCALE: r"\bhow (?:long|soon|quickly|fast)\b|\bhow many (?:working )?(?:hour|day|week|month|year)s?\b"
    r"|\b(?:deadline|timescale|time limit|max(?:imum)? time)\b",
    Wanted.FREQUENCY: r"\bhow (?:often|frequently|regularly)\b",
    Wanted.AGE: r"\b(?:what|which|up to what|from what) ages?\b|\bhow old\b",
    Wanted.COUNT: r"\bhow many\b|\bhow much (?:of|more|less)\b",
    Wanted.DATE: r"^(?:and |so )?when(?:'s| is| was| were| did| will| does) (?:the |it |this |that |our )?"
    r"(?:\w+ ){0,6}(?:start|begin|publish|issue|launch|commission|held|happen|open|close|due|end|take place|meeting"
    r"|conference|review|sign|agree|update|come (?:in|out)|go live)\w*\b|\b(?:what|which) (?:date|day|year|month)\b",
    Wanted.NAME: r"\bwho(?:'s|s| is| was| are| were) (?:the |our |your )?(?:\w+ ){0,3}(?:chair|head|lead|director"
    r"|manager|officer|commissioner|scrutineer|author|leader|secretary|minister|principal social worker|worker)\w*\b"
    r"|\bwho (?:chairs|chaired|runs|wrote|leads|led)\b|\b(?:name|names|called|surname) (?:of|is)\b"
    r"|\bwhat(?:'s| is| are| was) (?:his|her|their|the \w+'s) (?:real )?names?\b",
    Wanted.LIST: r"\b(?:list|what are|what were|which|who (?:do|should|must|is|are)|what (?:areas|info\w*|points))\b",
}
_HELD = {
    Wanted.MONEY: r"£|\bpounds?\b|\bpence\b|\bfree of charge\b",
    Wanted.PERCENTAGE: r"\d\s?%|\bper ?cent\b",
    Wanted.TIMESCALE: rf"\b{_NUMBER}\)?(?:[ -](?:working|school|calendar|full))?[ -]{_PERIOD}\b"
    r"|\b(?:immediately|the same day|straight ?away|at once|without delay|promptly|until|as soon as)\b"
    r"|(?:st|nd|rd|th) birthday\b",
    Wanted.FREQUENCY: rf"\bevery\b|\b(?:week|month|quarter|year|annual|dai)ly\b|\btwice\b|\bonce\b|\bper {_PERIOD}"
    rf"|\b{_NUMBER}[ -]{_PERIOD}\b|\bat (?:least|intervals)\b|\bannual\b",
    Wanted.AGE: rf"\b(?:aged?|under|over|between)[ -]{_NUMBER}\b|\d to \d"
    rf"|\b{_NUMBER}(?:st|nd|rd|th)?[ -](?:years?|birthday)\b",
    Wanted.COUNT: rf"(?<!\S){_NUMBER}(?![\w%/])",
    Wanted.DATE: r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|spring|summer|autumn|winter)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    Wanted.NAME: r"\b(?:Mr|Mrs|Ms|Dr|Professor|Sir|Dame)\.? [A-Z][a-z]+|\b(?i:chair\w*|lead|head|director)\b.{0,40}"
    r"\b[A-Z][a-z]+ [A-Z][a-z]+\b|^[A-Z][a-z]+ [A-Z][a-z]+,|\bnamed\b|\bcalled\b",
    Wanted.CONTACT: r"\b0\d{2,4}[ )]|\b\S+@\S+\b|\bwww\.|\bhttps?:",
}
_ASKED_PATTERNS = {wanted: re.compile(pattern, re.IGNORECASE) for wanted, pattern in _ASKED.items()}
# A name is told from other words by its capitals alone.
_HELD_PATTERNS = {
    wanted: re.compile(pattern, 0 if wanted is Wanted.NAME else re.IGNORECASE) for wanted, pattern in _HELD.items()
}
_VERB = r"(?:are|is|was|were|have|has|do|does|did|can|must|should|will)\b"
_COUNTED = re.compile(rf"\bhow many (?:\w+ly )?(\w+(?: (?!{_VERB})\w+)?)", re.IGNORECASE)
# Numbers that count nothing: of a paragraph, a footnote, a year.
_NOT_A_COUNT = re.compile(
    r"^\W*\d+(?:\.\d+)*\.?\s(?=[A-Z])|(?:(?<=[a-z;)])|(?<=[a-z)][.,;]))\d{1,3}\b"
    r"|\b(?:19|20)\d\d\b|\b(?:section|part|page|paragraph) \d+"
)


def wanted_by(question: str) -> Wanted:
    """The kind of answer that a question asks for."""
    return next((wanted for wanted, asked in _ASKED_PATTERNS.items() if asked.search(question)), Wanted.ANYTHING)


def is_checkable(wanted: Wanted) -> bool:
    """Whether a text can be seen to lack it."""
    return wanted in _HELD_PATTERNS


def held_by(text: str, wanted: Wanted) -> list[str]:
    """The words of a text that are an answer of the kind, such as "within 24 hours"; none where it cannot be seen."""
    pattern = _HELD_PATTERNS.get(wanted)
    return [found.group().strip() for found in pattern.finditer(_NOT_A_COUNT.sub(" ", text))] if pattern else []


def holds(text: str, wanted: Wanted, question: str) -> bool:
    """Whether `text` has an answer of the kind; for a count, of the things that the question counts."""
    if wanted not in _HELD_PATTERNS:
        return True
    bare = _NOT_A_COUNT.sub(" ", text)
    if _HELD_PATTERNS[wanted].search(bare) is None:
        return False
    counted = _COUNTED.search(question) if wanted is Wanted.COUNT else None
    return counted is None or bool(stems(counted.group(1)) & stems(bare))
