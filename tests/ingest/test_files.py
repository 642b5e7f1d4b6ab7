"""Which files a corpus holds, and the sentence for each that cannot be read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.files import READERS, check_kind, read_file
from ingest.listing import check_file, corpus_files, digest, shown_path
from knowledge.errors import CorpusError, UnreadableFileError

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
AS_NOBODY = f"""
import encodings.utf_8_sig, os, sys
from pathlib import Path
from ingest.files import read_file
from ingest.listing import check_file, corpus_files
from knowledge.errors import UnreadableFileError
os.setgid({NOBODY})
os.setuid({NOBODY})
corpus = Path(sys.argv[1])
for path in corpus_files(corpus):
    try:
        check_file(corpus, path)
        print(path, len(read_file(corpus / path).blocks))
    except UnreadableFileError as error:
        print(path, error)
"""


def write(folder: Path, *paths: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("Text.", encoding="utf-8")
    return folder


def test_lists_files_below_the_folder_in_order(tmp_path: Path) -> None:
    assert ["a.txt", "b/c.md", "b/d/e.PDF", "z.xlsx"] == corpus_files(
        write(tmp_path, "z.xlsx", "b/d/e.PDF", "b/c.md", "a.txt")
    )


def test_hidden_and_underscored_names_and_tables_are_no_documents(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.txt",
        ".hidden.txt",
        "_draft.txt",
        ".git/x.txt",
        "_source/x.txt",
        "manifest.toml",
        "b/contacts.toml",
        "golden.jsonl",
    )
    assert ["a.txt"] == corpus_files(tmp_path)


def test_links_out_of_the_folder_are_left_out(tmp_path: Path) -> None:
    corpus, outside = write(tmp_path / "corpus", "a.txt"), write(tmp_path / "outside", "secret.txt")
    (corpus / "out.txt").symlink_to(outside / "secret.txt")
    (corpus / "folder").symlink_to(outside)
    (corpus / "broken.txt").symlink_to(outside / "absent.txt")
    (corpus / "circle.txt").symlink_to(corpus / "circle.txt")
    (corpus / "inside.txt").symlink_to(corpus / "a.txt")
    assert ["a.txt", "inside.txt"] == corpus_files(corpus)


def test_a_corpus_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(write(tmp_path / "corpus", "a.txt"))
    assert ["a.txt"] == corpus_files(tmp_path / "link")


def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(write(tmp_path, "a.txt") / "pipe.txt")
    assert ["a.txt"] == corpus_files(tmp_path)


def test_an_absent_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="There is no corpus folder"):
        corpus_files(tmp_path / "absent")
    with pytest.raises(CorpusError, match="holds no documents"):
        corpus_files(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can become somebody without permission")
def test_what_may_not_be_opened_is_reported(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", "a.txt", "closed.txt", "closed/b.txt", "unlisted/c.txt")
    (corpus / "closed.txt").chmod(0)
    (corpus / "closed").chmod(0)
    (corpus / "unlisted").chmod(0o744)
    for folder in (corpus, *corpus.parents):
        if folder.is_relative_to(tmp_path.parents[1]):
            folder.chmod(0o755)
    command = [sys.executable, "-c", AS_NOBODY, str(corpus)]
    said = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert [
        "a.txt 1",
        "closed This folder cannot be opened: nothing in it was read. Give it read permission.",
        "closed.txt It cannot be opened (Permission denied).",
        "unlisted/c.txt It cannot be opened (Permission denied).",
    ] == said


@pytest.mark.parametrize("name", [b"bad\xff.txt", b"new\nline.txt", b"\x1b[31mred.txt"])
def test_an_odd_name_is_named_in_a_form_that_can_be_printed(name: bytes, tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("Text.")
    (path,) = corpus_files(tmp_path)
    with pytest.raises(UnreadableFileError, match="rename it"):
        check_file(tmp_path, path)
    assert "\ufffd" in shown_path(path)
    shown_path(path).encode()


@pytest.mark.parametrize(
    "name", ["é – “quoted”.txt", "[bold]x[/bold].txt", "'; DROP TABLE.txt", "%2e%2e?#&.txt", "𝒳 \u00a0.txt"]
)
def test_an_unusual_name_is_read(name: str, tmp_path: Path) -> None:
    (path,) = corpus_files(write(tmp_path, name))
    check_file(tmp_path, path)
    assert name == path == shown_path(path)
    assert "Text." == read_file(tmp_path / path).blocks[0].text


@pytest.mark.parametrize("name", ["picture.jpg", "noending", "archive.zip"])
def test_other_types_are_named(name: str, tmp_path: Path) -> None:
    write(tmp_path, name)
    with pytest.raises(UnreadableFileError, match=r"are not read; these are: \.pdf, \.docx"):
        read_file(tmp_path / name)
    with pytest.raises(UnreadableFileError, match="are not read"):
        check_kind(name)


@pytest.mark.parametrize("ending", READERS)
def test_an_empty_file_is_named(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"empty{ending}").touch()
    with pytest.raises(UnreadableFileError, match="empty"):
        read_file(tmp_path / f"empty{ending}")


@pytest.mark.parametrize("ending", [".txt", ".md", ".html"])
def test_a_file_without_text_is_named(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"blank{ending}").write_text(" \n\n \u200b\n")
    with pytest.raises(UnreadableFileError, match="holds no text"):
        read_file(tmp_path / f"blank{ending}")


@pytest.mark.parametrize("ending", READERS)
def test_a_file_that_has_vanished_is_named(ending: str, tmp_path: Path) -> None:
    for attempt in (read_file, digest):
        with pytest.raises(UnreadableFileError, match=r"cannot be opened \(No such file"):
            attempt(tmp_path / f"gone{ending}")


def test_a_file_of_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(UnreadableFileError, match="larger than 500 MB"):
        read_file(tmp_path / "huge.txt")


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize(
    "content", [b"\x00" * 3000, b"\xff\xfe" * 999, os.urandom(4000), b"<" * 5000, b"PK\x03\x04" * 99]
)
def test_nonsense_is_read_or_refused_in_a_sentence(ending: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / f"odd{ending}").write_bytes(content)
    said = "It was read."
    try:
        blocks = read_file(tmp_path / f"odd{ending}").blocks
    except UnreadableFileError as error:
        said, blocks = str(error), ()
    assert said.endswith((".", "?"))
    assert "\x00" not in "".join(block.text for block in blocks).encode().decode()
