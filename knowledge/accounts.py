"""Who may use the review console, and for what. No input or output here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A session ends when it has not been used for so long, and at last after so long whatever is done in it.
IDLE_LIMIT = timedelta(hours=1)
SESSION_LIMIT = timedelta(hours=12)

# After so many wrong passwords within this time no more are tried: for one name, and from one address, behind which
# many people may sit.
FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_PER_NAME = 5
FAILURES_PER_ADDRESS = 25

PASSWORD_LENGTH = 12


class Role(StrEnum):
    """What an account is for. An account may have several."""

    READER = "reader"
    """Sees reports, documents and gaps."""
    REVIEWER = "reviewer"
    """Sees the queue and the answers, and gives verdicts."""
    LEAD = "lead"
    """Does what a reviewer does; assigns, draws samples, takes actions, and sees counts by reviewer."""
    PUBLISHER = "publisher"
    """Puts documents in and takes them out, and sees those that are live."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `name` is how they stand in the ledger, for good.

    `email` is what an OpenID provider must vouch for at the first sign-in through it; empty where that is not meant.
    `must_choose_password`: whoever made the account knows its password, so that it proves nobody until it is changed.
    """

    name: str
    roles: frozenset[Role] = frozenset()
    email: str = ""
    is_disabled: bool = False
    has_password: bool = True
    must_choose_password: bool = False
    added_at: datetime | None = None
    signed_in_at: datetime | None = None

    def may(self, *roles: Role) -> bool:
        """Whether one of these roles is theirs; a lead is a reviewer too. A disabled account has none."""
        own = self.roles | ({Role.REVIEWER} if Role.LEAD in self.roles else set())
        return not self.is_disabled and not own.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as an OpenID provider knows them."""

    issuer: str
    subject: str


class AccountDeed(StrEnum):
    """What was done to an account, or with it."""

    ADDED = "added"
    ROLES_CHANGED = "roles changed"
    EMAIL_CHANGED = "e-mail changed"
    PASSWORD_CHANGED = "password changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    LINKED = "linked"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SIGN_IN_FAILED = "sign-in failed"


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One line of what was done to accounts and with them; `account` is empty where a name was typed that is none."""

    account: str
    deed: AccountDeed
    detail: str
    address: str
    at: datetime
