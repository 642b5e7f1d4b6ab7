"""The chat model that the settings name, set up through LangChain for any provider that it knows."""

import os
from typing import Any

from langchain_core.language_models import BaseChatModel

from knowledge.errors import SettingsError

_TRACING = ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING")
# What providers call what others call otherwise.
_RENAMED = {
    "ollama": {"max_tokens": "num_predict"},
    "azure_openai": {"base_url": "azure_endpoint"},
}
# They tell how many tokens a streamed reply took only when they are asked.
_ASKED_FOR_USAGE = ("openai", "azure_openai")
_OURS = {"openai": "openai", "azure_openai": "openai"}


def open_chat_model(name: str, url: str, seconds: float, max_tokens: int) -> BaseChatModel:
    """The chat model of a name such as "anthropic:…", at its provider's own address or at `url`.

    `seconds` limits each wait for a piece of the reply. Keys come from the provider's own environment variables.
    Raises SettingsError.
    """
    # Passages and questions go to the provider that was chosen, and nowhere else.
    os.environ.update(dict.fromkeys(_TRACING, "false"))
    # Imported here: it takes a second, and only a name has to be read for it.
    from langchain.chat_models import init_chat_model

    provider = name.partition(":")[0]
    try:
        chat_model: BaseChatModel = init_chat_model(name, **_options(provider, url, seconds, max_tokens))
    except ImportError as error:
        extra = f" (pip install 'signpost[{_OURS[provider]}]')" if provider in _OURS else ""
        raise SettingsError(f"The language model {name!r} needs another package{extra}: {error}") from error
    except Exception as error:  # each provider raises its own, for a missing key above all
        raise SettingsError(
            f"The language model {name!r} could not be set up ({error}): "
            "check SIGNPOST_LANGUAGE_MODEL and the provider's key."
        ) from error
    return chat_model


def _options(provider: str, url: str, seconds: float, max_tokens: int) -> dict[str, Any]:
    # Retries are ours (`bot.structured`): theirs do not end with the time that a question has.
    options: dict[str, Any] = {"temperature": 0, "timeout": seconds, "max_retries": 0, "max_tokens": max_tokens}
    if url:
        options["base_url"] = url
    if url and provider == "openai" and not os.environ.get("OPENAI_API_KEY"):
        # A server of one's own often has no keys; the client insists on one.
        options["api_key"] = "none"
    if provider in _ASKED_FOR_USAGE:
        options["stream_usage"] = True
    if provider == "ollama":
        options["client_kwargs"] = {"timeout": seconds}
    renamed = _RENAMED.get(provider, {})
    return {renamed.get(key, key): value for key, value in options.items()}
