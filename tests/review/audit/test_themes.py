"""Questions are sorted by the words of themes."""

import json
from pathlib import Path

import pytest

from knowledge.errors import ManifestError
from review.audit.themes import OTHER, Theme, Themes, read_themes

ROOT = Path(__file__).resolve().parents[3]
QUESTIONS = ROOT.parent / "shared" / "data" / "questions"


@pytest.fixture(scope="module")
def themes() -> Themes:
    return Themes(
        [
            Theme(name="Allegations", words=("LADO", "allegation")),
            Theme(name="Care", words=("looked after", "foster", "after")),
            Theme(name="Front door", words=("refer", "MASH")),
        ],
        {"LADO": ("Local Authority Designated Officer",), "MASH": ("Multi-Agency Safeguarding Hub",)},
    )


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("Two allegations were made", "Allegations"),
        ("I referred her, when is she FOSTERED", "Care"),
        ("what does the local authority designated officer do", "Allegations"),
        ("LADOs?", "Allegations"),
        ("the multi-agency safeguarding hub's hours", "Front door"),
        ("Does a looked-after child need a referral and a referral", "Care"),
        ("I refer you to the LADO", "Allegations"),
        ("what is the speed of light", OTHER),
        ("", OTHER),
        ("=IMPORTXML(\x00)", OTHER),
    ],
)
def test_the_theme_that_a_question_says_most_of(themes: Themes, question: str, theme: str) -> None:
    assert themes.of(question) == theme


def test_the_words_that_were_said_as_they_were_written(themes: Themes) -> None:
    question = "referring a looked after child to the multi-agency safeguarding hub"
    assert themes.words_of("Front door", question) == {"refer", "MASH"}
    assert themes.words_of("Care", question) == {"looked after"}
    assert themes.words_of(OTHER, question) == frozenset()


def test_without_a_file_every_question_is_other(tmp_path: Path) -> None:
    assert read_themes(tmp_path).of("LADO") == OTHER


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[theme]]\nname = 'A'\nwords = ['?']", "needs a word"),
        ("[[theme]]\nwords = ['a']", "name"),
        ("[theme]\nname = 'A'", "two brackets"),
        ("[[theme", "not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "themes.toml").write_text(text)
    with pytest.raises(ManifestError, match=reason):
        read_themes(tmp_path)


def test_the_corpus_folder_has_themes_that_no_word_gives_twice_within_one() -> None:
    found = read_themes(ROOT / "corpus")
    assert len(found.names) == len(set(found.names)) > 20


@pytest.mark.skipif(not QUESTIONS.is_dir(), reason="the questions of the workplace are not here")
def test_nearly_every_practice_question_has_a_theme() -> None:
    found = read_themes(ROOT / "corpus")
    lines = [line for path in sorted(QUESTIONS.glob("*.jsonl")) for line in path.read_text().splitlines()]
    sorted_out = [found.of(json.loads(line)["question"]) for line in lines]
    assert sum(theme != OTHER for theme in sorted_out) >= 0.95 * len(lines)
