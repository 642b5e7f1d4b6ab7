"""Originals are shown only while they are what their names say."""

import os
from hashlib import sha256
from pathlib import Path

from review.page_images.originals import Originals


def kept(folder: Path, content: bytes) -> str:
    digest = sha256(content).hexdigest()
    (folder / digest).write_bytes(content)
    return digest


def test_an_original_is_found_by_its_digest(tmp_path: Path) -> None:
    digest = kept(tmp_path, b"content")
    originals = Originals(tmp_path)
    assert [tmp_path / digest] * 2 == [originals.original(digest) for _ in range(2)]


def test_one_that_is_no_longer_the_same_is_none(tmp_path: Path) -> None:
    digest = kept(tmp_path, b"content")
    originals = Originals(tmp_path)
    assert originals.original(digest) is not None
    (tmp_path / digest).write_bytes(b"another")
    os.utime(tmp_path / digest, (1, 1))
    assert originals.original(digest) is None
    (tmp_path / digest).unlink()
    assert originals.original(digest) is None


def test_nothing_but_a_digest_names_an_original(tmp_path: Path) -> None:
    (tmp_path / "originals").mkdir()
    (tmp_path / "secret").write_text("s")
    originals = Originals(tmp_path / "originals")
    names = ("../secret", "", ".", "A" * 64, "0" * 63, "0" * 64 + "\n")
    assert [None] * len(names) == [originals.original(name) for name in names]
