"""Editing a manifest: what is not meant stays as it was written."""

import tomllib
from pathlib import Path

import pytest

from ingest.manifest_editing import entry_in, with_entry, with_withdrawal
from knowledge.errors import ManifestError

TEXT = """# How to change this file: ask.

[[document]]
path = "a.md"      # the first
title = 'A'
effective_on = 2024-01-02
audience = []

# Between the two.
[[document]]
path = "b.md"
supersedes = "a.md"
"""


def test_an_entry_is_changed_where_it_stands() -> None:
    entry = {"path": "a.md", "title": "A", "effective_on": "2025-03-04", "audience": [], "kind": "rule"}
    assert TEXT.replace("2024-01-02", "2025-03-04").replace("audience = []\n", 'audience = []\nkind = "rule"\n') == (
        with_entry(TEXT, entry)
    )


def test_what_an_entry_no_longer_says_goes() -> None:
    edited = with_entry(TEXT, {"path": "b.md", "title": "B"})
    assert {"path": "b.md", "title": "B"} == tomllib.loads(edited)["document"][1]
    assert edited.startswith(TEXT.partition("# Between")[0])


def test_an_entry_that_says_the_same_changes_nothing() -> None:
    assert TEXT == with_entry(TEXT, {"path": "a.md", "title": "A", "effective_on": "2024-01-02"})


def test_a_new_entry_stands_at_the_end() -> None:
    edited = with_entry(TEXT, {"path": "c.md", "title": 'C "x" \\ ü', "review_by": "2030-01-02", "kind": ""})
    assert edited.startswith(TEXT)
    assert {"path": "c.md", "title": 'C "x" \\ ü', "review_by": "2030-01-02"} == entry_in(edited, "c.md")


@pytest.mark.parametrize("text", ["", "# Nothing yet.\n"])
def test_a_manifest_may_begin_with_it(text: str) -> None:
    assert {"path": "c.md", "title": "C"} == entry_in(with_entry(text, {"path": "c.md", "title": "C"}), "c.md")


def test_a_withdrawal_says_why() -> None:
    edited = with_withdrawal(TEXT, "a.md", "A", "Wrong\n[[document]]\x00 since")
    assert "withdrawn = true # Wrong [[document]] since\n" in edited
    documents = tomllib.loads(edited)["document"]
    assert [True, None] == [each.get("withdrawn") for each in documents]
    assert {"path": "z.md", "title": "Z", "withdrawn": True} == entry_in(
        with_withdrawal(TEXT, "z.md", "Z", "x"), "z.md"
    )


def test_windows_line_ends_stay() -> None:
    edited = with_entry(TEXT.replace("\n", "\r\n"), {"path": "a.md", "title": "New"})
    assert "# How to change this file: ask.\r\n" in edited
    assert "New" == tomllib.loads(edited)["document"][0]["title"]


@pytest.mark.parametrize("text", ["[[document]\n", "document = 3\n"])
def test_what_is_no_manifest_is_said(text: str) -> None:
    with pytest.raises(ManifestError):
        with_entry(text, {"path": "a.md"})


def test_the_demonstration_manifest_keeps_every_line() -> None:
    text = (Path(__file__).resolve().parents[2] / "corpus" / "manifest.toml").read_text(encoding="utf-8")
    for document in tomllib.loads(text)["document"]:
        entry = entry_in(text, document["path"])
        assert entry is not None
        assert text == with_entry(text, entry)
