"""Who may use the review console, and for what. No input or output here."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do in the console; one person may have several roles."""

    REVIEWER = "reviewer"  # sees the queue and answers, gives verdicts
    LEAD = "lead"  # what a reviewer does; assigns, draws samples, takes actions, sees counts by reviewer
    PUBLISHER = "publisher"  # puts documents in, publishes, rolls back
    READER = "reader"  # sees documents, gaps and the assurance report


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; `name` is what their deeds are recorded under."""

    name: str
    roles: frozenset[Role] = frozenset()
    is_disabled: bool = False

    def may(self, *roles: Role) -> bool:
        """Whether one of these roles is theirs; a lead is a reviewer too."""
        own = self.roles | ({Role.REVIEWER} if Role.LEAD in self.roles else set())
        return not self.is_disabled and not own.isdisjoint(roles)
