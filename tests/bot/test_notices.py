"""The fixed wording: what comes first, and which numbers stand in it."""

import re
from datetime import date

from bot import notices
from bot.contacts import Contact

TODAY = date(2026, 11, 20)
CONTACTS = tuple(
    Contact(id=each, name=each.replace("_", " "), number=f"01632 96010{place}", verified_on=date(2026, 11, 3))
    for place, each in enumerate(("front_door", "out_of_hours", "lado", "partnership_team"))
)


def places(text: str, *wanted: str) -> list[int]:
    return [text.index(each) for each in wanted]


def test_the_safety_card_has_a_fixed_order() -> None:
    card = notices.safety_card(CONTACTS, TODAY)
    order = places(card, "999", "safeguarding lead or manager", "01632 960100", "01632 960101", "01632 960102")
    assert sorted(order) == order


def test_the_safety_card_stands_without_contacts() -> None:
    card = notices.safety_card((), TODAY)
    assert {"999"} == set(re.findall(r"\d{3,}", card))
    assert "front door: see your own procedures" in card


def test_the_safety_card_warns_of_a_stale_number() -> None:
    stale = CONTACTS[0].model_copy(update={"verified_on": date(2026, 1, 1)})
    assert "3. front door: 01632 960100 [not checked since 01 January 2026]" in notices.safety_card([stale], TODAY)


def test_the_privacy_notice_does_not_put_anyone_off_sharing() -> None:
    notice = notices.identifiers_notice(CONTACTS, TODAY)
    order = places(notice, "not processed and not kept", "do share who they are", "01632 960100", "999")
    assert sorted(order) == order


def test_not_found_is_no_statement_about_the_world_and_says_what_was_not_read() -> None:
    notice = notices.not_found_notice(["Digest, p. 6"], None, CONTACTS, TODAY)
    assert "does not mean that there is no rule" in notice
    assert "not searched: Digest, p. 6." in notice
    assert "01632 960103" in notice


def test_not_found_names_no_pages_where_all_were_read() -> None:
    assert "not searched" not in notices.not_found_notice([], None, CONTACTS, TODAY)


def test_many_unread_pages_are_cut_short() -> None:
    notice = notices.not_found_notice([f"Report {number}, p. 1" for number in range(9)], None, CONTACTS, TODAY)
    assert "Report 4, p. 1 …." in notice
    assert "Report 5" not in notice


def test_a_failure_is_told_in_fixed_words_with_a_person_to_ask() -> None:
    notice = notices.unavailable_notice(CONTACTS, TODAY)
    assert notice.startswith("I cannot answer just now. Ask again in a few minutes.\nAsk your safeguarding lead")
    assert "01632 960100" in notice


def test_an_unsupported_draft_is_not_shown_and_says_so() -> None:
    assert "its quotes could not be confirmed" in notices.unsupported_notice(CONTACTS, TODAY)
