"""The practice passages as an edition, and at which rank the product finds what their questions need."""

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.glossary import Glossary
from bot.late_interaction import TOKENS_SHARE
from bot.query import queries_of
from bot.retrieval import retrieve
from ingest.embedding import digest
from knowledge.domain import Document, Passage, Version
from knowledge.editions import Edition, build_edition
from knowledge.embedded import embedded
from knowledge.embedding import Embedder
from practice.files import PracticePassage, PracticeQuestion

# What lies below adds less than 0.02 to the mean reciprocal rank of any question.
DEPTH = 50
_TODAY = date(2026, 1, 1)


class PracticeEdition:
    """An edition of practice passages, each a passage of its document, under its own headings, of unstated authority.

    They are put in as they are: how files are cut to passages is measured elsewhere.
    """

    def __init__(self, passages: Sequence[PracticePassage], folder: Path, embedder: Embedder) -> None:
        """Embed the passages, and write the edition to an empty folder."""
        in_order = sorted(range(len(passages)), key=lambda place: passages[place].title)
        held = list(_held([passages[place] for place in in_order]))
        self._place_of = {passage.id: place for passage, place in zip(held, in_order, strict=True)}
        self._embedder = embedder
        self._path_of = {place: passage.version.document.path for passage, place in zip(held, in_order, strict=True)}
        versions = list({passage.version.sha256: passage.version for passage in held}.values())
        digests, vectors = [digest(passage) for passage in held], embedded(held, embedder)
        build_edition(folder, versions, held, digests, vectors, embedder.name, datetime.now(UTC))
        self.edition = Edition.open(folder)

    def ranks(
        self,
        questions: Sequence[PracticeQuestion],
        glossary: Glossary,
        depth: int = DEPTH,
        tokens_share: float = TOKENS_SHARE,
    ) -> NDArray[np.float64]:
        """For each question the rank, from 1, by which all passages that it needs are shown; infinite if they are not.

        A passage is shown by a match in whose section it stands. What lies below `depth` is not looked at.
        """
        texts = [question.text for question in questions]
        queries = queries_of(texts, self.edition, self._embedder, glossary)
        found = np.full(len(questions), np.inf)
        for row, (question, query) in enumerate(zip(questions, queries, strict=True)):
            shown: dict[int, int] = {}
            for rank, match in enumerate(retrieve(self.edition, query, depth, _TODAY, tokens_share=tokens_share), 1):
                for passage in match.section:
                    shown.setdefault(self._place_of[passage.id], rank)
            found[row] = max(shown.get(place, np.inf) for place in question.passages)
        return found

    def documents(self, question: PracticeQuestion) -> frozenset[str]:
        """The paths of the documents that a question was written beside."""
        return frozenset(self._path_of[place] for place in question.passages)

    def close(self) -> None:
        """Let go of its files."""
        self.edition.close()


def _held(passages: Sequence[PracticePassage]) -> list[Passage]:
    """As passages of documents; those of one title stand one after the other."""
    held = []
    for number, (title, group) in enumerate(itertools.groupby(passages, key=lambda each: each.title)):
        own = list(group)
        text = "\n".join(each.text for each in own)
        document = Document(f"practice-{number:04d}", f"practice-{number:04d}.md", title)
        sha256 = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
        version = Version(document, sha256, "text/markdown", None, (), datetime.now(UTC), "")
        start = 0
        for ordinal, each in enumerate(own):
            held.append(Passage(version, ordinal, each.text, start, start + len(each.text), each.headings))
            start += len(each.text) + 1
    return held


def topics(passages: Sequence[PracticePassage], questions: Sequence[PracticeQuestion]) -> list[str]:
    """For each question a title that stands for its documents and all that share a question with these."""
    linked: defaultdict[str, set[str]] = defaultdict(set)
    for question in questions:
        titles = {passages[place].title for place in question.passages}
        together = titles.union(*(linked[title] for title in titles))
        for title in together:
            linked[title] = together
    return [min(linked[passages[question.passages[0]].title]) for question in questions]
