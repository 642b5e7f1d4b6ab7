"""The practice files: what is learnt from and what is measured on stay apart, and every line says what it should."""

import pytest

from practice.files import FOLDER, HELD_OUT, LEARNT, Practice, read_practice


@pytest.fixture(scope="module")
def practice() -> Practice:
    return read_practice()


def test_every_file_is_either_learnt_from_or_held_out() -> None:
    assert sorted((*LEARNT, *HELD_OUT)) == sorted(path.stem for path in FOLDER.glob("*.jsonl"))


def test_no_document_and_no_question_is_on_both_sides(practice: Practice) -> None:
    for texts in (
        {(each.title, each.file in LEARNT) for each in practice.passages},
        {(each.text, each.file in LEARNT) for each in practice.passages},
        {(each.text.lower(), each.file in LEARNT) for each in practice.questions},
    ):
        assert [] == sorted(text for text, is_learnt in texts if is_learnt and (text, False) in texts)


def test_there_is_as_much_as_the_card_says(practice: Practice) -> None:
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert 1476 == len(practice.passages)
    for file in (*LEARNT, *HELD_OUT):
        passages = sum(each.file == file for each in practice.passages)
        near_misses = sum(each.file == file and not each.is_answered for each in practice.questions)
        needed = max(len(each.passages) for each in practice.questions if each.file == file)
        answered = sum(each.file == file and len(each.passages) == needed for each in practice.answered)
        told = f"{passages // 2} pairs | {answered}, of both" if needed == 2 else f"{passages} | {answered:,}"
        assert f"| `{file}.jsonl` | {told} | {near_misses:,} |" in card


def test_answers_stand_in_their_passages_word_for_word(practice: Practice) -> None:
    for question in practice.answered:
        assert len(question.spans) in (0, len(question.passages))
        for place, spans in zip(question.passages, question.spans, strict=bool(question.spans)):
            assert spans, question.text
            assert [] == [span for span in spans if span not in practice.passages[place].text]


def test_the_held_out_files_tell_what_answers_and_what_a_near_miss_asks_beyond(practice: Practice) -> None:
    held_out = [each for each in practice.questions if each.file in HELD_OUT]
    # A question that one passage of a pair answers alone has no words told.
    told = [each for each in held_out if each.is_answered and (each.file != "pairs" or len(each.passages) == 2)]
    assert [] == [each.text for each in told if not each.spans]
    assert [] == [each.text for each in held_out if not each.is_answered and not each.beyond]
