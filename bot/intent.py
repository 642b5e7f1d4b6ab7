"""What a message asks for besides the documents: a decision, work to be done, who a child is, a change of the rules."""

import re

from numpy import float32
from numpy.typing import NDArray

from bot.message import Message, as_message
from bot.signs import plain
from bot.weighing import Embed, exceeds

_RULES = (
    r"(?:instructions?|prompts?|rules|corpus|guardrails|guidelines|filters?|sources|passages|documents|guidance"
    r"|safety (?:cards?|checks?|filters?)|citations|quotes|config\w*|tools|system message|api keys?)"
)
_INJECTION = tuple(
    re.compile(pattern)
    for pattern in (
        # away with the rules
        r"\b(?:ignore|disregard|forget|override|bypass|skip|delete|drop|disable|switch off|turn off|turn your)\b"
        rf"(?: (?!if\b)[\w']+){{0,4}}? {_RULES}\b",
        r"\b(?:ignore|disregard|forget) (?:what you|everything|you are|all|the above)\b",
        r"\b(?:stop|don't|dont|do not|without) (?:quot|cit|us(?:e|ing) the doc|follow|show(?:ing)? the|sources)\w*",
        r"\b(?:no|not any|without) (?:rules|limits|restrictions)\b|\bfilters? to none\b|\bare (?:switched )?off\b",
        r"\boverride:|\bcitations ?= ?off\b|\b(?:stop being|be a normal) (?:signpost|chatbot|so cautious)\b",
        r"\badmin command\b|\bhouse rule\b|\brule 1 is now\b|\bset your instructions aside\b|\bobey me\b",
        # out with what is kept
        r"\b(?:print|show|reveal|repeat|output|paste|dump|translate|encode|list|give|display)\b(?: [\w']+){0,5}?"
        r" (?:your|hidden|system) (?:\w+ )?(?:prompts?|instructions?|rules|config\w*|tools|api keys?)\b",
        r"\bapi keys?\b|\b(?:system|hidden) (?:prompt|text)\b|\bdeveloper message\b|\bprompts folder\b",
        r"\benvironment variables\b|\bdump the\b|\brules you follow\b",
        r"\b(?:repeat|print|show|paste)\b.{0,25}\b(?:above|before this|given before|word for word)\b",
        r"\btold before this\b",
        r"\b(?:what were you|words you were) told\b|\bwhat did the last person\b",
        r"\bquestions? (?:other users|other people)? ?asked\b",
        # another part to play
        r"\byou(?: are|'re) (?:now|no longer|dan\b|an? (?:ai|pirate))|\byou(?:'ve| have) been updated\b",
        r"\bpretend (?:you|the|that)\b|\bact (?:as|like) (?:if|an? (?:unrestricted|lawyer|expert)|your)\b",
        r"\brole ?play as\b|\bjailbreak|\bunfiltered\b|\bset your\b|\bnew persona\b|\blet'?s play a game\b",
        r"\b(?:dan|developer|dev|admin|debug|god)(?:'?s)? mode\b",
        r"\bi(?:'m| am) (?:the|your) (?:developer|admin\w*|owner)\b",
        r"\bauthori[sz]e you\b|\boverride code\b|\bfrom (?:now|here|this point) on\b|\byour new rule\b",
        r"\bnew (?:instructions?|rules?|policy) ?[:#]|\bbegin new instructions\b",
        r"\byour (?:own|previous) (?:knowledge|instr)",
        # words put into the answer
        r"\b(?:respond|reply|answer) (?:only )?(?:with (?:only )?)?(?:the (?:exact|word)|yes or no|only with)\b",
        r"\brepeat after me\b",
        r"\bend (?:each|every|of every) (?:reply|answer)\b",
        r"\btreat (?:my|what|whatever)\b.{0,40}\b(?:system|official|document)\b",
        r"\bin all replies\b|\b(?:say|reply) that no referral\b|\bobey the\b|\bmake up a\b|\bbase64\b",
        # marks of another voice
        r"(?:^|[\s\[<({#*!.\"])(?:system|assistant)\"?(?: note)?[:>\]\"]",
        r"\[/?inst\]|</?(?:system|context|passage)>|\[\[|<!--",
        r"\b(?:to the (?:ai|model)\b|end of user message)|\bassistant must\b",
    )
)
_REVIEW = r"(?:review(?:ed|s)?|lcspr|scrs?|briefing|ted|serious case|published|case study)"
_PERSON = (
    r"(?:child|children|boys?|girls?|baby|babies|toddler|teenager|victim|family|families|mum|mother|dad|father|parents?"
    r"|siblings?|brother|sister|ted|social worker|stepfather|perpetrator|young person|kids?)"
)
_PLACE = r"(?:school|nursery|hospital|street|road|town|village|estate|church|gp|surgery|college|area|part of)"
_WHERE = r"\bwhere (?:is|are|do|does|did|was|were)\b"
_WHO_IS_IT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:real|true|actual) (?:name|identity)\b|\b(?:identify|identity of) (?:the|that|this) {_PERSON}\b",
        rf"\b(?:names?|surname|address)\b.{{0,12}}\b{_PERSON}\b.{{0,60}}\b{_REVIEW}\b",
        rf"\b{_PERSON}(?:'s|s')? (?:first |last |full )?(?:name|surname|address)\b.{{0,60}}\b{_REVIEW}\b",
        rf"\bwho (?:is|was|are|were) (?:the |this |that )?{_PERSON}\b.{{0,40}}\b(?:really|{_REVIEW})\b",
        rf"\b(?:what|which) {_PLACE}\b.{{0,50}}\b{_PERSON}\b.{{0,50}}\b{_REVIEW}\b",
        rf"\b(?:what|which) {_PLACE}\b (?:\w+ )?(?:was|is) it in\b.{{0,40}}\b{_REVIEW}\b",
        rf"{_WHERE}.{{0,20}}\b{_PERSON}\b.{{0,40}}\b{_REVIEW}\b.{{0,30}}\b(?:live|born|now)",
        rf"{_WHERE}.{{0,20}}\b{_PERSON}\b.{{0,15}}\b(?:live|born)\b.{{0,30}}\b{_REVIEW}\b",
        rf"\b{_REVIEW}\b.{{0,60}}\b(?:in the (?:news|papers?|echo)|(?:the )?same family|court case|work out who)\b",
        r"\b(?:child|baby|boy|girl) [a-z]\b.{0,30}\b(?:on|in) the (?:news|papers?)\b",
        rf"\b{_PERSON}\b.{{0,30}}\b{_REVIEW}\b.{{0,50}}\b(?:what(?:'s| is) (?:she|he) called|her name|his name)\b",
        rf"\b{_REVIEW}\b.{{0,90}}\b(?:that it's them|i (?:think i )?know (?:them|the family)|with that family)\b",
        rf"\b(?:work out|find out|guess)\b.{{0,30}}\bwho\b.{{0,40}}\b{_REVIEW}\b|\blink the (?:two )?reviews\b",
    )
)
# A decision asked for in so many words.
_CASE = r"(?:this|that|it|he|she|they|these|we|the family|this (?:family|child|one|lad|girl|boy))"
_DECISION = re.compile(
    rf"\b(?:what|which) level (?:is|are|would|do you|does|should) {_CASE}\b"
    rf"|\b(?:is|are|was|would|does|do|has) {_CASE}\b.{{0,25}}\b(?:bad|serious|worrying|big|safe) enough\b"
    r"|\b(?:bad|serious|worrying) enough (?:to|for)\b"
    rf"|\b(?:is|are|would) {_CASE} (?:be |count as |really |actually |just )?(?:neglect|abuse|abusive|child protection"
    r"|section (?:47|17)|s ?47|s ?17|early help|child in need|cin|cp|significant harm|a safeguarding)\b"
    rf"|\b(?:does|do|would|has|have) {_CASE} (?:meet|reach|hit|cross|met|reached) (?:the |our )?"
    r"(?:thresholds?|criteria|bar)\b"
    r"|^(?:so |ok |please )?(?:should|shall) (?:i|we) (?:just |now |really )?"
    r"(?:refer|escalate|step (?:up|down)|close|remove|be worried|worry|call it in|ring it in)\b"
    r"|\b(?:would|do) you (?:think|reckon|refer|say|escalate|remove|step)\b|\bin your (?:view|opinion)\b|\byour call\b"
)
# Work to be done: an order at the beginning of the message, a record to be looked up.
_POLITE = (
    r"(?:(?:hi|hey|hello|ok|please|pls|plz|just|quickly|can|could|would|will|you|u|i need you to|i want you to"
    r"|help me(?: to)?|able to|any chance)\b[, ]*)*"
)
_WORK = re.compile(
    rf"^{_POLITE}(?:(?:re)?(?:draft|write|word|compose|type up|proofread|summari[sz]e|translate|tidy|shorten|transcribe"
    r"|rephrase|polish|edit|spell ?check|format|generate|calculate|convert|sing|book|schedule|prepare)"
    r"|(?:put|turn) (?:my|this|these)|put together|make (?:a|an|me|my|the|this)|do (?:me|my)|give me \d+"
    r"|fill (?:in|out)"
    r"|tell me a (?:joke|story)|remind me|send (?:me|a|an|this)|pretty up)\b"
    r"|\b(?:look up|search for|pull up|bring up|find me)\b.{0,40}"
    r"\b(?:child|family|case|record|file|mum|dad|address|number|chronology|history)\b"
    r"|\b(?:is|are|was|were|if|whether) (?:this|that|the|these) (?:\w+ )?(?:child|family|mum|dad|kid|boy|girl|baby"
    r"|patient|pupil|address|man)s? (?:is |are )?(?:already |still |currently |ever )?"
    r"(?:known|open|on (?:a|the|our) (?:plan|caseload|system|register))\b"
)
_PARTS = re.compile(r"(?<=[.!?:;])\s+|\s(?:and then|and|also|but|then)\s|<!--|\[\[|\s<")
_QUESTION = re.compile(r"^\W*(?:(?:what|when|who)(?:'?s)?|how|which|where|is|are|does|do|can|must|should)\b")
_ADDRESSED = re.compile(r"\byou(?:r)?\b|\bi\b")
_LEAST_WORDS = 3


