"""Signpost's retriever for other programs, as LangChain's `BaseRetriever`."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import PrivateAttr

from bot.answering import Answerer
from knowledge.domain import Match


class SignpostRetriever(BaseRetriever):
    """Finds the passages of the live edition that fit a question best, best first, at most `limit`.

    A document's text is the passage with its neighbours on the page. Its metadata: `document` (path below the corpus
    folder), `title`, `version` (SHA-256), `page` (index in the file, from 1, or None), `printed_page`, `headings`,
    `standing` today, `score` in [0, 1] and `passage` (its id). Raises IndexUnavailableError.
    """

    limit: int = 8
    _answerer: Answerer = PrivateAttr()

    def __init__(self, answerer: Answerer, limit: int = 8, **of_the_base: Any) -> None:
        super().__init__(**{"limit": limit, **of_the_base})
        self._answerer = answerer

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [self._document(match) for match in self._answerer.search(query, self.limit)]

    def _document(self, match: Match) -> Document:
        passage = match.passage
        version = passage.version
        return Document(
            page_content=match.text,
            metadata={
                "document": version.document.path,
                "title": version.document.title,
                "version": version.sha256,
                "page": passage.page.index if passage.page else None,
                "printed_page": passage.page.printed if passage.page else None,
                "headings": list(passage.headings),
                "standing": str(self._answerer.standing(version.document)),
                "score": match.score,
                "passage": passage.id,
            },
        )
