"""A chart that shows what a question counts is named, and no other."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.glossary import Glossary, Term
from bot.notices import Notices
from bot.pictured import pictured
from bot.query import query_of
from fakes.embedder import WordEmbedder
from knowledge.domain import Document, PageReference, Passage, Version
from knowledge.editions import Edition, build_edition
from knowledge.embedded import embedded

NOW = datetime(2026, 11, 20, tzinfo=UTC)
GLOSSARY = Glossary((Term(acronym="CLA", expansion="Child Looked After"),))
CAPTIONS = "Performance\nNumber of contacts in the month\nRate of CLA per 10,000 under 18 population"


def edition_of(folder: Path, document: Document) -> Edition:
    """One document: page 5 has sentences, page 6 the captions of charts that cannot be read."""
    version = Version(document, "0" * 64, "application/pdf", 6, (6,), NOW, "")
    texts = {5: "Contacts come by telephone and are read the same day.", 6: CAPTIONS}
    passages = [
        Passage(version, place, text, 0, len(text), page=PageReference(page))
        for place, (page, text) in enumerate(texts.items())
    ]
    folder.mkdir()
    vectors = embedded(passages, WordEmbedder())
    build_edition(folder, [version], passages, ["a" * 64, "b" * 64], vectors, WordEmbedder().name, NOW)
    return Edition.open(folder)


@pytest.fixture
def edition(tmp_path: Path) -> Iterator[Edition]:
    with closing(edition_of(tmp_path / "edition", Document("digest", "digest.pdf", "Yearly digest"))) as opened:
        yield opened


def caption(question: str, edition: Edition) -> str | None:
    chart = pictured(query_of(question, edition, WordEmbedder(), GLOSSARY), edition, GLOSSARY)
    return chart.caption if chart else None


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("How many contacts were there in May?", "Number of contacts in the month"),
        ("What percentage of children are looked after?", "Rate of CLA per 10,000 under 18 population"),
        ("How many social workers left?", None),
        ("Who takes the contacts?", None),
    ],
)
def test_a_chart_is_named_where_the_question_counts_what_it_shows(
    question: str, shown: str | None, edition: Edition
) -> None:
    assert shown == caption(question, edition)


@pytest.mark.parametrize("hidden", [{"withdrawn": True}, {"audience": ("police",)}])
def test_a_chart_of_a_hidden_document_is_not_named(hidden: dict[str, object], tmp_path: Path) -> None:
    document = replace(Document("digest", "digest.pdf", "Yearly digest"), **hidden)  # type: ignore[arg-type]
    with closing(edition_of(tmp_path / "edition", document)) as edition:
        assert caption("How many contacts were there in May?", edition) is None


def test_the_notice_says_where_to_look(edition: Edition) -> None:
    query = query_of("How many contacts were there in May?", edition, WordEmbedder(), GLOSSARY)
    notice = Notices().not_found_notice([], pictured(query, edition, GLOSSARY), NOW.date())
    assert "“Number of contacts in the month” is charted in Yearly digest, p. 6, with no figure that I can" in notice
