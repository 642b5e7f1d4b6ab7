"""The signs that passages answer a question: how far the best stands out."""

import pytest

from bot.coverage import Coverage
from bot.drafting import DraftQuote
from bot.evidence import evidence_of
from bot.extracting import Candidate
from bot.query import Query
from bot.units import Unit
from builders.answers import sample_passage
from fakes.embedder import WordEmbedder
from knowledge.domain import Match

NOTHING = Coverage({}, ())


def query(text: str, coverage: Coverage = NOTHING) -> Query:
    return Query(text, text, WordEmbedder().encode([text])[0], coverage)


def candidate(cosine: float = 0.8, coverage: float = 0.5) -> Candidate:
    unit = Unit("A rule.", (DraftQuote(sample_passage(), "A rule."),))
    return Candidate(unit, 0.8, cosine, coverage, holds_wanted=True)


def match(cosine: float, keywords: float) -> Match:
    return Match(sample_passage(), 1.0, {"cosine": cosine, "keywords": keywords})


def test_the_best_passage_stands_out_from_the_others() -> None:
    found = evidence_of(query("Who decides?"), [candidate()], [match(0.5, 3), match(0.7, 9), match(0.3, 0)])
    assert found.lead_of_meaning == pytest.approx(0.7 - 0.4)
    assert found.lead_of_words == pytest.approx(9 - 1.5)
    assert found.lead_of_unit == pytest.approx(0.8 - 0.5)


@pytest.mark.parametrize("matches", [[], [match(0.7, 9)]], ids=["none", "one"])
def test_nothing_stands_out_alone(matches: list[Match]) -> None:
    found = evidence_of(query("Who decides?"), [candidate()], matches)
    assert (found.lead_of_meaning, found.lead_of_words) == (0.0, 0.0)


def test_more_passages_than_the_best_change_nothing() -> None:
    best = [match(0.7, 9), *[match(0.5, 3)] * 7]
    further = evidence_of(query("Who decides?"), [candidate()], [*best, match(0.0, 0)])
    assert evidence_of(query("Who decides?"), [candidate()], best) == further


def test_half_of_a_long_question_tells_more_than_half_of_a_short_one() -> None:
    short, long = (query("?", Coverage(dict.fromkeys(stems, 0.5), ())) for stems in ("ab", "abcdef"))
    told = [evidence_of(each, [candidate(coverage=0.5)], []).told for each in (short, long)]
    assert told == [pytest.approx(0.5), pytest.approx(1.5)]


@pytest.mark.parametrize(
    ("asked", "contact", "name"),
    [
        ("What is the phone number of the front door?", True, False),
        ("Who is the chair of the board?", False, True),
        ("Must I ask first?", False, False),
    ],
)
def test_what_documents_seldom_hold_is_told_apart(asked: str, contact: bool, name: bool) -> None:
    found = evidence_of(query(asked), [candidate()], [])
    assert (found.asks_for_contact, found.asks_for_name) == (contact, name)
