"""Who acts in a text: the bodies and offices of the field, under one name each."""

import re

from bot.claims.plain import plain
from bot.claims.words import read

# The first of a line is its name; longer phrases are found before the words they hold.
_NAMES = """
police|police officer|police officers|constabulary|detective
council|local authority|councils|local authorities
headteacher|head|heads
school|schools|college
nursery|nurseries
chair of governors
governors|governing body|governing bodies|governor
chair|conference chair
social worker|social workers|supervising social worker|allocated worker
social care|children services
health visitor|health visitors
school nurse
nurse|nurses
midwife|midwives
gp|gps|gp practice|doctor|doctors
lado|designated officer|local authority designated officer
mash|multi agency safeguarding hub
front door
dsl|designated safeguarding lead|designated lead
senco
court|courts|judge|crown court|family court
cafcass
guardian|guardians
camhs
ofsted
iro|independent reviewing officer|reviewing officer
virtual school|virtual school head
probation
icb
director
manager|managers|senior manager
coroner
advocate|advocates
tutor|tutors
teacher|teachers
agency|agencies
hospital
dpo|data protection officer
review panel|panel
emergency duty team
parent|parents
carer|carers
partnership
executive
board
"""
# Told of people in general: adding one changes little, putting one for another does.
_SOFT = frozenset(["parent", "carer", "advocate", "teacher", "tutor", "guardian"])
_TABLE = {name: line.split("|")[0] for line in _NAMES.strip().splitlines() for name in line.split("|")}
# A body stands in another's place where they share a word this near.
_BESIDE = 5
_FOUND = re.compile(
    rf"\b(?:{'|'.join(sorted((re.escape(name) for name in _TABLE), key=len, reverse=True))})\b"
    r"(?! (?:days?|terms?|uniform|age|hours?|record|file|files|vehicle|meal|year|report"
    r"|boards?|order|fee|child|children|proceedings)\b)"
)


def bodies_of(text: str) -> dict[str, set[str]]:
    """The bodies that a text names, each under its one name, with the stems of the words beside it."""
    written, found = _read(text), dict[str, set[str]]()
    for match in _FOUND.finditer(written):
        before = " ".join(written[: match.start()].split()[-_BESIDE:])
        after = " ".join(written[match.end() :].split()[:_BESIDE])
        beside = {word.stem for word in read(f"{before} . {after}") if word.tells}
        found.setdefault(_TABLE[match.group()], set()).update(beside)
    return found


def exchanged(text: str, quotes: str, known: str) -> list[str]:
    """The bodies of `text` that its quotes do not name.

    One that the headings and titles name is let pass, unless the quotes have another body in its place.
    """
    said, quoted = bodies_of(text), bodies_of(quotes)
    have = {word.stem for word in read(quotes)}
    around = {word.stem for word in read(known)} | set(bodies_of(known))
    gaps = []
    for body, beside in said.items():
        stems = {word.stem for word in read(body)}
        if body in quoted or stems <= have:
            continue
        is_soft = body in _SOFT
        is_replaced = any(beside & others for other, others in quoted.items() if other not in said)
        if is_replaced or not (is_soft or body in around or stems <= around):
            gaps.append(body)
    return gaps


def _read(text: str) -> str:
    return re.sub(r"[^\w' ]+", " ", plain(text).replace("'", " ").replace("-", " ")).replace("  ", " ")
