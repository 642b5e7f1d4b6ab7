"""Where answers are made, as the Slack bot sees it."""

from typing import Protocol

from knowledge.domain import Answer, Question


class Desk(Protocol):
    """Where answers are made and recorded. Both ways may block, and raise QuestionError and LedgerError."""

    def reply(self, question: Question) -> Answer:
        """The answer to a question, recorded."""
        ...

    def safety_card(self, question: Question) -> Answer | None:
        """The answer to a question that tells of danger, recorded; None for any other."""
        ...
