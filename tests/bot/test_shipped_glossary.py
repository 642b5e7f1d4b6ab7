"""The glossary that comes with Signpost: enough everyday words, each of them safe to search with."""

import re
import tomllib
from collections import Counter
from pathlib import Path

from bot.glossary import read_glossary

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
# As the partnership wrote them: reading puts them in small letters.
EVERYDAY: dict[str, list[str]] = tomllib.loads((CORPUS / "glossary.toml").read_text(encoding="utf-8"))["everyday"]
LEAST = 520

# Each of these means many things, or stands on every page.
TOO_COMMON_TO_ASK_WITH = re.compile(
    r"allowed|assessment|board|burn|care|carer|case|chair|child|children|contact|court|domestic|family|form|hit|home|in"
    r"|interpreter|knife|lead|level|marks?|meeting|need|order|parent|phone|plans?|poor|record|register|report|review|safe"
    r"|school|send|service|social|support|team|threshold|time|using|visit|work|worker|young"
)
TOO_COMMON_TO_ADD = re.compile(r"case|decision|do|lead|level|may|must|permitted|plan|required|responsible")
NAMES = re.compile(
    r"\b(?:Cafcass|Channel|Gypsy, Roma and Traveller|Mental Health Act"
    r"|Multi-Agency Safeguarding Hub|Ofsted|Prevent|Social Work England)\b"
)
SHORT_FORM = re.compile(r"\b[A-Z]{2,}s?\b")


def _as_found(words: str) -> str:
    """Without capitals, apostrophes and hyphens, as a question is read."""
    return re.sub(r"[\s-]+", " ", re.sub("['’]", "", words.lower()))


def test_there_are_enough_of_them() -> None:
    assert len(EVERYDAY) >= LEAST
    assert len(EVERYDAY) == len(read_glossary(CORPUS).everyday)


def test_none_stands_twice() -> None:
    found = Counter(map(_as_found, EVERYDAY))
    assert [] == [words for words, times in found.items() if times > 1]
    assert [] == [words for words in found if f"{words}s" in found]


def test_none_explains_a_term_s_own_short_form_again() -> None:
    terms = {_as_found(each.acronym): _as_found(each.expansion) for each in read_glossary(CORPUS).terms}
    assert [] == [
        words for words, meanings in EVERYDAY.items() if terms.get(_as_found(words)) in [*map(_as_found, meanings)]
    ]


def test_none_means_itself() -> None:
    assert [] == [
        words
        for words, meanings in EVERYDAY.items()
        if {_as_found(words), f"{_as_found(words)}s"} & {*map(_as_found, meanings)}
    ]


def test_all_are_written_alike() -> None:
    for words, meanings in EVERYDAY.items():
        assert words == " ".join(words.lower().split()), words
        assert len(meanings) == len(set(meanings)) >= 1, words
        for meaning in meanings:
            plain = SHORT_FORM.sub("", NAMES.sub("", meaning))
            assert meaning == " ".join(meaning.split()), words
            assert plain == plain.lower(), words


def test_none_is_a_word_with_many_meanings() -> None:
    assert [] == list(filter(TOO_COMMON_TO_ASK_WITH.fullmatch, EVERYDAY))
    added = {meaning for meanings in EVERYDAY.values() for meaning in meanings}
    assert [] == list(filter(TOO_COMMON_TO_ADD.fullmatch, added))
