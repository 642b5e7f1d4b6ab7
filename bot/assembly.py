"""The parts of an answerer put together from the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.answering import Answerer
from bot.contacts import read_contacts
from bot.following import LiveEdition
from bot.glossary import read_glossary
from bot.notices import Notices
from bot.wording import read_wording
from knowledge.cross_encoder import CrossEncoderReader
from knowledge.editions import Editions
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.ledger.ledger import Ledger
from knowledge.settings import Settings, lend_to_environment

if TYPE_CHECKING:
    from bot.composing import LanguageModel


@contextmanager
def open_answerer(settings: Settings) -> Iterator[Answerer]:
    """An answerer with its ledger and edition open; raises SignpostError where a part cannot be had."""
    live = LiveEdition(Editions(settings.data), settings.embedding_model)
    with Ledger.open(settings.ledger) as ledger:
        try:
            yield Answerer(
                edition=live,
                embedder=SentenceTransformerEmbedder(settings.embedding_model),
                ledger=ledger,
                max_passages=settings.max_passages,
                notices=Notices(read_wording(settings.prompts), read_contacts(settings.corpus)),
                glossary=read_glossary(settings.corpus),
                language_model=open_language_model(settings),
                reader=open_reader(settings),
            )
        finally:
            live.close()


def open_reader(settings: Settings) -> CrossEncoderReader | None:
    """The reader that is set, None where none is; it is loaded when it is first asked."""
    return CrossEncoderReader(settings.reader) if settings.reader else None


def open_language_model(settings: Settings) -> "LanguageModel | None":
    """The language model that is set, None where none is; raises SettingsError when it cannot be set up."""
    if not settings.language_model:
        return None
    # LangChain takes a second to import, and the embedded default needs none of it.
    from bot.chat_models import open_chat_model
    from bot.composing import LanguageModel, Limits

    lend_to_environment()
    chat_model = open_chat_model(
        settings.language_model,
        settings.language_model_url,
        settings.language_model_timeout_seconds,
        settings.language_model_max_tokens,
    )
    limits = Limits(
        settings.language_model_timeout_seconds,
        settings.language_model_max_input_tokens,
        settings.language_model_input_price,
        settings.language_model_output_price,
    )
    return LanguageModel(settings.language_model, chat_model, settings.prompts, limits)
