"""What identifies a person is seen, of every kind; practitioners' ordinary questions pass."""

import json
import time
from pathlib import Path

import pytest

from bot.identifying import Identifier, identifiers_in

GUARDS = Path(__file__).parents[1] / "data" / "guards"
ROWS = [
    json.loads(line)
    for file in ("identifiers.jsonl", "identifiers.held.jsonl")
    for line in (GUARDS / file).read_text(encoding="utf-8").splitlines()
]
# A review's pseudonyms and an office-holder, all invented: what the documents would name.
PUBLISHED = {"ted", "poppy", "marian ellwood"}
# Numbers of no one: the NHS's own test number, made-up ones that pass the check digit, telephone numbers for drama.
IDENTIFYING = (
    "NHS number 999 000 0018",
    "Is 9990000018 on a plan?",
    "Her number is 999-000-0018.",
    "What of 943 476 5919?",
    "UPN A123456789012",
    "upn is a12345678901b.",
    "National Insurance number AB123456C",
    "ni number ab 12 34 56 c",
    "They live at SO14 7LY",
    "the family lives in so147ly",
    "ring mum on 01632 960123",
    "mum's mobile is +44 1632 960 123",
    "call (01632) 960123",
    "write to jo.bloggs@example.org",
    "dob 03/05/2015",
    "DOB: 3 May 2015",
    "Her date of birth is 3rd May 2015",
    "a girl born on 03.05.2015",
    "a boy born 3 May 2015",
    "the family at 12 Acacia Avenue",
    "visit at 12 acacia avenue",
    "flat at 4b\nHigh Street",
)
NOT_IDENTIFYING = (
    "What does KCSIE 2025 say about 2024?",
    "What does Section 47 of the Children Act 1989 say?",
    "paragraph 102 and 103, page 1234",
    "What is the partnership's e-mail address?",
    "Do I write to mash@example.org or safeguarding.partnership@example.org?",
    "Which priorities were set for 2023 to 2026?",
    "How many referrals were made in 2022/23?",
    "Between 1 April 2022 and 31 March 2023, how many rapid reviews were held?",
    "What did the 2014 High Court judgment decide?",
    "What does a section 8 Family Court order do?",
    "children born before 37 weeks",
    "children born after 1 September 2020",
    "What is the rule for key stage 1 2nd language learners?",
    "Is the meeting in s17 3pm or 5pm?",
    "A budget of £1,234,567,890",
    "an NHS number has 10 digits, such as 123 456 7890",
    "Do I ring 999 or 101?",
    "What is grade 3 for food and drink, 5.1 to 5.10?",
)


def seen(message: str) -> frozenset[Identifier]:
    """The kinds seen where only PUBLISHED names stand in the documents."""
    return identifiers_in(message, lambda name: name.lower() in PUBLISHED)


@pytest.mark.parametrize("row", [row for row in ROWS if row["identifies"]], ids=lambda row: row["text"])
def test_what_identifies_a_person_is_seen_with_its_kind(row: dict[str, list[str]]) -> None:
    assert set(row["kinds"]) <= {kind.name for kind in seen(str(row["text"]))}


@pytest.mark.parametrize("message", [row["text"] for row in ROWS if not row["identifies"]])
def test_an_ordinary_question_passes(message: str) -> None:
    assert frozenset() == seen(message)


@pytest.mark.parametrize("message", IDENTIFYING)
def test_a_person_who_can_be_identified_is_seen(message: str) -> None:
    assert seen(message)


@pytest.mark.parametrize("message", NOT_IDENTIFYING)
def test_numbers_that_point_to_nobody_pass(message: str) -> None:
    assert not seen(message)


def test_a_number_with_a_wrong_check_digit_is_no_nhs_number() -> None:
    assert [{Identifier.NHS_NUMBER}, set()] == [seen("999 000 0018"), seen("999 000 0019")]


def test_a_pseudonym_counts_only_while_the_documents_have_it() -> None:
    question = "What did Ted's mother tell the health visitor?"
    assert [set(), {Identifier.NAME}] == [seen(question), identifiers_in(question, lambda name: False)]


def test_a_published_given_name_does_not_cover_a_surname() -> None:
    assert {Identifier.NAME} == seen("What level is Ted Hargreaves?")


def test_a_given_name_alone_points_to_nobody() -> None:
    assert [set(), {Identifier.NAME}] == [seen("What did Jayden do?"), seen("What did Jayden in year 4 do?")]


def test_accents_hide_no_name() -> None:
    assert {Identifier.NAME} == seen("What level is Michał Wójcik?")


def test_only_names_that_would_identify_are_looked_up() -> None:
    asked: list[str] = []

    def is_published(name: str) -> bool:
        asked.append(name)
        return True

    identifiers_in("What does Working Together say of Ofsted, and of Jayden Smith?", is_published)
    assert ["Jayden Smith"] == asked


@pytest.mark.parametrize(
    "message",
    ["the child and Jayden is said he with ", "1 2 3 ", "12 a b c d ", "07 ", "A. B. ", "a.b-", "case ref id no "],
)
def test_a_long_message_is_looked_through_at_once(message: str) -> None:
    """Patterns that tried every way to match would take minutes on this."""
    started = time.perf_counter()
    identifiers_in((message * 2_000)[:2_000], lambda name: True)
    assert 0.5 > time.perf_counter() - started
