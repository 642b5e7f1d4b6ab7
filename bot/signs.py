"""What a message is weighed by: its words and letters, as places in a table; and its pieces, where it is long."""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Words and letters have a table each, of so many places. Two signs that share a place are told apart by the others.
PLACES = 2**16
# A longer message is looked at in pieces too: what is told in one sentence of a long message must not drown in it.
MOST_WORDS = 60
_LONGEST_RUN_OF_WORDS = 3
_RUNS_OF_LETTERS = (3, 4, 5)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!#£]|\.(?=\s|$)")
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+|\n+")
# Words that stand for one another: what is told of a lad is told of a girl.
_KINDS = {
    "@child": "child children kid kids baby babies toddler infant boy girl boys girls pupil pupils student lad lass son"
    " daughter teen teenager yp newborn twins twin sibling siblings brother sister nephew niece grandson granddaughter",
    "@adult": "dad mum mam mummy daddy mother father stepdad stepmum parents parent carer uncle aunt auntie nan gran"
    " grandad grandma grandpa partner boyfriend girlfriend husband ex fella bloke man woman bf stepfather stepmother",
    "@staff": "teacher ta coach colleague manager caretaker tutor volunteer driver nurse worker officer head deputy"
    " escort childminder nanny sergeant dentist consultant doctor leader priest imam vicar chaplain",
    "@they": "he she him her his hers they them their",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}


def plain(text: str) -> str:
    """In small letters, with one kind of apostrophe and single spaces."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'")
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Signs:
    """The places of a text's words and of its letters."""

    words: NDArray[np.int64]
    letters: NDArray[np.int64]


def signs(text: str) -> Signs:
    """What a text is weighed by."""
    return Signs(word_places(text), letter_places(text))


def word_places(text: str) -> NDArray[np.int64]:
    """The places of its runs of one to three words, as they stand and by kind; each once, in order."""
    words = ["<", *("0" if word.isdigit() else word for word in _WORD.findall(plain(text))), ">"]
    kinds = [_KIND_OF.get(word.split("'")[0], word) for word in words]
    runs = {f"w {run}" for run in _runs(words)} | {f"c {run}" for run in _runs(kinds)}
    runs |= {f"k {first} {third}" for first, third in zip(kinds, kinds[2:], strict=False)}
    return np.unique(np.fromiter((zlib.crc32(run.encode()) % PLACES for run in runs), np.int64, len(runs)))


def letter_places(text: str) -> NDArray[np.int64]:
    """The places of its runs of three to five letters, each once, in order: they see through slips of spelling."""
    shown = re.sub(r"\d", "0", f" {plain(text)} ")
    codes = np.frombuffer(shown.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    found = [_hashed_runs(codes, length) for length in _RUNS_OF_LETTERS if len(codes) >= length]
    return np.unique(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, dtype=np.int64)


def pieces(text: str) -> list[str]:
    """The message itself, and where it is long, whole sentences of it, about MOST_WORDS words at a time."""
    if len(text.split()) <= MOST_WORDS:
        return [text]
    cut: list[list[str]] = [[]]
    for sentence in _SENTENCE.split(text):
        words = sentence.split()
        if cut[-1] and len(cut[-1]) + len(words) > MOST_WORDS:
            cut.append([])
        cut[-1] += words
    parts = [part[start : start + MOST_WORDS] for part in cut for start in range(0, len(part), MOST_WORDS)]
    return [text, *(" ".join(part) for part in parts)]


def _runs(words: Sequence[str]) -> list[str]:
    return [
        " ".join(words[start : start + length])
        for length in range(1, _LONGEST_RUN_OF_WORDS + 1)
        for start in range(len(words) - length + 1)
    ]


def _hashed_runs(codes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """A place for each run of `length` letters: products of 64 bits that wrap round, the best mixed bits kept."""
    value = np.full(len(codes) - length + 1, length, dtype=np.uint64)
    for offset in range(length):
        value = value * np.uint64(1_099_511_628_211) + codes[offset : len(codes) - length + 1 + offset]
    value ^= value >> np.uint64(29)
    return (value * np.uint64(0xBF58476D1CE4E5B9)) >> np.uint64(48)