def asks_for_judgement(message: Message | str, embed: Embed | None = None) -> bool:
    """Whether it asks for a decision that is a professional's: refer or not, which level, bad enough."""
    message = as_message(message, embed)
    if _DECISION.search(plain(message.text)):
        return True
    return exceeds("judgement", message.signs[:1], _whole(message))


def is_out_of_scope(message: Message | str, embed: Embed | None = None) -> bool:
    """Whether no document could answer it: work to be done, records, small talk; or an injection and nothing else."""
    message = as_message(message, embed)
    if is_injection(message.text):
        return not _asks_besides(plain(message.text))
    if _WORK.search(plain(message.text)):
        return True
    return exceeds("out_of_scope", message.signs[:1], _whole(message))


def asks_who_a_child_is(text: str) -> bool:
    """Whether it asks for the name or whereabouts of a child, family or victim of a published review."""
    words = plain(text)
    return any(pattern.search(words) for pattern in _WHO_IS_IT)


def is_injection(text: str) -> bool:
    """Whether it tells the assistant to change its rules or to give them away. To be counted: it has no effect."""
    words = plain(text)
    return any(pattern.search(words) for pattern in _INJECTION)


def _asks_besides(words: str) -> bool:
    """Whether a part of an injection is a question of its own, about something else than the assistant."""
    parts = [part for part in _PARTS.split(words) if len(part.split()) >= _LEAST_WORDS]
    asking = [part for part in parts if not is_injection(part) and not _ADDRESSED.search(part)]
    return any(_QUESTION.search(part) or part.endswith("?") for part in asking)


def _whole(message: Message) -> NDArray[float32] | None:
    return None if message.vectors is None else message.vectors[:1]
