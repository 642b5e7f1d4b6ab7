"""Kinds of file: the console lets in what the ingest reads, and content that can be what its ending says."""

import pytest

from builders.requests import OLE
from ingest.files import READERS
from knowledge.endings import ENDINGS, ending_of, is_of_kind


def test_the_console_and_the_ingest_know_the_same_kinds() -> None:
    assert sorted(READERS) == sorted(ENDINGS)


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (b"%PDF-1.7\n", ".pdf"), (b"junk of a gateway\n%PDF-1.4", ".pdf"), (b"PK\x03\x04xx", ".docx"), (OLE, ".doc"),
        (OLE, ".msg"), (b"{\\rtf1", ".rtf"), (b"# Title\n", ".md"), (b"\xff\xfeT\x00", ".txt"), (b"<html>", ".html"),
        ("Grüße".encode("cp1252"), ".txt"), (b"a,b\n", ".csv"),
    ],
)  # fmt: skip
def test_content_of_its_kind_is_taken(head: bytes, ending: str) -> None:
    assert is_of_kind(head, ending)


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (b"#!/bin/sh\nrm -rf /\n", ".pdf"), (b"<script>alert(1)</script>", ".pdf"), (b"MZ\x90", ".docx"),
        (b"%PDF-1.7", ".docx"), (b"PK\x03\x04", ".pdf"), (b"PK\x03\x04", ".txt"), (b"#!/usr/bin/env python", ".txt"),
        (b"\x7fELF", ".csv"), (b"text\x00with nothing", ".md"), (b"<?php system($_GET['c']);", ".html"), (OLE, ".docx"),
        (b"", ".pdf"),
    ],
)  # fmt: skip
def test_content_of_another_kind_is_refused(head: bytes, ending: str) -> None:
    assert not is_of_kind(head, ending)


def test_the_ending_is_told_in_small_letters() -> None:
    assert (".pdf", "") == (ending_of("A.PDF"), ending_of("README"))
