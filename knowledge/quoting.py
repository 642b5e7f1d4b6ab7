"""Whether a quote stands in a passage. No input or output of its own, so that any process can check."""

import re
import unicodedata

from knowledge.domain import QuoteCheck

_TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})
# NFKC would make a footnote mark part of the number before it: "within 24² hours" is not "within 242 hours".
_RAISED = str.maketrans({raised: f"^{digit}" for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_BULLETS = re.compile(r"(?:^|(?<=\s))[•▪●◦‣∙·\uf0b7](?:\s+|$)")
_WHITESPACE = re.compile(r"\s+")


def normalised(text: str) -> str:
    """`text` with one form for what extractors write differently: spaces, dashes, quotation marks, bullets.

    Letters, digits and their case stay as they are: a quote with another word in it never passes.
    """
    text = unicodedata.normalize("NFKC", text.translate(_RAISED)).translate(_TYPOGRAPHY)
    text = _BULLETS.sub("", _INVISIBLE.sub("", text))
    return _WHITESPACE.sub(" ", text).strip()


def check_quote(quote: str, text: str) -> QuoteCheck:
    """Compare a quote with the text it should stand in. An empty quote is MISSING."""
    wanted = normalised(quote)
    if not wanted:
        return QuoteCheck.MISSING
    if quote in text and _is_whole_words(quote, text):
        return QuoteCheck.EXACT
    if _is_whole_words(wanted, normalised(text)):
        return QuoteCheck.NORMALISED
    return QuoteCheck.MISSING


def _is_whole_words(quote: str, text: str) -> bool:
    """Whether `quote` stands in `text` without cutting a word or a number.

    "6 weeks" is not in "16 weeks", "5%" not in "1.5%" and "£1" not in "£1,000".
    """
    before = r"(?<!\w)" if quote[0].isalnum() else ""
    after = r"(?!\w)" if quote[-1].isalnum() else ""
    before += r"(?<!\d[.,])" if quote[0].isdigit() else r"(?<!\d)" if re.match(r"[.,]\d", quote) else ""
    after += r"(?![.,]\d)" if quote[-1].isdigit() else r"(?!\d)" if re.search(r"\d[.,]$", quote) else ""
    # The quote itself is looked for as it is: a pattern of it would take longer to compile than to match.
    place = text.find(quote)
    while place >= 0:
        if re.compile(before).match(text, place) and re.compile(after).match(text, place + len(quote)):
            return True
        place = text.find(quote, place + 1)
    return False
