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


def finished(
    drafts: Sequence[Draft], edition: Edition, today: date, notices: Notices, glossary: Glossary
) -> tuple[Statement, ...]:
    """The statements of those drafts that hold; none where none does."""
    bare = [without_contact_details(draft, notices.left_out_contact()) for draft in drafts]
    return with_short_forms(labelled(verified(bare, edition, today), edition, notices), glossary)
