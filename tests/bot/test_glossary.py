"""The glossary: all spellings of a term are one term."""

from pathlib import Path

import pytest

from bot.glossary import Glossary, Term, read_glossary
from knowledge.errors import ManifestError

LADO = Term(acronym="LADO", expansion="Local Authority Designated Officer", also=("designated officer",))
DA = Term(acronym="DA", expansion="Domestic Abuse", also=("DV",))


@pytest.mark.parametrize("text", ["Ring the LADO.", "two LADOs", "a designated officer's view", "lado?", "(LADO)"])
def test_a_term_is_found_in_every_spelling(text: str) -> None:
    assert LADO.found_in(text)


@pytest.mark.parametrize("text", ["the data", "DArk", "agenda", "today"])
def test_a_short_form_is_not_found_inside_a_word(text: str) -> None:
    assert not DA.found_in(text)


def test_a_question_gets_the_forms_it_lacks() -> None:
    assert "tell the designated officer LADO Local Authority Designated Officer" == Glossary((LADO,)).expanded(
        "tell the designated officer"
    )


def test_nothing_is_added_twice_or_for_nothing() -> None:
    assert "LADO Local Authority Designated Officer" == Glossary((LADO, LADO)).expanded("LADO")
    assert "a bruise" == Glossary((LADO, DA)).expanded("a bruise")
    assert "" == Glossary((LADO,)).expanded("")


def test_marks_in_a_spelling_are_taken_as_they_are() -> None:
    assert Term(acronym="s.47", expansion="section 47").found_in("a s.47 enquiry")
    assert not Term(acronym="s.47", expansion="section 47").found_in("an s547 enquiry")


def test_reads_the_partnership_s_file(tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text('[[term]]\nacronym = "DA"\nexpansion = "Domestic Abuse"\nalso = ["DV"]\n')
    assert Glossary((DA,)) == read_glossary(tmp_path)


def test_a_mistake_is_named(tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text('[[term]]\nacronym = "DA"\n')
    with pytest.raises(ManifestError, match="term 1, expansion"):
        read_glossary(tmp_path)


EVERYDAY = Glossary((), {"foster kid": ("looked-after child",), "kid": ("child",)})


@pytest.mark.parametrize("text", ["a foster kid", "Foster Kids?"])
def test_everyday_words_get_the_field_s_beside_them(text: str) -> None:
    assert f"{text} looked-after child child" == EVERYDAY.expanded(text)
    assert ["foster kid", "kid"] == [reading.words for reading in EVERYDAY.readings(text)]


def test_an_everyday_word_is_not_found_inside_another() -> None:
    assert "kidney and kidding" == EVERYDAY.expanded("kidney and kidding")


def test_everyday_words_are_read_beside_the_terms(tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text('[everyday]\n"Foster kid" = ["looked-after child"]\n')
    assert {"foster kid": ("looked-after child",)} == read_glossary(tmp_path).everyday


def test_an_everyday_word_without_a_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text('[everyday]\nkid = "child"\n')
    with pytest.raises(ManifestError, match="kid: write a list"):
        read_glossary(tmp_path)


def test_a_short_form_that_is_a_word_too_counts_in_capitals_alone() -> None:
    send = Term(acronym="SEND", expansion="Special Educational Needs", also=("SEN",), also_a_word=True)
    assert send.found_in("the SEND toolkit")
    assert send.found_in("sen support")
    assert send.found_in("special educational needs")
    assert not send.found_in("Who do I send it to?")


TYPED = Glossary((), {"step-down": ("closing",), "won't engage": ("non-engagement",)})


@pytest.mark.parametrize("text", ["step down", "Step-down", "step-downs"])
def test_an_everyday_phrase_is_found_with_and_without_hyphens(text: str) -> None:
    assert f"{text} closing" == TYPED.expanded(text)


@pytest.mark.parametrize("text", ["mum won't engage", "mum won’t engage", "mum wont engage"])
def test_an_everyday_phrase_is_found_with_any_apostrophe_or_none(text: str) -> None:
    assert f"{text} non-engagement" == TYPED.expanded(text)


@pytest.mark.parametrize("text", ["mum ſtep-down", "STEP-DOWN", "\N{KELVIN SIGN}id", "kİd", "kıd"])
def test_letters_of_other_alphabets_are_no_fault(text: str) -> None:
    assert Glossary((), {"step-down": ("closing",), "kid": ("child",)}).expanded(text).startswith(text)


def test_its_words_are_known_one_by_one() -> None:
    assert {"step", "down", "won", "t", "engage"} == TYPED.words
