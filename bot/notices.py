"""Every reply that is not, or not only, an answer from the documents: the partnership's words and its contacts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import Template

from bot.contacts import Contact
from bot.pictured import Picture
from bot.wording import Wording, day_in_words, own_wording
from bot.wording_checks import CONTACTS

WITHHELD_QUESTION = "(not kept: it identified a person)"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices in a wording, with the contacts that they name; `today` tells which numbers are stale."""

    wording: Wording = field(default_factory=own_wording)
    contacts: Sequence[Contact] = ()

    def safety_card(self, today: date, identifies: bool = False) -> str:
        """What to do first, in a fixed order; `identifies` where the message also points to a person."""
        card = self._with_contacts(self.wording.safety_card, today)
        return f"{card}\n{self.wording.urgent_identifies}" if identifies else card

    def procedure_intro(self) -> str:
        """What comes between a safety card and what the documents say."""
        return self.wording.procedure_intro

    def identifiers_notice(self, kinds: Iterable[str], today: date) -> str:
        """Not here, but do share: a privacy message must never put anyone off raising a concern.

        `kinds` are keys of the wording's table `seen`; one that it lacks is called something that points to a person.
        """
        seen = self.wording.seen
        words = dict.fromkeys(seen.get(kind, seen["other"]) for kind in kinds) or [seen["other"]]
        return self._with_contacts(self.wording.identifiers, today, seen=_and(list(words)))

    def not_found_notice(self, unread: Sequence[str], chart: Picture | None, today: date) -> str:
        """The documents do not say; that is not to say that there is no rule. `chart` shows what was asked for."""
        lines = [self.wording.not_found]
        if chart:
            where = f"{chart.passage.version.document.title}, {chart.passage.page}"
            lines.append(_filled(self.wording.not_found_chart, caption=chart.caption, where=where))
        if unread:
            lines.append(_filled(self.wording.not_found_unread, pages=_some(unread)))
        return "\n".join([*lines, self._ask_a_person(today)])

    def partial_notice(self, parts: Sequence[str]) -> str:
        """What of a question the documents leave open."""
        return _filled(self.wording.partial, parts=_quoted(parts))

    def clarifying_notice(self, asked: str, today: date) -> str:
        """One question back; a worry about a child does not wait for it."""
        return f"{asked}\n{self._with_contacts(self.wording.clarify_worry, today)}"

    def unsupported_notice(self, today: date) -> str:
        """There was a draft, but its quotes did not hold."""
        return f"{self.wording.unsupported}\n{self._ask_a_person(today)}"

    def unavailable_notice(self, today: date) -> str:
        """The documents cannot be searched just now; why is for the log."""
        return f"{self.wording.unavailable}\n{self._ask_a_person(today)}"

    def judgement_notice(self, today: date, is_quoted: bool = True) -> str:
        """Beside quoted criteria, or where none were found: who decides, and whom to ring."""
        first = self.wording.judgement_quoted if is_quoted else self.wording.judgement_unquoted
        return f"{first}\n{self._with_contacts(self.wording.judgement, today)}"

    def out_of_scope_notice(self, today: date) -> str:
        """What is not done here, and what can be asked instead."""
        return self._with_contacts(self.wording.out_of_scope, today)

    def review_identity_notice(self) -> str:
        """Who a child of a published review is, is neither said nor worked out."""
        return self.wording.review_identity

    def contact_notice(self, contacts: Sequence[Contact], today: date) -> str:
        """The numbers and addresses that were asked for, or that the list has none."""
        if not contacts:
            return self.wording.contacts_none
        lines = "\n".join(self.contact_line(contact, today, with_email=True) for contact in contacts)
        return _filled(self.wording.contacts_found, contacts=lines)

    def contact_elsewhere(self, where: Sequence[str]) -> str:
        """The documents give contact details too, on these pages ("Digest, p. 6"), which are not repeated."""
        return _filled(self.wording.contact_elsewhere, where=_quoted(where[:_MOST_NAMED]))

    def left_out_contact(self) -> str:
        """What stands in a quotation in place of a number or address."""
        return self.wording.contact_left_out

    def disagreement_notice(self, places: Sequence[str]) -> str:
        """The documents at these places ("Digest, p. 6") give different answers."""
        return _filled(self.wording.disagreement, places=_quoted(places))

    def not_current_notice(self, titles: Sequence[str]) -> str:
        """Some of what was cited no longer holds, or nobody has confirmed that it does."""
        return _filled(self.wording.not_current, titles=", ".join(titles))

    def superseded_label(self, replaced_on: date | None = None, title: str = "") -> str:
        """Before a claim from a rule that was replaced: when, and by what, as far as they are known."""
        if title and replaced_on:
            return _filled(self.wording.superseded, day=day_in_words(replaced_on), title=title)
        return _filled(self.wording.superseded_undated, title=title) if title else self.wording.superseded_unnamed

    def finding_label(self) -> str:
        """Before what a review found."""
        return self.wording.finding

    def as_at_label(self, period: str) -> str:
        """Before a figure that holds for a period, such as "2022/23"."""
        return _filled(self.wording.as_at, period=period)

    def extracts_only(self) -> str:
        """The language model did not answer: what is shown are extracts."""
        return self.wording.extracts_only

    def contact_line(self, contact: Contact, today: date, *, with_email: bool = False) -> str:
        """A contact on one line, with a warning where it is stale."""
        ways = [contact.number, contact.email] if with_email and contact.email else [contact.number]
        hours = f" ({contact.hours})" if contact.hours else ""
        since = _filled(self.wording.contact_unchecked, day=day_in_words(contact.verified_on))
        stale = f" {since}" if contact.is_stale(today) else ""
        return f"{contact.name}: {', '.join(ways)}{hours}{stale}"

    def _ask_a_person(self, today: date) -> str:
        return self._with_contacts(self.wording.ask_a_person, today)

    def _with_contacts(self, sentence: str, today: date, **places: str) -> str:
        """The sentence with its places filled: a contact's line, or where to look when the list has none."""
        lines = dict(self.wording.contact_missing)
        lines |= {each.id: self.contact_line(each, today) for each in reversed(self.contacts) if each.id in CONTACTS}
        return _filled(sentence, **lines, **places)


def _filled(sentence: str, **places: str) -> str:
    return Template(sentence).substitute(places)


def _some(names: Sequence[str]) -> str:
    return "; ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


def _quoted(names: Sequence[str]) -> str:
    return "; ".join(f"“{name}”" for name in dict.fromkeys(names))


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
