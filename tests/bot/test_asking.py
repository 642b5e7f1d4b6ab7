"""What kind of answer is asked for, and which texts hold one."""

import pytest

from bot.asking import Wanted, holds, is_checkable, wanted_by


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How much do foster carers get paid?", Wanted.MONEY),
        ("What budget did the partnership have in 2022/23?", Wanted.MONEY),
        ("What percentage of pupils were absent?", Wanted.PERCENTAGE),
        ("How soon must the LADO be told?", Wanted.TIMESCALE),
        ("How many working days do the managers have?", Wanted.TIMESCALE),
        ("How often is the plan reviewed?", Wanted.FREQUENCY),
        ("Up to what age does the protocol apply?", Wanted.AGE),
        ("How many rapid reviews were held?", Wanted.COUNT),
        ("List the strategic priorities", Wanted.LIST),
        ("Does consent matter?", Wanted.ANYTHING),
    ],
)
def test_the_question_s_words_tell_what_it_wants(question: str, wanted: Wanted) -> None:
    assert wanted == wanted_by(question)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The carer is paid £12 an hour.", Wanted.MONEY),
        ("7.3% of young people", Wanted.PERCENTAGE),
        ("within ten working days", Wanted.TIMESCALE),
        ("a 15-day notice", Wanted.TIMESCALE),
        ("Tell them the same day.", Wanted.TIMESCALE),
        ("at least every six weeks", Wanted.FREQUENCY),
        ("children under five", Wanted.AGE),
    ],
)
def test_a_text_holds_what_is_wanted(text: str, wanted: Wanted) -> None:
    assert holds(text, wanted, "")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The carer is paid by the council.", Wanted.MONEY),
        ("Most young people stay on.", Wanted.PERCENTAGE),
        ("It is done in good time.", Wanted.TIMESCALE),
        ("The plan is reviewed.", Wanted.FREQUENCY),
        ("children of all ages", Wanted.AGE),
    ],
)
def test_a_text_lacks_what_is_wanted(text: str, wanted: Wanted) -> None:
    assert not holds(text, wanted, "")


@pytest.mark.parametrize(
    ("text", "is_counted"),
    [
        ("16 referrals were made", True),
        ("16\nreferrals were made to the group", True),
        ("Nine referrals were made.", True),
        ("16 complaints were made", False),
        ("4.2 Referrals are made by telephone.", False),
        ("Referrals rose in 2023.", False),
        ("Referrals are made.31 They are kept.", False),
        ("See section 4 on referrals.", False),
    ],
)
def test_a_count_is_of_the_things_asked_for(text: str, is_counted: bool) -> None:
    assert is_counted == holds(text, Wanted.COUNT, "How many referrals were made?")


def test_what_cannot_be_seen_to_lack_is_not_checked() -> None:
    assert not is_checkable(Wanted.LIST)
    assert holds("", Wanted.ANYTHING, "")
