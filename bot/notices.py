"""The fixed wording of every reply that is not, or not only, an answer from the documents."""

from collections.abc import Sequence
from datetime import date

from bot.contacts import EMERGENCY_NUMBER, Contact, contact_line
from bot.pictured import Picture

WITHHELD_QUESTION = "(not kept: it identified a person)"
_MOST_NAMED = 5


def safety_card(contacts: Sequence[Contact], today: date) -> str:
    """What to do first, in a fixed order; it needs neither the documents nor a language model."""
    return "\n".join(
        [
            "If a child may be in danger, act now. Do not wait for an answer here.",
            f"1. Immediate danger: ring {EMERGENCY_NUMBER}.",
            "2. Tell your safeguarding lead or manager, now.",
            f"3. {contact_line(contacts, 'front_door', today)}",
            f"    Outside those hours: {contact_line(contacts, 'out_of_hours', today)}",
            "4. If the worry is about an adult who works or volunteers with children: "
            + contact_line(contacts, "lado", today),
            "Listen, do not promise to keep it secret, do not investigate. Write down the child's own words.",
        ]
    )


def identifiers_notice(contacts: Sequence[Contact], today: date) -> str:
    """Not here, but do share: a privacy message must never put anyone off raising a concern."""
    return "\n".join(
        [
            "Your message may identify a person, so it was not processed and not kept. Please delete it from this "
            "conversation and ask again without names, numbers, dates of birth or addresses.",
            "If you are worried about a child, do share who they are with the people who can help: "
            + contact_line(contacts, "front_door", today),
            f"If there is immediate danger, ring {EMERGENCY_NUMBER}.",
        ]
    )


def not_found_notice(unread: Sequence[str], chart: Picture | None, contacts: Sequence[Contact], today: date) -> str:
    """The documents do not say; that is not to say that there is no rule. `chart` shows what was asked for."""
    lines = ["I did not find an answer to this in the documents. That does not mean that there is no rule about it."]
    if chart:
        where = f"{chart.passage.version.document.title}, {chart.passage.page}"
        lines.append(f"“{chart.caption}” is charted in {where}, with no figure that I can read: look there.")
    if unread:
        named = "; ".join(unread[:_MOST_NAMED]) + (" …" if len(unread) > _MOST_NAMED else "")
        lines.append(f"I cannot read pictures and scans, so these pages were not searched: {named}.")
    lines.append(_ask_a_person(contacts, today))
    return "\n".join(lines)


def partial_notice(parts: Sequence[str]) -> str:
    """What of a question the documents leave open."""
    return f"I did not find an answer to this part of your question: {'; '.join(f'“{part}”' for part in parts)}."


def extracts_notice() -> str:
    """The language model did not answer, and the documents' own sentences stand in for it."""
    return "This answer is in extracts: the language model that puts answers into words is not available just now."


def what_is_meant(pronoun: str) -> str:
    """A question that leans on nothing; `pronoun` is the word that stands for something, empty where none does."""
    asked = f"What do you mean by “{pronoun}”?" if pronoun else "What is your question about?"
    return f"{asked} Please ask again in one sentence that names it."


def which_is_meant(topic: str) -> str:
    """A question that names only a broad topic."""
    return f"Which {topic} do you mean? Please ask again and name the procedure or the situation."


def clarifying_notice(question: str, contacts: Sequence[Contact], today: date) -> str:
    """One question back; a worry about a child does not wait for it."""
    return f"{question}\nIf you are worried about a child: {contact_line(contacts, 'front_door', today)}"


def unsupported_notice(contacts: Sequence[Contact], today: date) -> str:
    """There was a draft, but its quotes did not hold."""
    return (
        "I drafted an answer, but its quotes could not be confirmed in the documents, so I am not showing it.\n"
        + _ask_a_person(contacts, today)
    )


def unavailable_notice(contacts: Sequence[Contact], today: date) -> str:
    """The documents cannot be searched just now; why is for the log."""
    return "I cannot answer just now. Ask again in a few minutes.\n" + _ask_a_person(contacts, today)


def not_current_notice(titles: Sequence[str]) -> str:
    """Some of what was cited no longer holds, or nobody has confirmed that it does."""
    return f"Check before you rely on this: not current or past its review date: {', '.join(titles)}."


def _ask_a_person(contacts: Sequence[Contact], today: date) -> str:
    return (
        "Ask your safeguarding lead or manager. About the documents: "
        + contact_line(contacts, "partnership_team", today)
        + f"\nIf you are worried about a child: {contact_line(contacts, 'front_door', today)}"
    )
