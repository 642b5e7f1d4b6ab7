"""The manifest: every mistake is one sentence that names entry and key, since nothing goes in on a guess."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.domain import Authority, Document
from knowledge.errors import ManifestError
from knowledge.manifest import document_without_entry, read_manifest


def manifest(folder: Path, text: str) -> dict[str, Document] | None:
    (folder / "manifest.toml").write_text(text, encoding="utf-8")
    return read_manifest(folder)


def entry(**values: str) -> str:
    return "[[document]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


def test_there_may_be_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    assert {} == manifest(tmp_path, "")


def test_an_entry_says_what_a_document_is(tmp_path: Path) -> None:
    text = """
        [[document]]
        path = "procedures/Bruising protocol.pdf"
        title = "Bruising"
        kind = "protocol"
        authority = "local procedure"
        effective_on = 2024-04-01
        review_by = "2027-04-01"
        supersedes = "old.pdf"
        audience = ["health"]
        withdrawn = true
    """
    expected = Document(
        id="procedures-bruising-protocol-pdf",
        path="procedures/Bruising protocol.pdf",
        title="Bruising",
        kind="protocol",
        authority=Authority.LOCAL_PROCEDURE,
        effective_on=date(2024, 4, 1),
        review_by=date(2027, 4, 1),
        supersedes=("old.pdf",),
        audience=("health",),
        withdrawn=True,
    )
    assert {expected.path: expected} == manifest(tmp_path, text)


def test_a_title_comes_from_the_name_where_none_is_given(tmp_path: Path) -> None:
    documents = manifest(tmp_path, entry(path='"a/neglect_tool-kit.pdf"'))
    assert documents is not None
    assert "neglect tool kit" == documents["a/neglect_tool-kit.pdf"].title
    assert "neglect tool kit" == document_without_entry("a/neglect_tool-kit.pdf").title


def test_an_empty_audience_is_everyone(tmp_path: Path) -> None:
    documents = manifest(tmp_path, entry(path='"a"', audience='""', supersedes='""'))
    assert documents is not None
    assert documents["a"].is_for(())
    assert () == documents["a"].supersedes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (entry(title='"x"'), "document 1, path: field required"),
        (entry(path='""'), "document 1, path: string should have at least 1 character"),
        (
            entry(path='"a"') + entry(path='"b"', authority='"law"'),
            "document 2, authority: input should be 'statutory'",
        ),
        (entry(path='"a"', review_by='"next year"'), "document 1, review_by: input should be a valid date"),
        (entry(path='"a"', review_by='"2025-02-30"'), "document 1, review_by: input should be a valid date"),
        (entry(path='"a"', effective_on="20240401"), "document 1, effective_on: datetimes provided to dates"),
        (entry(path='"a"', reviewby="2024-01-01"), "document 1, reviewby: extra inputs are not permitted"),
        (entry(path='"a"', withdrawn='"maybe"'), "document 1, withdrawn: input should be a valid boolean"),
        (entry(path='"a"', audience="[1]"), "document 1, audience.0: input should be a valid string"),
        (entry(path='"a"', title=r'"a\u0000b"'), "document 1, title: value error, a control character"),
        (entry(path='"a"') + entry(path='"a"'), "'a' has two entries"),
        (entry(path='"a"', supersedes='"a"'), "'a' supersedes itself"),
        (entry(path='"a"', supersedes='"b"') + entry(path='"b"', supersedes='"a"'), "'a' supersedes itself"),
        (
            entry(path='"z"', supersedes='"a"')
            + entry(path='"a"', supersedes='"b"')
            + entry(path='"b"', supersedes='["c", "d"]')
            + entry(path='"c"', supersedes='"a"'),
            "'a' supersedes itself, directly or through others",
        ),
        ('[[documents]]\npath = "a"\n', "'documents' is not known here"),
        ('[[document]]\npath = "a"\ntitle = \n', "is not valid TOML: .*line 3"),
    ],
)
def test_a_mistake_is_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=f"manifest.toml.*{said}") as raised:
        manifest(tmp_path, text)
    assert "\n" not in str(raised.value)


def test_a_long_chain_of_supersession_ends(tmp_path: Path) -> None:
    text = "".join(entry(path=f'"{n}"', supersedes=f'["{n + 1}", "{n + 2}"]') for n in range(60))
    documents = manifest(tmp_path, text)
    assert documents is not None
    assert 60 == len(documents)
