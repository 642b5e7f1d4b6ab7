"""The lines that scripts read and write: their exact keys."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.json_lines import answer_object, read_lines, search_object
from builders.answers import declined_answer, sample_answer, sample_citation, sample_passage
from knowledge.domain import Match, Usage
from knowledge.errors import QuestionError

ANSWER_KEYS = [
    "id",
    "answer_id",
    "question",
    "outcome",
    "text",
    "statements",
    "citations",
    "considered",
    "edition",
    "language_model",
    "seconds",
]
CITATION = {
    "marker": 1,
    "document": "procedures/bruising.pdf",
    "title": "Bruising protocol",
    "version": "3f" * 32,
    "page": 6,
    "printed_page": "4",
    "headings": ["Assessment", "Babies who are not mobile"],
    "quote": sample_citation().quote,
    "passage": sample_passage().text,
    "standing": "local procedure, current",
    "check": "NORMALISED",
}


def written(folder: Path, text: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_answer_has_the_keys_of_the_contract() -> None:
    line = json.loads(json.dumps(answer_object("q1", sample_answer())))
    assert ANSWER_KEYS == list(line)
    assert ("q1", "a1", "answered", 1.25) == (line["id"], line["answer_id"], line["outcome"], line["seconds"])
    assert ["citations", "text"] == sorted(line["statements"][0])
    assert [[1], [1]] == [each["citations"] for each in line["statements"]]
    assert [CITATION] == line["citations"]
    assert {"document": "procedures/bruising.pdf", "page": 6, "score": 0.91} == line["considered"][0]


@pytest.mark.parametrize("cost", [None, 0.0042])
def test_what_a_language_model_took_is_told_where_one_was_asked(cost: float | None) -> None:
    line = json.loads(json.dumps(answer_object("q1", replace(sample_answer(), usage=Usage(1200, 80, cost)))))
    assert [*ANSWER_KEYS, "usage"] == list(line)
    assert {"input_tokens": 1200, "output_tokens": 80, "cost": cost} == line["usage"]


def test_a_refusal_has_the_same_keys() -> None:
    line = answer_object("q1", declined_answer())
    assert ANSWER_KEYS == list(line)
    assert ([], [], []) == (line["statements"], line["citations"], line["considered"])


def test_a_format_without_pages_has_none() -> None:
    passage = replace(sample_passage(), page=None)
    line = json.loads(json.dumps(answer_object("1", sample_answer(citations=(sample_citation(passage),)))))
    assert (None, None) == (line["citations"][0]["page"], line["citations"][0]["printed_page"])


def test_a_search_has_the_keys_of_the_contract() -> None:
    line = search_object("1", "bruise", [Match(sample_passage(), 0.123456)])
    result = {
        "document": "procedures/bruising.pdf",
        "page": 6,
        "headings": ["Assessment", "Babies who are not mobile"],
        "text": sample_passage().text,
        "score": 0.1235,
    }
    assert {"id": "1", "query": "bruise", "results": [result]} == line


def test_lines_are_read_in_order_with_their_history(tmp_path: Path) -> None:
    text = (
        '{"id": "b", "question": "What now?", "history": ["Why?", {"question": "Who?", "answer": "A nurse."}]}\n\n'
        '{"question": "How?", "note": 1}\r\n{"id": 7, "question": "When?"}\n{"id": null, "question": "Where?"}'
    )
    lines = read_lines(written(tmp_path, text))
    assert ["b", "3", "7", "5"] == [line.id for line in lines]
    assert ["What now?", "How?", "When?", "Where?"] == [line.question.text for line in lines]
    assert [("Why?", ""), ("Who?", "A nurse.")] == [(t.question, t.answer) for t in lines[0].question.history]


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    assert 1 == len(read_lines(written(tmp_path, '\ufeff{"question": "How?"}')))


@pytest.mark.parametrize("mark", ["\u2028", "\u0085", "\u2029"])
def test_only_a_line_feed_ends_a_line(tmp_path: Path, mark: str) -> None:
    lines = read_lines(written(tmp_path, json.dumps({"question": f"a{mark}b"}, ensure_ascii=False)))
    assert [f"a{mark}b"] == [line.question.text for line in lines]


def test_half_a_character_is_replaced_so_that_the_rest_can_be_stored(tmp_path: Path) -> None:
    line = read_lines(written(tmp_path, '{"id": "\\ud83d", "question": "a \\ud83d", "history": ["\\ud83d"]}'))[0]
    assert ("?", "a ?", "?") == (line.id, line.question.text, line.question.history[0].question)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "not valid JSON"),
        ("[1]", 'an object with a "question"'),
        ('{"id": "x"}', 'an object with a "question"'),
        ('{"question": 3}', 'an object with a "question"'),
        ('{"question": "x", "history": "y"}', '"history" is a list'),
        ('{"question": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_before_any_is_asked(tmp_path: Path, bad: str, said: str) -> None:
    with pytest.raises(QuestionError, match=f"line 2: .*{said}"):
        read_lines(written(tmp_path, f'{{"question": "How?"}}\n{bad}\n'))


def test_a_file_that_is_not_there_or_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xfe\x00")
    for name in ("missing", "picture", "."):
        with pytest.raises(QuestionError, match="cannot be read"):
            read_lines(tmp_path / name)
