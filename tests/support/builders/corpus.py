"""Makes the generated documents of the demonstration corpus: python tests/builders/corpus.py

Each file in corpus/_source names the document it becomes. A rebuild gives the same bytes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders.corpus_docx import write_docx
from builders.corpus_pdf import write_pdf
from builders.corpus_pptx import write_pptx
from builders.corpus_source import read_source

CORPUS = Path(__file__).resolve().parents[3] / "corpus"

_WRITERS = {".docx": write_docx, ".pdf": write_pdf, ".pptx": write_pptx}


def build(sources: Path, target: Path) -> list[Path]:
    """Make every document of the folder `sources` in the folder `target`; returns what was made."""
    made = []
    for path in sorted(sources.glob("*.md")):
        source = read_source(path)
        output = target / source.output
        _WRITERS[output.suffix](source, output)
        made.append(output)
    return made


if __name__ == "__main__":
    for document in build(CORPUS / "_source", CORPUS):
        print(document.name)
