"""The vectors of an edition, in a Chroma collection of its own. The one module that knows Chroma."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Vectors
from knowledge.errors import IndexUnavailableError, StorageError

if TYPE_CHECKING:  # Chroma takes a third of a second to import, and is not always needed
    from chromadb import Collection
    from chromadb.api.client import Client

_COLLECTION = "passages"
_ADD_AT_ONCE = 2000


class VectorStore:
    """Unit vectors by row number, searched by cosine similarity."""

    def __init__(self, client: "Client", collection: "Collection") -> None:
        self._client = client
        self._collection = collection

    @classmethod
    def create(cls, folder: Path) -> "VectorStore":
        """Begin an empty store in a folder of its own."""
        client = _client(folder)
        collection = client.create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
        )
        return cls(client, collection)

    @classmethod
    def open(cls, folder: Path) -> "VectorStore":
        """Open a store that was built before; raises IndexUnavailableError when it is damaged."""
        from chromadb.errors import ChromaError

        if not (folder / "chroma.sqlite3").is_file():
            raise IndexUnavailableError(f"The vectors in {folder} are missing: ingest again.")
        try:
            client = _client(folder)
            return cls(client, client.get_collection(_COLLECTION, embedding_function=None))
        except (ChromaError, ValueError, OSError, AttributeError) as error:
            # AttributeError: Chroma fails to stop what it could not start, where an open of the folder failed before.
            raise IndexUnavailableError(f"The vectors in {folder} cannot be read: ingest again.") from error

    @cached_property
    def _size(self) -> int:
        # Counting takes longer than searching, and nothing is added to what is searched.
        return self._collection.count()

    def close(self) -> None:
        """Let go of the folder's files."""
        self._client.close()

    def add(self, first_row: int, vectors: Vectors) -> None:
        """Add vectors for consecutive rows; shape (n, dimensions)."""
        from chromadb.errors import ChromaError

        for start in range(0, len(vectors), _ADD_AT_ONCE):
            part = vectors[start : start + _ADD_AT_ONCE]
            ids = [str(first_row + start + i) for i in range(len(part))]
            try:
                self._collection.add(ids=ids, embeddings=part)
            except ChromaError as error:
                raise StorageError(f"The vectors could not be written ({error}): is the disk full?") from error

    def search(self, vector: NDArray[np.float32], limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The nearest rows and their cosine similarities, best first; raises IndexUnavailableError."""
        from chromadb.errors import ChromaError

        try:
            count = min(limit, self._size)
            if count == 0:
                return np.empty(0, np.int64), np.empty(0, np.float32)
            if count == self._size:
                return self._all(vector)
            result = self._collection.query(query_embeddings=vector[None, :], n_results=count, include=["distances"])
        except ChromaError as error:
            raise IndexUnavailableError("The vectors of this edition cannot be searched: ingest again.") from error
        distances = result["distances"] or [[]]
        rows = np.array([int(row) for row in result["ids"][0]], dtype=np.int64)
        return rows, 1 - np.array(distances[0], dtype=np.float32)

    def _all(self, vector: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Every row, best first: a walk through the graph may lose one of hundreds that are nearly equal."""
        found = self._collection.get(include=["embeddings"])
        rows = np.array([int(row) for row in found["ids"]], dtype=np.int64)
        similar = np.einsum("ij,j->i", np.asarray(found["embeddings"], dtype=np.float32), vector)
        best = np.argsort(-similar, kind="stable")
        return rows[best], similar[best]


def _client(folder: Path) -> "Client":
    import chromadb
    from chromadb.api.client import Client
    from chromadb.config import Settings as ChromaSettings

    client = chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))
    assert isinstance(client, Client)  # declared by its base, which cannot be closed
    return client
