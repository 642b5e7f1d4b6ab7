"""What `ask --json` and `search --json` write, and what `--from` reads. Scripts rely on these forms."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.domain import Answer, Citation, Match, Question, Turn
from knowledge.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file of questions."""

    id: str
    question: Question


def read_lines(path: Path) -> list[Line]:
    """The questions of a JSON Lines file; raises QuestionError naming the line that is wrong.

    All are read before the first is asked: a slip in the last line is told at once.
    """
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path} cannot be read: {error}.") from error
    # Only "\n" ends a line: JSON may hold the other line ends of Unicode as they are.
    lines = enumerate(source.split("\n"), 1)
    return [_line(f"{path}, line {number}", line, number) for number, line in lines if line.strip()]


def _line(place: str, line: str, number: int) -> Line:
    try:
        values = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionError(f"{place}: not valid JSON ({error.msg}).") from error
    except RecursionError as error:
        raise QuestionError(f"{place}: nested too deeply.") from error
    if not isinstance(values, dict) or not isinstance(values.get("question"), str):
        raise QuestionError(f'{place}: each line is an object with a "question".')
    history = values.get("history") or []
    if not isinstance(history, list):
        raise QuestionError(f'{place}: "history" is a list of earlier questions.')
    line_id = number if values.get("id") is None else values["id"]
    return Line(_text(line_id), Question(_text(values["question"]), history=tuple(map(_turn, history))))


def _turn(value: object) -> Turn:
    if isinstance(value, Mapping):
        return Turn(_text(value.get("question", "")), _text(value.get("answer", "")))
    return Turn(_text(value))


def _text(value: object) -> str:
    """A value as text that can be stored and printed: JSON can escape halves of characters, which cannot."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def answer_object(line_id: str, answer: Answer) -> dict[str, object]:
    """An answer in the form of the command-line contract."""
    return {
        "id": line_id,
        "answer_id": answer.id,
        "question": answer.question.text,
        "outcome": answer.outcome,
        "text": answer.text,
        "statements": [
            {"text": each.text, "citations": [citation.marker for citation in each.citations]}
            for each in answer.statements
        ],
        "citations": [_citation_object(citation) for citation in answer.citations],
        "considered": [
            {"document": _path(match), "page": _page(match), "score": round(match.score, 4)}
            for match in answer.considered
        ],
        "edition": answer.edition,
        "language_model": answer.language_model,
        "seconds": answer.seconds,
        **({"usage": asdict(answer.usage)} if answer.usage else {}),
    }


def search_object(line_id: str, query: str, matches: list[Match]) -> dict[str, object]:
    """Ranked passages in the form of the command-line contract."""
    results = [
        {
            "document": _path(match),
            "page": _page(match),
            "headings": list(match.passage.headings),
            "text": match.text,
            "score": round(match.score, 4),
        }
        for match in matches
    ]
    return {"id": line_id, "query": query, "results": results}


def _citation_object(citation: Citation) -> dict[str, object]:
    passage = citation.passage
    return {
        "marker": citation.marker,
        "document": passage.version.document.path,
        "title": passage.version.document.title,
        "version": passage.version.sha256,
        "page": passage.page.index if passage.page else None,
        "printed_page": passage.page.printed if passage.page else None,
        "headings": list(passage.headings),
        "quote": citation.quote,
        "passage": passage.text,
        "standing": str(citation.standing),
        "check": citation.check,
    }


def _path(match: Match) -> str:
    return match.passage.version.document.path


def _page(match: Match) -> int | None:
    return match.passage.page.index if match.passage.page else None
