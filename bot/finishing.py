"""Drafts to statements that may be shown: contact details out, quotes checked, labels and short forms put in."""

from collections.abc import Sequence
from datetime import date

from bot.contact_details import without_contact_details
from bot.drafting import Draft
from bot.glossary import Glossary
from bot.labelling import labelled
from bot.notices import Notices
from bot.short_forms import with_short_forms
from bot.verifying import verified
from knowledge.domain import Statement
from knowledge.editions import Edition
from knowledge.embedding import Embedder


def finished(
    drafts: Sequence[Draft], edition: Edition, today: date, notices: Notices, glossary: Glossary, embedder: Embedder
) -> tuple[Statement, ...]:
    """The statements of those drafts that hold; none where none does."""
    left_out = notices.left_out_contact()
    bare = [without_contact_details(draft, left_out) for draft in drafts]
    statements = verified(bare, edition, today, embedder, left_out)
    return with_short_forms(labelled(statements, edition, notices), glossary)
