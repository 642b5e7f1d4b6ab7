"""The notices: what comes first, which numbers stand in them, and that none puts anybody off sharing a concern."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.contacts import Contact, read_contacts
from bot.identifier import Identifier
from bot.notices import Notices
from bot.wording import Wording, own_wording

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 20)
CONTACTS = tuple(
    Contact(id=each, name=each.replace("_", " "), number=f"01632 96010{place}", verified_on=date(2026, 11, 3))
    for place, each in enumerate(("front_door", "out_of_hours", "lado", "partnership_team"))
)
NOTICES = Notices(contacts=CONTACTS)


def assert_in_order(text: str, *wanted: str) -> None:
    """Each stands in the text, after the one before it."""
    places = [text.find(each) for each in wanted]
    assert -1 not in places
    assert sorted(places) == places


def test_the_safety_card_has_a_fixed_order() -> None:
    card = NOTICES.safety_card(TODAY)
    assert_in_order(card, "999", "safeguarding lead or manager", "01632 960100", "01632 960101", "01632 960102")


def test_the_safety_card_needs_only_the_prompts_and_the_list_of_contacts() -> None:
    card = Notices(contacts=read_contacts(ROOT / "corpus")).safety_card(TODAY)
    assert_in_order(
        card, "ring 999", "manager, now", "3. Front door (professionals' line): 01632 960101 (Monday", "LADO"
    )
    assert "$" not in card
    assert "@" not in card


def test_the_safety_card_stands_without_contacts() -> None:
    card = Notices().safety_card(TODAY)
    assert {"999"} == set(re.findall(r"\d{3,}", card))
    assert "3. Front door: see your own procedures" in card


def test_one_contact_that_lacks_leaves_the_others() -> None:
    card = Notices(contacts=CONTACTS[:2]).safety_card(TODAY)
    assert "Designated officer (LADO): see your own procedures" in card
    assert "01632 960101" in card


def test_the_safety_card_warns_of_a_stale_number() -> None:
    stale = CONTACTS[0].model_copy(update={"verified_on": date(2026, 1, 1)})
    assert "3. front door: 01632 960100 [not checked since 1 January 2026]" in Notices(contacts=[stale]).safety_card(
        TODAY
    )


def test_a_card_for_a_message_that_identifies_somebody_ends_with_what_to_delete() -> None:
    card, line = NOTICES.safety_card(TODAY, identifies=True).rsplit("\n", 1)
    assert NOTICES.safety_card(TODAY) == card
    assert "delete" in line


def test_the_privacy_notice_does_not_put_anyone_off_sharing() -> None:
    notice = NOTICES.identifiers_notice(["nhs_number"], TODAY)
    assert_in_order(
        notice, "an NHS number", "not processed and not kept", "delete", "must not stop you", "960100", "999"
    )


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([], "hold something that points to one person, so"),
        (["name"], "hold a name, so"),
        (["name", "upn", "name"], "hold a name and a pupil or learner number, so"),
        (["name", "address", "shoe_size"], "hold a name, an address and something that points to one person, so"),
    ],
)
def test_the_privacy_notice_says_what_was_seen(kinds: list[str], said: str) -> None:
    assert said in NOTICES.identifiers_notice(kinds, TODAY)


def test_not_found_is_no_statement_about_the_world_and_says_what_was_not_read() -> None:
    notice = NOTICES.not_found_notice(["Digest, p. 6"], None, TODAY)
    assert "does not mean that there is no rule" in notice
    assert "not searched: Digest, p. 6." in notice
    assert "01632 960103" in notice


def test_not_found_names_no_pages_where_all_were_read() -> None:
    assert "not searched" not in NOTICES.not_found_notice([], None, TODAY)


def test_many_unread_pages_are_cut_short() -> None:
    notice = NOTICES.not_found_notice([f"Report {number}, p. 1" for number in range(9)], None, TODAY)
    assert "Report 4, p. 1 …." in notice
    assert "Report 5" not in notice


def test_a_failure_is_told_in_fixed_words_with_a_person_to_ask() -> None:
    notice = NOTICES.unavailable_notice(TODAY)
    assert notice.startswith("I cannot answer just now. Ask again in a few minutes.\nAsk your safeguarding lead")
    assert "01632 960100" in notice


def test_an_unsupported_draft_is_not_shown_and_says_so() -> None:
    assert "its quotes could not be confirmed" in NOTICES.unsupported_notice(TODAY)


def test_a_judgement_is_left_to_people_with_a_number_and_advice_without_a_name() -> None:
    notice = NOTICES.judgement_notice(TODAY)
    assert_in_order(notice, "criteria", "you and your manager", "01632 960100", "without naming the child first")


def test_out_of_scope_says_what_can_be_asked() -> None:
    assert_in_order(NOTICES.out_of_scope_notice(TODAY), "do not write", "Ask me what", "for example", "01632 960100")


def test_contacts_come_with_their_hours_and_addresses() -> None:
    team = CONTACTS[3].model_copy(update={"hours": "9am to 5pm", "email": "team@example.org"})
    assert NOTICES.contact_notice([CONTACTS[0], team], TODAY).splitlines()[1:] == [
        "front door: 01632 960100",
        "partnership team: 01632 960103, team@example.org (9am to 5pm)",
    ]


def test_a_list_without_the_contact_says_so() -> None:
    assert "it has none for this" in NOTICES.contact_notice([], TODAY)


SAID: list[tuple[Callable[[Notices], str], str]] = [
    (lambda n: n.procedure_intro(), "What the documents say, for when the child is safe:"),
    (lambda n: n.partial_notice(["how soon", "by whom"]), "part of your question: “how soon”; “by whom”."),
    (lambda n: n.review_identity_notice(), "I will never say or work out who a child"),
    (
        lambda n: n.contact_elsewhere(["Digest, p. 6", "Digest, p. 6"]),
        "contact details on “Digest, p. 6”. They are not",
    ),
    (lambda n: n.left_out_contact(), "[contact left out: see the list]"),
    (
        lambda n: n.disagreement_notice(["A, p. 1", "B, p. 2"]),
        "different answers: “A, p. 1”; “B, p. 2”. Each is quoted",
    ),
    (lambda n: n.not_current_notice(["A", "B"]), "not current or past its review date: A, B."),
    (lambda n: n.superseded_label(date(2026, 4, 1), "B"), "No longer in force, replaced on 1 April 2026 by “B”:"),
    (lambda n: n.superseded_label(None, "B"), "No longer in force, replaced by “B”:"),
    (lambda n: n.superseded_label(), "No longer in force:"),
    (lambda n: n.finding_label(), "A review's finding, not a rule:"),
    (lambda n: n.as_at_label("2022/23"), "As at 2022/23:"),
    (lambda n: n.extracts_only(), "did not answer in time"),
]


@pytest.mark.parametrize(("notice", "said"), SAID)
def test_each_notice_says_its_sentence(notice: Callable[[Notices], str], said: str) -> None:
    assert said in notice(NOTICES)


def test_the_partnership_s_words_are_said() -> None:
    changed = own_wording().model_copy(update={"unavailable": "Come back later.", "finding": "Learning:"})
    assert Notices(changed).unavailable_notice(TODAY).startswith("Come back later.\n")
    assert "Learning:" == Notices(changed).finding_label()


@pytest.mark.parametrize("key", Wording.model_fields)
def test_every_sentence_is_used(key: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot").rglob("*.py")))
    assert re.search(rf"\b_?(?:wording|words)\.{key}\b", code)


@pytest.mark.parametrize("kind", Identifier)
def test_every_kind_of_identifier_has_words_of_its_own(kind: Identifier) -> None:
    assert kind in own_wording().seen
