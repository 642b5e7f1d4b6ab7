"""Short forms written out at their first use."""

from bot.glossary import Glossary, Term
from bot.short_forms import with_short_forms
from knowledge.domain import Statement

GLOSSARY = Glossary(
    (
        Term(acronym="LADO", expansion="local authority designated officer"),
        Term(acronym="PA", expansion="personal adviser"),
        Term(acronym="SILG", expansion="Serious Incident Learning Group"),
    )
)


def shown(*texts: str) -> list[str]:
    return [each.text for each in with_short_forms([Statement(text, ()) for text in texts], GLOSSARY)]


def test_a_short_form_is_written_out_once() -> None:
    assert ["Tell the LADO [local authority designated officer].", "The LADO decides."] == shown(
        "Tell the LADO.", "The LADO decides."
    )


def test_several_in_one_statement_are_each_written_out() -> None:
    assert ["The LADO [local authority designated officer] and the PA [personal adviser] meet."] == shown(
        "The LADO and the PA meet."
    )


def test_what_the_answer_writes_out_itself_stays() -> None:
    texts = ("Refer to the SILG.", "The Serious Incident Learning Group (SILG) meets.")
    assert list(texts) == shown(*texts)


def test_a_plural_is_written_out_after_its_ending() -> None:
    assert ["Two LADOs [local authority designated officer] met."] == shown("Two LADOs met.")


def test_other_words_and_other_cases_are_no_short_forms() -> None:
    texts = ("A SPA and a pa.", "PALADO [PA] x")
    assert list(texts) == shown(*texts)
