"""The guard: a child in danger is never missed, a question about the rules is answered."""

import pytest

from bot.guard import MOST_CHARACTERS, check_length, is_urgent
from knowledge.errors import QuestionError

URGENT = (
    "a child told me today her dad hurts her",
    "A child has just disclosed to me that her stepfather touches her. What do I do?",
    "pupil says she took an overdose",
    "a pupil has taken an overdose",
    "he's got a knife",
    "he’s got a knife",
    "There is a boy in the corridor with a knife",
    "dad is threatening the children with a knife right now, what do I do?",
    "I'm at a home visit and the boyfriend has pulled a machete",
    "she wants to kill herself",
    "One of my students is threatening to jump off the bridge",
    "a girl in year 9 says she is going to end her life",
    "i want to die",
    "I'm suicidal",
    "mum's boyfriend is hitting him right now",
    "Right now his father is beating him",
    "the baby isn’t breathing",
    "baby not breathing properly",
    "the baby has stopped breathing",
    "a toddler has swallowed bleach",
    "she's taken a load of tablets",
    "The boy was stabbed outside school",
    "a child has been snatched from the playground",
    "help, a child is being attacked",
    "a child is in immediate danger here",
    "a child told me\ntoday that\nher dad hurts her",
    "She said her uncle has been touching her",
    "pupil told me that mum's partner hit her last night",
    "If a child told me this morning that her dad hits her, who do I ring?",
    "what should staff do? a child just told me her dad hurts her",
    "my pupil says she wants to kill herself, what does the policy say",
    "What do I do, he is holding a knife",
    "Teenager unresponsive after a party",
    "i'm being hit at home",
    "I'm scared to go home",
    "Dad has threatened to kill the children",
    "a girl said she's being beaten at home",
    "worried about a child who has taken an overdose",
    "I need to report that a child said her dad hits her",
    "a child is unconscious",
    "The kids are being hit by their mother as we speak",
)
NOT_URGENT = (
    "what should staff do if a child discloses abuse?",
    "how do I record what a child told me?",
    "What should I do when a child tells me that someone is hurting them?",
    "If a pupil says that a parent hits them, should the school ring home first?",
    "What does the policy say about a pupil who wants to kill himself?",
    "What is the procedure if a pupil says they took an overdose?",
    "What must schools do about pupils found with a knife?",
    "Can staff search a pupil who has a weapon?",
    "How many children were stabbed in 2022/23?",
    "What did the review say about the baby who was shaken?",
    "How quickly must a non-mobile baby with a bruise be seen by a paediatrician?",
    "What is a section 47 enquiry?",
    "A parent says a coach touched a child. How soon do I have to tell the LADO, and should I talk to the coach first?",
    "social worker's manager won't budge. how long do the managers get?",
    "What signs suggest that a child is being abused?",
    "Which level is a team around the family?",
    "I'm being asked to write our safeguarding policy. What must it cover?",
    "What are the rules on physical abuse and hitting children?",
    "Should a child be told when information about them is shared?",
    "do I need mum's permission to make a referral if I think the child is at risk",
    "How is knife crime covered in the yearly report?",
    "Who decides whether a child is at immediate risk of harm?",
    "What training is there now on domestic abuse?",
    "What is said about touching pupils in the guidance on restraint?",
    "What is suicide prevention training called?",
    "Is the partnership going to end the neglect strategy?",
    "What does the report say about children who are threatened with a knife?",
    "What happens when a child is unresponsive in class, by the first aid policy?",
    "How many rapid reviews were held?",
    "What support is there for parents who were abused as children?",
    "What is the plan to end violence against women and girls?",
)


@pytest.mark.parametrize("message", URGENT)
def test_danger_is_seen(message: str) -> None:
    assert is_urgent(message)


@pytest.mark.parametrize("message", NOT_URGENT)
def test_a_question_about_the_rules_is_no_emergency(message: str) -> None:
    assert not is_urgent(message)


def test_the_space_around_a_question_is_taken_off() -> None:
    assert "How soon?" == check_length("  How soon?\n")


@pytest.mark.parametrize("question", ["", "  \n", "?!", "\u200b"])
def test_a_question_without_a_word_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        check_length(question)


def test_a_question_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert "x" * MOST_CHARACTERS == check_length("x" * MOST_CHARACTERS)
    with pytest.raises(QuestionError, match="2,001 characters"):
        check_length("x" * (MOST_CHARACTERS + 1))


def test_a_long_message_is_looked_through_at_once() -> None:
    """Patterns that tried every way to match would take minutes on this."""
    assert not is_urgent("the child and the mum is said he with " * (MOST_CHARACTERS // 38))
