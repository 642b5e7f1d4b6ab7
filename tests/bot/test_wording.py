"""The wording is read whole and checked: whoever broke it is told which line to mend, and how."""

import shutil
from pathlib import Path

import pytest

from bot.wording import CARD_FILE, WORDING_FILE, Wording, own_wording, read_wording
from knowledge.domain import Outcome
from knowledge.errors import SettingsError
from knowledge.settings import PROMPTS


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A copy of the project's own, to be broken."""
    return Path(shutil.copytree(PROMPTS, tmp_path / "prompts"))


def change(path: Path, old: str, new: str) -> None:
    """Replace what stands there once."""
    text = path.read_text(encoding="utf-8")
    assert 1 == text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def refusal(prompts: Path) -> str:
    """The sentence with which the wording is refused."""
    with pytest.raises(SettingsError) as refused:
        read_wording(prompts)
    return str(refused.value)


def test_the_project_s_own_wording_is_whole() -> None:
    wording = own_wording()
    assert set(Outcome) == set(wording.outcomes)
    assert wording.safety_card.startswith("If a child may be in danger")
    assert len(Wording.model_fields) < len(wording)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sources = "Sources"\n', "", "sources is missing: put its line back"),
        ('lado = "Designated officer', 'ladO = "Designated officer', "contact_missing: the line lado is missing"),
        ('other = "something', 'others = "something', "seen: the line other is missing"),
        ('judgement = "A prof', '# judgement = "A prof', "outcomes: the line judgement is missing"),
        ('sources = "Sources"', 'sources = "S"\nsourced = "S"', "sourced is not known here: take the line out"),
        ('finding = "A', 'findings = "x"\nfinding = "A', "mend its spelling (is finding meant?)"),
        ('urgent = "Urgent"', 'urgent = "Urgent"\nurgently = "x"', "outcomes.urgently is not known here"),
        ("As at $period:", "As at $perod:", "as_at: $perod is no place of this sentence; it can hold $period"),
        ("As at $period:", "As at the time:", "as_at: it must hold $period"),
        ("As at $period:", "$period $ 1:", "as_at: a dollar sign may only begin a place"),
        ('sources = "Sources"', 'sources = "$sources"', "sources: a dollar sign may only begin a place"),
        ('sources = "Sources"', 'sources = " "', "sources: it is empty"),
        ('sources = "Sources"', "sources = 7", "sources: write the sentence between quotation marks"),
        ('sources = "Sources"', "sources = Sources", "is not valid TOML"),
        ('sources = "Sources"', 'sources = "Ring 01632 960101"', "sources: take out the telephone number"),
        ('sources = "Sources"', 'sources = "team@example.org"', "sources: take out the telephone number or e-mail"),
        ("not looked at your question. If someone is in immediate danger, ring 999.", "left.", "not_a_member: it must"),
        ('close = "Close"', 'closed = "Close"', "slack.close is missing: put its line back"),
        ('close = "Close"', 'close = "Close"\nclosed = "x"', "slack.closed is not known here"),
        ('close = "Close"', 'close = "Close"\nclosed = "x"', "(is slack.close meant?)"),
        ('close = "Close"', f'close = "{"x" * 25}"', "slack.close: it has 25 characters, and there is room for 24"),
        ('wrong = "It is wrong"\n', "", "slack.feedback: the line wrong is missing"),
        ('sources = "Sources"', 'sources = "S"\nsafety_card = "x"', "the card stands in safety-card.md"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_key(prompts: Path, old: str, new: str, said: str) -> None:
    change(prompts / WORDING_FILE, old, new)
    told = refusal(prompts)
    assert str(prompts / WORDING_FILE) in told
    assert said in told


@pytest.mark.parametrize("name", [WORDING_FILE, CARD_FILE])
def test_another_encoding_is_named(prompts: Path, name: str) -> None:
    (prompts / name).write_text("“é”", encoding="cp1252")
    assert f"{name} is not in UTF-8: open it in a text editor and save it as UTF-8." in refusal(prompts)


@pytest.mark.parametrize("name", [WORDING_FILE, CARD_FILE])
def test_a_file_that_is_not_there_is_told_with_its_setting(prompts: Path, name: str) -> None:
    (prompts / name).unlink()
    assert f"{name} cannot be read (No such file or directory): put it back, or set SIGNPOST" in refusal(prompts)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ring 999.", "ring us.", "it must name 999"),
        ("safeguarding lead or manager", "colleague", "it must name the safeguarding lead or manager"),
        ("3. $front_door", "3. Ring.", "it must hold $front_door"),
        ("hours: $out_of_hours", "hours: wait.", "it must hold $out_of_hours"),
        ("children: $lado", "children: ask.", "it must hold $lado"),
        ("If a child may be in danger", "Tell your manager", "999 must come before the safeguarding lead or manager"),
        ("1. Immediate", "$front_door\n1. Immediate", "the safeguarding lead or manager must come before $front_door"),
        ("1. Immediate danger: ring 999.", "1. Ring.", "it must name 999"),
        ("3. $front_door", "3. 01632 960101 $front_door", "take out the telephone number"),
        ("3. $front_door", "3. $frontdoor", "$frontdoor is no place of this sentence"),
    ],
)
def test_a_card_without_its_number_or_order_is_refused(prompts: Path, old: str, new: str, said: str) -> None:
    text = (prompts / CARD_FILE).read_text(encoding="utf-8")
    head, mark, card = text.partition("-->")
    assert 1 == card.count(old)
    (prompts / CARD_FILE).write_text(head + mark + card.replace(old, new), encoding="utf-8")
    told = refusal(prompts)
    assert str(prompts / CARD_FILE) in told
    assert said in told


def test_an_empty_card_is_refused(prompts: Path) -> None:
    (prompts / CARD_FILE).write_text("<!-- nothing -->", encoding="utf-8")
    assert "safety-card.md: it is empty" in refusal(prompts)


def test_a_card_in_other_words_is_taken(prompts: Path) -> None:
    card = "Act.\nRing 999.\nTell the lead.\n${front_door}, $out_of_hours\nLADO: $lado"
    (prompts / CARD_FILE).write_text(card + "\n<!-- ours -->\n", encoding="utf-8")
    assert card == read_wording(prompts).safety_card


def test_a_button_may_be_as_long_as_slack_takes(prompts: Path) -> None:
    change(prompts / WORDING_FILE, 'close = "Close"', f'close = "{"x" * 24}"')
    assert "x" * 24 == read_wording(prompts).slack.close
