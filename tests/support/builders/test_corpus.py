"""The demonstration corpus: rebuilt as committed, marked as a demonstration, and listed in full."""

import re
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document
from pptx import Presentation

from builders.corpus import CORPUS, build
from builders.corpus_source import NOTICE, read_source
from knowledge.domain import Authority

DOCUMENT_ENDINGS = {".docx", ".html", ".md", ".pdf", ".pptx"}
DOCUMENTS = sorted(path for path in CORPUS.iterdir() if path.suffix in DOCUMENT_ENDINGS)
GENERATED = sorted(read_source(path).output for path in (CORPUS / "_source").glob("*.md"))
KINDS = {"report", "guide", "protocol", "guidance", "briefing", "toolkit"}
TELEPHONE = re.compile(r"\b0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b")
RESERVED_FOR_DRAMA = re.compile(r"999|01632 960\d{3}|020 7946 0\d{3}|0808 157 0\d{3}")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("corpus")
    build(CORPUS / "_source", target)
    return target


def read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((CORPUS / name).read_text(encoding="utf-8"))


def content(path: Path) -> object:
    """The bytes of a file; of a zip its members, since compression libraries differ."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return [(member.filename, member.date_time, packed.read(member)) for member in packed.infolist()]


def pages(path: Path) -> list[str]:
    """The text of each page or slide, or of the whole file where it has no pages."""
    if path.suffix == ".pdf":
        return [page.extract_text() for page in pypdf.PdfReader(path).pages]
    if path.suffix == ".pptx":
        slides = Presentation(str(path)).slides
        return ["\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame) for slide in slides]
    if path.suffix == ".docx":
        document = Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return ["\n".join([*(p.text for p in document.paragraphs), *cells])]
    return [path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", GENERATED)
def test_rebuilds_as_committed(name: str, rebuilt: Path) -> None:
    assert content(CORPUS / name) == content(rebuilt / name)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_says_on_its_face_that_it_is_a_demonstration(path: Path) -> None:
    assert NOTICE in pages(path)[0][:2000]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_says_on_every_page_that_it_is_a_demonstration(path: Path) -> None:
    assert all(NOTICE in text for text in pages(path))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_holds_no_telephone_number(path: Path) -> None:
    assert TELEPHONE.findall("\n".join(pages(path))) == []


def test_digest_prints_page_numbers_one_less_than_their_place() -> None:
    reader = pypdf.PdfReader(CORPUS / "year-digest-2022-23.pdf")

    assert ["Cover", *(str(number) for number in range(1, len(reader.pages)))] == reader.page_labels
    assert "The city in figures" in [entry.title for entry in reader.outline if not isinstance(entry, list)]


def test_manifest_names_exactly_the_documents_there_are() -> None:
    documents = read_toml("manifest.toml")["document"]

    assert [path.name for path in DOCUMENTS] == sorted(document["path"] for document in documents)


def test_manifest_says_what_each_document_is() -> None:
    for document in read_toml("manifest.toml")["document"]:
        assert document["kind"] in KINDS
        assert Authority(document["authority"])
        assert document["effective_on"] < document["review_by"]
        assert document["audience"] == []


def test_only_the_superseded_document_is_past_its_review_date() -> None:
    documents = read_toml("manifest.toml")["document"]
    superseded = {path for document in documents for path in document.get("supersedes", [])}

    assert superseded == {d["path"] for d in documents if d["review_by"] < date(2028, 1, 1)}


def test_contacts_are_complete_and_reach_nobody() -> None:
    contacts = {contact["id"]: contact for contact in read_toml("contacts.toml")["contact"]}

    assert contacts.keys() >= {"emergency", "front_door", "out_of_hours", "lado", "partnership_team"}
    for contact in contacts.values():
        assert contact.keys() - {"email"} == {"id", "name", "role", "number", "hours", "verified_on", "note"}
        assert contact.get("email", "@example.org").endswith("@example.org")
        assert RESERVED_FOR_DRAMA.fullmatch(contact["number"])
        assert isinstance(contact["verified_on"], date)


def test_glossary_gives_each_spelling_one_meaning() -> None:
    terms = read_toml("glossary.toml")["term"]
    spellings = [word.lower() for term in terms for word in (term["acronym"], *term.get("also", []))]

    assert all(term["expansion"] for term in terms)
    assert len(spellings) == len(set(spellings))
