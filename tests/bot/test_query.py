"""A question made ready: mended, with the field's words beside it, and one vector of length 1."""

from collections.abc import Callable

import numpy as np
import pytest

from bot.glossary import Glossary
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
