"""Names of files: what people give theirs goes through, what is dangerous or not the same everywhere does not."""

import pytest

from knowledge.corpus_names import MOST_CHARACTERS, check_path, file_name
from knowledge.errors import IntakeError


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Bruising protocol 2026.pdf", "Bruising protocol 2026.pdf"),
        ("C:\\Users\\one\\rule.docx", "rule.docx"),
        ("Cafe\u0301 rules.PDF", "Café rules.PDF"),
        ("  spaced .md", "spaced .md"),
        ("a" * (MOST_CHARACTERS - 3) + ".md", "a" * (MOST_CHARACTERS - 3) + ".md"),
        ("안전 지침.pdf", "안전 지침.pdf"),
    ],
)
def test_an_ordinary_name_is_taken(given: str, name: str) -> None:
    assert name == file_name(given)


@pytest.mark.parametrize(
    "given",
    [
        "../../x", "../../x.pdf", "..", "", "CON.pdf", "con", "Lpt1.tar.md", "COM¹.pdf", "a\x00b", "a\x00b.pdf",
        "a\nb.pdf", "\u202efdp.exe.pdf", "a\u200bb.pdf", ".hidden.pdf", "_left-out.pdf", "manifest.toml",
        "golden.jsonl", "x.exe", "noending", "x.pdf.exe", "a:b.pdf", "a|b.pdf", "what?.md", "end.pdf .",
        "a" * 300 + ".md", "ü" * 198 + ".md", "\ud800.pdf", "a/",
    ],
)  # fmt: skip
def test_a_dangerous_name_is_refused_with_the_cause(given: str) -> None:
    with pytest.raises(IntakeError, match=r"[.:]"):
        file_name(given)


@pytest.mark.parametrize("path", ["rules/a b/rule.pdf", "rule.pdf"])
def test_a_path_below_the_corpus_is_taken(path: str) -> None:
    check_path(path)


@pytest.mark.parametrize(
    "path",
    ["/etc/rule.pdf", "a/../b.pdf", "a//b.pdf", "./b.pdf", ".git/b.pdf", "_x/b.pdf", "a\\b.pdf", "aux/b.pdf",
     "a /b.pdf", "e\u0301.pdf"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(IntakeError):
        check_path(path)
