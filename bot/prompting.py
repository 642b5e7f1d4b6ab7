"""The prompts of the language model: read from their files, checked at start-up, filled in, and named by a digest."""

import hashlib
import re
from pathlib import Path

from langchain_core.messages import BaseMessage, SystemMessage
from langchain_core.prompts import ChatPromptTemplate, HumanMessagePromptTemplate

from knowledge.errors import SettingsError

# What could look like a mark that Signpost sets around a text.
_MARK = re.compile(r"<(?=\s*/?\s*(?:passage|question|thread))", re.IGNORECASE)

# So many words in a row are no accident.
_RUN = 8


class Prompt:
    """Two messages: `NAME.system.md` as it stands, and `NAME.question.md` with a text for each {placeholder}.

    `digest` is the SHA-256 of both. Raises SettingsError for a file that cannot be read or lacks a placeholder.
    """

    def __init__(self, folder: Path, name: str, placeholders: frozenset[str]) -> None:
        system = _read(folder, f"{name}.system.md")
        question = _read(folder, f"{name}.question.md")
        self._messages = _template(folder / f"{name}.question.md", system, question, placeholders)
        self._said = frozenset(_runs(system))
        self.digest = hashlib.sha256(f"{system}\0{question}".encode()).hexdigest()

    def messages(self, **texts: str) -> list[BaseMessage]:
        """The messages with their texts, which are data: braces and dollars in them stay as they are."""
        return self._messages.format_messages(**texts)

    def is_repeated_in(self, text: str) -> bool:
        """Whether a text has a run of words of the system message: whoever gives that away obeys somebody else."""
        return not self._said.isdisjoint(_runs(text))


def unmarked(text: str) -> str:
    """A text that can neither end itself nor begin another."""
    return _MARK.sub("‹", text)


def _runs(text: str) -> list[str]:
    words = re.findall(r"\w+", text.lower())
    return [" ".join(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)]


def _read(folder: Path, name: str) -> str:
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The prompt {name} in {folder} cannot be read: set SIGNPOST_PROMPTS to the folder that has it."
        ) from error
    if not text.strip():
        raise SettingsError(f"The prompt {folder / name} is empty.")
    return text


def _template(path: Path, system: str, question: str, placeholders: frozenset[str]) -> ChatPromptTemplate:
    wanted = " and ".join(f"{{{name}}}" for name in sorted(placeholders))
    try:
        human = HumanMessagePromptTemplate.from_template(question)
    except ValueError as error:
        raise SettingsError(
            f"The prompt {path} is no template ({error}): its placeholders are {wanted}, other braces are doubled."
        ) from error
    if set(human.input_variables) != placeholders:
        found = ", ".join(f"{{{name}}}" for name in sorted(human.input_variables)) or "none"
        raise SettingsError(f"The prompt {path} needs the placeholders {wanted} and no other; it has {found}.")
    return ChatPromptTemplate.from_messages([SystemMessage(system), human])
