"""A language model is chosen by its name, and what is missing for it is told."""

import os
import sys

import pytest

from bot.chat_models import open_chat_model
from knowledge.errors import SettingsError

KEYS = ("OPENAI_API_KEY", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "OPENAI_API_VERSION")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)


def settings(name: str, url: str = "") -> dict[str, object]:
    chat_model = open_chat_model(name, url, 7.0, 123)
    names = ("model_name", "temperature", "max_tokens", "max_retries", "request_timeout")
    return {each: getattr(chat_model, each) for each in names}


EXPECTED = {"model_name": "m", "temperature": 0, "max_tokens": 123, "max_retries": 0, "request_timeout": 7.0}


def test_the_limits_are_the_providers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    assert EXPECTED == settings("openai:m")


def test_azure_is_reached_at_the_address_of_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "x")
    monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")
    assert EXPECTED == settings("azure_openai:m", "https://mine.example")


def test_a_missing_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="check SIGNPOST_LANGUAGE_MODEL and the provider's key"):
        open_chat_model("openai:m", "", 7.0, 123)


def test_a_missing_package_is_told_with_the_extra_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    monkeypatch.setitem(sys.modules, "langchain_openai", None)
    with pytest.raises(SettingsError, match=r"pip install 'signpost\[openai\]'"):
        open_chat_model("openai:m", "http://127.0.0.1:9/v1", 7.0, 123)
    base._get_chat_model_creator.cache_clear()


def test_tracing_stays_off_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    open_chat_model("openai:m", "http://127.0.0.1:9/v1", 7.0, 123)
    assert {"false"} == {value for name, value in os.environ.items() if "_TRACING" in name}
