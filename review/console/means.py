"""What the console works with, handed to it once at the start."""

from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import HTTPConnection

from knowledge.editions import Editions
from knowledge.intake.receiving import Allowance
from knowledge.intake.store import IntakeStore
from knowledge.ledger.ledger import Ledger
from review.page_images.images import PageImages


@dataclass(frozen=True, slots=True)
class Means:
    """The ledger, and the folders of the documents and of what was made of them.

    `second_share` is the share of answers, in [0, 1], that a second reviewer judges blind; `allowance` is what a
    publisher may put in. Without `page_images` passages are shown as text alone.
    """

    ledger: Ledger
    data: Path
    corpus: Path
    second_share: float = 0.2
    allowance: Allowance = field(default_factory=Allowance)
    page_images: PageImages | None = None

    @property
    def editions(self) -> Editions:
        """The editions of the data folder."""
        return Editions(self.data)

    @property
    def intake(self) -> IntakeStore:
        """The requests to the ingestion process."""
        return IntakeStore(self.data)


def means_of(connection: HTTPConnection) -> Means:
    """The means of the application that a request came to."""
    means: Means = connection.app.state.means
    return means
