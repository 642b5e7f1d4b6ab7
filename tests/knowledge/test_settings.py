"""Settings come from the environment and .env, and a wrong one is named."""

import os
from pathlib import Path

import pytest

from knowledge.errors import SettingsError
from knowledge.settings import TUNED_MODEL, lend_to_environment, read_settings


@pytest.fixture(autouse=True)
def empty_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without .env, and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for key in list(os.environ):
        if key.startswith(("SIGNPOST_", "SLACK_")):
            monkeypatch.delenv(key)


def test_everything_has_a_default(tmp_path: Path) -> None:
    settings = read_settings()
    assert (Path("corpus"), Path("data"), TUNED_MODEL) == (settings.corpus, settings.data, settings.embedding_model)
    assert f"sqlite:///{tmp_path / 'data' / 'ledger.db'}" == settings.ledger
    assert (settings.prompts / "compose.md").parent.is_dir()


def test_the_environment_outranks_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SIGNPOST_DATA=/from/file\nSIGNPOST_CORPUS=/c\nSLACK_BOT_TOKEN=xoxb-1\nOTHER=1\n")
    monkeypatch.setenv("SIGNPOST_DATA", "/from/environment")
    settings = read_settings()
    assert (Path("/from/environment"), Path("/c")) == (settings.data, settings.corpus)
    assert "xoxb-1" == settings.slack_bot_token.get_secret_value()


def test_kinds_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert () == read_settings().approval_kinds
    monkeypatch.setenv("SIGNPOST_APPROVAL_KINDS", " protocol, threshold guide ,")
    assert ("protocol", "threshold guide") == read_settings().approval_kinds


@pytest.mark.parametrize("key", ["SIGNPOST_DATA", "SIGNPOST_MAX_PASSAGES", "SIGNPOST_EMBEDDING_MODEL"])
def test_an_empty_value_is_the_default(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default = read_settings()
    monkeypatch.setenv(key, "")
    assert default == read_settings()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SIGNPOST_MAX_PASSAGES", "many"),
        ("SIGNPOST_MAX_PASSAGES", "0"),
        ("SIGNPOST_REVIEW_PORT", "70000"),
        ("SIGNPOST_LANGUAGE_MODEL_TIMEOUT_SECONDS", "-1"),
        ("SIGNPOST_LANGUAGE_MODEL_TIMEOUT_SECONDS", "nan"),
        ("SIGNPOST_LANGUAGE_MODEL_MAX_TOKENS", "0"),
        ("SIGNPOST_LANGUAGE_MODEL_MAX_INPUT_TOKENS", "x"),
        ("SIGNPOST_LANGUAGE_MODEL_INPUT_PRICE", "-1"),
    ],
)
def test_a_wrong_value_is_named(key: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(SettingsError, match=f"The setting {key} is not usable: .* See .env.example"):
        read_settings()


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SIGNPOST_CORPUS=caf\xe9\n")
    with pytest.raises(SettingsError, match=r"\.env cannot be read"):
        read_settings()


def test_what_the_file_says_for_others_goes_to_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("FILE_API_KEY", "BOTH_API_KEY", "EMPTY_API_KEY"):
        monkeypatch.setenv(key, "")  # so that it is taken back when the test ends
        monkeypatch.delenv(key)
    monkeypatch.setenv("BOTH_API_KEY", "of the environment")
    (tmp_path / ".env").write_text(
        "FILE_API_KEY=of the file\nBOTH_API_KEY=of the file\nEMPTY_API_KEY=\nSIGNPOST_DATA=d\nSLACK_BOT_TOKEN=xoxb-1\n"
    )
    lend_to_environment()
    assert ("of the file", "of the environment") == (os.environ["FILE_API_KEY"], os.environ["BOTH_API_KEY"])
    assert set() == {"EMPTY_API_KEY", "SIGNPOST_DATA", "SLACK_BOT_TOKEN"} & set(os.environ)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().data = Path("elsewhere")


def test_a_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hidden")
    assert "hidden" not in repr(read_settings())
