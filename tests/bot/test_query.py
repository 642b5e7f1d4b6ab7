"""A question made ready: mended, with the field's words beside it, and one vector of length 1."""

from collections.abc import Callable

import numpy as np
import pytest

from bot.glossary import Glossary, Term
from bot.query import Query, query_of
from fakes.embedder import WordEmbedder
from knowledge.editions import Edition


@pytest.fixture
def read(edition_with: Callable[..., Edition]) -> Callable[[str], Query]:
    edition = edition_with({"a.md": "A looked-after child and the paediatrician."})
    glossary = Glossary((), {"foster kid": ("looked-after child",)})
    return lambda text: query_of(text, edition, WordEmbedder(), glossary)


def test_the_words_stay_as_they_were_put(read: Callable[[str], Query]) -> None:
    assert "Which Foster kid?" == read("Which Foster kid?").text


def test_the_field_s_words_and_the_mended_ones_are_searched_for(read: Callable[[str], Query]) -> None:
    assert "which foster kid looked-after child" == read("which foster kid").expanded
    assert "which paediatrician" == read("which pediatrician").expanded


def test_the_vector_lies_between_the_question_and_its_reading(read: Callable[[str], Query]) -> None:
    query = read("which foster kid")
    near = WordEmbedder().encode(["which foster kid", query.expanded]) @ query.vector
    assert near[0] == pytest.approx(near[1], abs=1e-5)
    assert near[0] > 0.8
    assert 1.0 == pytest.approx(float(np.linalg.norm(query.vector)), abs=1e-5)


def test_a_question_that_needs_no_mending_is_its_own_vector(read: Callable[[str], Query]) -> None:
    assert WordEmbedder().encode(["a rule"])[0] == pytest.approx(read("a rule").vector, abs=1e-6)


def test_the_partnership_s_word_is_not_mended_to_another(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with({"a.md": "A shoe. Trafficking of children."})
    glossary = Glossary((), {"shotting": ("trafficking",)})
    assert "shotting trafficking" == query_of("Shotting", edition, WordEmbedder(), glossary).expanded
    assert "shoe" == query_of("Shotting", edition, WordEmbedder(), Glossary()).expanded


def test_a_short_form_that_is_a_word_too_is_read_in_capitals_alone(edition_with: Callable[..., Edition]) -> None:
    edition = edition_with({"a.md": "The SEND toolkit."})
    glossary = Glossary((Term(acronym="SEND", expansion="Special Needs", also_a_word=True),))
    assert "the SEND toolkit Special Needs" == query_of("The SEND toolkit", edition, WordEmbedder(), glossary).expanded
    assert "whom to send it" == query_of("Whom to send it", edition, WordEmbedder(), glossary).expanded
