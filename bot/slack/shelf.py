"""What the bot holds now: the documents of the live edition, for the Home tab and for whoever opens a passage."""

from collections.abc import Callable, Collection
from datetime import date

from knowledge.domain import Document, Standing, Version
from knowledge.editions import Edition
from knowledge.errors import IndexUnavailableError


class Shelf:
    """`edition` gives the live one; without one the shelf is empty. Methods may block."""

    def __init__(self, edition: Callable[[], Edition], today: Callable[[], date]) -> None:
        self._edition = edition
        self._today = today

    def edition_id(self) -> str:
        """The name of the live edition; nothing where there is none."""
        try:
            return self._edition().id
        except IndexUnavailableError:
            return ""

    def held(self, audiences: Collection[str]) -> list[tuple[Version, Standing]]:
        """The documents that these audiences may be shown, with what each counts for today, by title."""
        try:
            edition = self._edition()
        except IndexUnavailableError:
            return []
        versions = sorted(edition.shown_to(audiences).values(), key=lambda each: each.document.title.casefold())
        return [(version, edition.standing(version.document, self._today())) for version in versions]

    def document(self, path: str) -> Document | None:
        """The document at a path as it is described today; None where it is no longer held."""
        version = self._versions().get(path)
        return version.document if version else None

    def standing(self, path: str) -> Standing | None:
        """What the document at a path counts for today; None where it is no longer held."""
        version = self._versions().get(path)
        return self._edition().standing(version.document, self._today()) if version else None

    def _versions(self) -> dict[str, Version]:
        try:
            return dict(self._edition().passages.versions)
        except IndexUnavailableError:
            return {}
