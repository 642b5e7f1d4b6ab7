"""The stock LangChain pipeline over a folder of PDFs, the yardstick of `tests/bench.py`."""

import json
import sys
import time
from pathlib import Path

from langchain_chroma import Chroma
from langchain_community.document_loaders import PyPDFLoader
from langchain_community.embeddings import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from knowledge.embedding import check_embedded_model

_ADD_AT_ONCE = 1000


def main() -> None:
    """Load, split, embed and store every PDF below the first argument, in a store at the second."""
    corpus, store = Path(sys.argv[1]), sys.argv[2]
    started = time.monotonic()
    pages = [page for path in sorted(corpus.rglob("*.pdf")) for page in PyPDFLoader(str(path)).load()]
    pieces = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(pages)
    embeddings = HuggingFaceEmbeddings(model_name=str(check_embedded_model()), model_kwargs={"device": "cpu"})
    chroma = Chroma(persist_directory=store, embedding_function=embeddings)
    for first in range(0, len(pieces), _ADD_AT_ONCE):
        chroma.add_documents(pieces[first : first + _ADD_AT_ONCE])
    print(json.dumps({"pages": len(pages), "passages": len(pieces), "seconds": time.monotonic() - started}))


if __name__ == "__main__":
    main()
