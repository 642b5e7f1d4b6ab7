"""Where the sentences of a text begin and end, and which of its lines are list items."""

import re

_ABBREVIATIONS = frozenset(
    {"e.g", "i.e", "etc", "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "para", "paras", "p", "pp", "s", "ss"}
    | {"art", "cf", "vs", "viz", "al", "reg", "regs", "sch", "fig", "ch", "vol"}
)
_END = re.compile(r"[.!?][\"'’”)\]]*\d{0,3}(?=\s)")
_FOOTNOTE_MARK = re.compile(r"\s+\d{1,3}(?=\s+[A-Z])")
_NEXT_CHARACTER = re.compile(r"\S")
_LONGEST_LAST_WORD = 40
_LEAST_WORDS = 4
_ITEM = re.compile(r"^(?:[•▪●◦‣*–-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The [start, end) of each sentence, without the white space between. A line break always ends one.

    A footnote mark raised after a full stop ("lead. 31 It is") belongs to the sentence before it.
    """
    spans = []
    for line in re.finditer(r"[^\n]+", text):
        spans += [(line.start() + a, line.start() + b) for a, b in _line_spans(line.group())]
    return spans


def sentences(text: str) -> list[str]:
    """The sentences of `text`, as it writes them."""
    return [text[start:end] for start, end in sentence_spans(text)]


def telling_spans(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences that are long enough to say something: they have vectors of their own."""
    return [(start, end) for start, end in sentence_spans(text) if len(text[start:end].split()) >= _LEAST_WORDS]


def is_item(line: str) -> bool:
    """Whether a line is an item of a list: it begins with a bullet, a number or a letter in brackets."""
    return _ITEM.match(line) is not None


def _line_spans(line: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for end in _sentence_ends(line):
        spans.append((start, end))
        start = end
    spans.append((start, len(line)))
    stripped = ((a + _leading(line[a:b]), a + len(line[a:b].rstrip())) for a, b in spans)
    return [(a, b) for a, b in stripped if a < b]


def _sentence_ends(line: str) -> list[int]:
    ends = []
    for match in _END.finditer(line):
        if not _ends_sentence(line, match):
            continue
        mark = _FOOTNOTE_MARK.match(line, match.end())
        ends.append(mark.end() if mark else match.end())
    return ends


def _ends_sentence(line: str, match: re.Match[str]) -> bool:
    if match.group()[-1].isdigit() and line[match.start() - 1 : match.start()].isdigit():
        return False  # "1.5 West", "2.1 The duty": a number, not a footnote mark
    following = _NEXT_CHARACTER.search(line, match.end())
    if following and following.group().islower():
        return False
    # As far back as an abbreviation can reach: looking at the whole line would be slow in a long one.
    words = line[max(0, match.start() - _LONGEST_LAST_WORD) : match.start()].rsplit(None, 1)
    last = words[-1].lstrip("([\"'‘“").lower() if words else ""
    is_number_at_start = len(words) == 1 and re.fullmatch(r"[\d.]+|[a-z]", last) is not None
    return last not in _ABBREVIATIONS and not is_number_at_start and not re.fullmatch(r"[a-z]", last)


def _leading(text: str) -> int:
    return len(text) - len(text.lstrip())
