"""Word and PowerPoint 97 files: refused in a sentence without LibreOffice, read where it is installed."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import docx
import pptx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml.ns import qn
from PIL import Image

from builders.old_office import old_file
from ingest import legacy
from ingest.legacy import read_old_slides, read_old_word
from ingest.reading import Reading
from knowledge.errors import UnreadableFileError

READERS = [(read_old_word, "WordDocument", ".doc"), (read_old_slides, "PowerPoint Document", ".ppt")]
needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def program(folder: Path, script: str) -> None:
    """A program of LibreOffice's name, the first on the path."""
    folder.mkdir()
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "soffice").chmod(0o755)


@needs_libreoffice
def test_an_old_word_document_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Stages", 1)
    document.add_paragraph("Ring first – “at once”.")
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("Level", "Signs", "4", "late"), strict=True):
        cell.text = text
    document.add_paragraph("After the table.")
    document.save(str(tmp_path / "made.docx"))
    reading = read_old_word(converted(tmp_path / "made.docx", "doc"))
    assert ["Stages", "Ring first – “at once”.", "Level | Signs", "4 | late", "After the table."] == [
        block.text for block in reading.blocks
    ]
    assert ("application/msword", "table 1, row 2") == (reading.media_type, reading.blocks[3].place)
    assert "LibreOffice converted it" in reading.warnings[0].what


@needs_libreoffice
def test_old_slides_are_read(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Referrals"
    slide.notes_slide.notes_text_frame.text = "Say this."
    presentation.save(str(tmp_path / "made.pptx"))
    reading = read_old_slides(converted(tmp_path / "made.pptx", "ppt"))
    assert [("Referrals", "slide 1"), ("Say this.", "slide 1")] == [(b.text, b.place) for b in reading.blocks]


@needs_libreoffice
def test_a_picture_that_a_document_links_to_is_not_fetched(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    address, requests = asked
    document = docx.Document()
    document.add_paragraph("Text.")
    image = BytesIO()
    Image.new("RGB", (9, 9)).save(image, "PNG")
    document.add_picture(image)
    (blip,) = (element for element in document.element.body.iter() if element.tag.endswith("}blip"))
    del blip.attrib[qn("r:embed")]
    blip.set(qn("r:link"), document.part.relate_to(f"{address}/picture.png", RELATION.IMAGE, is_external=True))
    document.save(str(tmp_path / "made.docx"))
    old = converted(tmp_path / "made.docx", "doc")
    assert requests  # LibreOffice itself does ask
    requests.clear()
    assert ["Text."] == [block.text for block in read_old_word(old).blocks]
    assert [] == requests


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a web server, and the paths that it was asked for."""
    requests: list[str] = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", requests
        server.shutdown()
        thread.join()


def converted(path: Path, ending: str) -> Path:
    command = ["soffice", "--headless", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"]
    command += ["--convert-to", ending, "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.with_suffix(f".{ending}")


@pytest.mark.parametrize(("read", "stream", "ending"), READERS)
def test_without_libreoffice_the_command_that_installs_it_is_named(
    read: Callable[[Path], Reading], stream: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(UnreadableFileError, match="apt-get install libreoffice, or save it as"):
        read(old_file(tmp_path / f"made{ending}", stream))


@pytest.mark.parametrize(
    ("script", "said"), [("sleep 600 & sleep 600", "took more than 1 seconds"), ("exit 3", "could not convert it")]
)
def test_a_conversion_that_hangs_or_fails_is_named(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin", script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setattr(legacy, "CONVERT_SECONDS", 1)
    with pytest.raises(UnreadableFileError, match=said):
        read_old_word(old_file(tmp_path / "made.doc", "WordDocument"))


@pytest.mark.parametrize(("read", "stream", "ending"), READERS)
def test_newer_files_under_the_older_ending_are_read(
    read: Callable[[Path], Reading], stream: str, ending: str, tmp_path: Path
) -> None:
    if ending == ".doc":
        document = docx.Document()
        document.add_paragraph("Text.")
        document.save(str(tmp_path / f"made{ending}"))
    else:
        presentation = pptx.Presentation()
        presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "Text."
        presentation.save(str(tmp_path / f"made{ending}"))
    assert "Text." == read(tmp_path / f"made{ending}").blocks[0].text


def test_rich_text_under_the_ending_of_word_is_read(tmp_path: Path) -> None:
    (tmp_path / "made.doc").write_text(r"{\rtf1 Text.\par}")
    assert "Text." == read_old_word(tmp_path / "made.doc").blocks[0].text


@pytest.mark.parametrize(("read", "stream", "ending"), READERS)
@pytest.mark.parametrize("content", [b"", b"Text.", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)])
def test_what_is_no_old_office_file_never_reaches_libreoffice(
    content: bytes, read: Callable[[Path], Reading], stream: str, ending: str, tmp_path: Path
) -> None:
    (tmp_path / f"made{ending}").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="or it is damaged"):
        read(tmp_path / f"made{ending}")
