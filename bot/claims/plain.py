"""One way of writing for what English writes in several: number words, periods, contractions, fixed phrases."""

import re

from knowledge.quoting import normalised

_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_ONES = {word: place for place, word in enumerate(f"zero {_UNITS} eighteen nineteen".split())}
_TENS = {
    word: 10 * place
    for place, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_NUMBER = re.compile(
    rf"\b(?:({'|'.join(_TENS)})(?:[- ]({'|'.join(list(_ONES)[1:10])}))?|({'|'.join(_ONES)}))\b(?![- ]off\b)"
)
_PERIOD = "(minute|hour|day|week|month|year|term|quarter)"
_ORDINALS = {
    word: str(place)
    for place, word in enumerate(["fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 4)
}
_ORDINALS |= {"eleventh": "11", "twelfth": "12", "fourteenth": "14", "sixteenth": "16", "eighteenth": "18"}

_COUNTS_ONE = re.compile(
    r"[- ](?:in|out of|more|working|school|hour|day|week|fortnight|month|year|minute|term|quarter|third|fifth|tenth)"
)


def _hundreds(found: re.Match[str]) -> str:
    count = int(found[1]) if found[1].isdigit() else 1
    return str(100 * count + int(found[2] or 0))


# In order: each works on what those before it left.
_REWRITTEN = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"\b(\d+|one|a) hundred(?: and (\d+))?\b", _hundreds),
        (r"\bcan't\b|\bcannot\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"\bshan't\b", "shall not"),
        (r"n't\b", " not"),
        (r"'(?:s|re|ve|ll|d)?(?=\W|$)", " "),
        (r"\b(\d+)(?:st|nd|rd|th)\b", r"\1"),
        (r"\b(\d{1,3}(?:,\d{3})+)\b", lambda found: found.group().replace(",", "")),
        (r"\b(\d+(?:\.\d+)?) ?(?:per cent|percent|per-cent)\b", r"\1%"),
        (r"\b(\d{1,2})(?:[.:](\d\d))? ?([ap])\.?m\b\.?", r"\1.\2\3m"),
        (r"\b(within|in|inside) the (hour|day|week)\b", r"\1 1 \2"),
        (r"\ba dozen\b", "12"),
        (r"\btwice\b", "2 times"),
        (r"\bonce (?=(?:a|an|each|every|per|by|in)\b)", "1 times "),
        (r"\b(?:a|one) half of\b|\bhalf of\b", "50% of"),
        (r"\b(?:a|1) quarter of\b", "25% of"),
        (r"\b(?:a|1) third of\b", "33% of"),
        (r"\b(?:a|1) fifth\b", "20%"),
        (r"\b(?:a|1) tenth\b", "10%"),
        (
            r"\b(?:{})\b(?! of (?:all|the)\b)".format("|".join(list(_ORDINALS)[4:])),
            lambda found: _ORDINALS[found.group()],
        ),
        (r"\bhalf (?:an|a|1) hour\b", "30 minutes"),
        (r"\b(?:a|1|one) fortnight\b|\bfortnight\b", "2 weeks"),
        (r"\bfortnightly\b", "every 2 weeks"),
        (r"\b(\d+)-?(?:weekly|monthly|yearly)\b", lambda found: f"every {_period_of(found.group())}"),
        (r"\bannual(?:ly)?\b|\byearly\b(?! report)", "every 1 year"),
        (r"\bquarterly\b", "every 1 quarter"),
        (r"\bmonthly\b", "every 1 month"),
        (r"\bweekly\b", "every 1 week"),
        (r"\bdaily\b", "every 1 day"),
        (rf"\b(?:each|every|per) {_PERIOD}\b", r"every 1 \1"),
        (rf"\b(?:an?|single|1|the next|full|whole) {_PERIOD}\b(?! old)", r"1 \1"),
        (r"\b(\d+)[- ]years?[- ](?:old|olds|of age)\b", r"aged \1"),
        (r"\b(\d+)(?:st|nd|rd|th)? birthday\b", r"aged \1"),
        (r"\bnot (?:later|more|longer) than\b", "no more than"),
        (r"\bnot (?:fewer|less|earlier) than\b", "at least"),
        (r"\bwithout delay\b|\bat once\b|\bstraight ?away\b|\bright away\b|\bthere and then\b", "immediately"),
        (r"\bas soon as possible\b", "promptly"),
        (r"\bout of hours\b|\boutside office hours\b", "outside hours"),
        (r"\bturn(?:s|ed|ing)? down\b", "refused"),
        (r"\b(?:head ?teacher|head teacher|principal)s?\b", "headteacher"),
        (r"\blooked-after\b|\bin care\b", "looked after"),
        (r"\bfree of\b|\bfree from\b", "without"),
        (r"\bwhether or not\b|\bregardless of whether\b", "even whether"),
        (r"\brather than\b|\binstead of\b", "not"),
        (r"\bon (?:its|their|his|her) own\b|\bby (?:itself|themselves)\b", "alone"),
        (r"\bin itself\b", "alone"),
        (r"\bsave (?=where|when|if|to|that|for|in)", "except "),
        (r"\bother than\b", "except"),
        (r"\bapart from\b", "except"),
    )
)


def plain(text: str) -> str:
    """`text` in lower case with digits for number words and one wording for periods ("every 6 weeks")."""
    written = _NUMBER.sub(_digits, normalised(text).lower())
    written = re.sub(r"\bper cent\b", "%", written).replace(" %", "%")
    for pattern, replacement in _REWRITTEN:
        written = pattern.sub(replacement, written)
    return written


def _digits(found: re.Match[str]) -> str:
    tens, ones, alone = found.groups()
    if (
        alone == "one"
        and not re.search(r"\b(?:under|over|aged|year|day|age|section|level|stage) $", found.string[: found.start()])
        and not _COUNTS_ONE.match(found.string, found.end())
    ):
        return "one"  # a pronoun as often as a figure
    return str(_ONES[alone] if alone else _TENS[tens] + _ONES.get(ones or "zero", 0))


def _period_of(text: str) -> str:
    count, _, _period = text.replace("-", "").partition(re.sub(r"[\d-]", "", text))
    return f"{count} {re.sub(r'[^a-z]', '', text).removesuffix('ly')}s"
