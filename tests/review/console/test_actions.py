"""What can be done about an answer: by whom, in what words, and what is kept of it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from builders.answers import BRUISING_QUOTE, declined_answer, sample_answer, sample_citation, sample_passage
from builders.consoles import SignedIn
from builders.judged import filled
from ingest.gate import read_gate_questions
from knowledge.accounts import Role
from knowledge.domain import MarkKind, Outcome
from knowledge.golden import Evidence
from knowledge.intake.requests import Deed
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import ActionKind
from review.console.means import Means

HERE = "/answers/a1"
DOCUMENT = "procedures/bruising.pdf"


@pytest.fixture(autouse=True)
def _answer(ledger: Ledger) -> None:
    ledger.record(sample_answer())


@pytest.fixture
def means(ledger: Ledger, tmp_path: Path) -> Means:
    """Nothing is reviewed twice."""
    return Means(ledger, tmp_path, tmp_path, second_share=0.0)


@pytest.fixture
def lead(signed_in: SignedIn) -> TestClient:
    return signed_in(Role.LEAD, name="Lead One")


def done(ledger: Ledger) -> list[tuple[ActionKind, str, str, str]]:
    return [(each.kind, each.by, each.document, each.text) for each in ledger.actions.of_answer("a1")]


@pytest.mark.parametrize("deed", ["correct", "golden", f"withdraw?document={DOCUMENT}"])
def test_only_a_lead_sees_and_takes_the_greater_actions(
    reviewer: TestClient, lead: TestClient, ledger: Ledger, deed: str
) -> None:
    assert lead.get(f"{HERE}/{deed}").status_code == 200
    assert f"{HERE}/{deed.partition('?')[0]}" in lead.get(HERE).text
    assert reviewer.get(f"{HERE}/{deed}").status_code == 403
    assert reviewer.post(f"{HERE}/{deed}", data={"text": "x", "sure": "yes"}).status_code == 403
    assert f"{HERE}/{deed.partition('?')[0]}" not in reviewer.get(HERE).text
    assert done(ledger) == []


def test_a_correction_is_recorded_for_the_bot_to_tell(lead: TestClient, ledger: Ledger) -> None:
    response = lead.post(f"{HERE}/correct", data={"text": " Four hours,\r\nnot a day. Ring 999 in danger. "})
    assert response.headers["location"] == f"{HERE}?done=corrected#done"
    assert done(ledger) == [(ActionKind.CORRECT, "Lead One", "", "Four hours,\nnot a day. Ring 999 in danger.")]
    text = lead.get(f"{HERE}?done=corrected").text
    assert "The bot tells the conversation within about a minute" in text
    assert "Corrected</strong><span>Lead One</span>" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "write something"),
        ("  \n ", "write something"),
        ("x" * 1_501, "shorten it: it has 1501 characters"),
        ("Ring 01632 960101 now", "take out the telephone number"),
        ("Write to team@example.org", "take out the telephone number or e-mail address"),
    ],
)
def test_a_correction_that_must_not_be_told_is_not_kept(lead: TestClient, ledger: Ledger, text: str, said: str) -> None:
    response = lead.post(f"{HERE}/correct", data={"text": text})
    assert response.status_code == 422
    assert said in response.text
    assert f">{text.strip()}</textarea>" in response.text
    assert done(ledger) == []


@pytest.mark.parametrize(
    ("kind", "why"), [(MarkKind.QUESTION_DELETED, "deleted the question"), (MarkKind.STOPPED, "stopped the answer")]
)
def test_nobody_is_corrected_who_took_the_question_back(
    lead: TestClient, ledger: Ledger, kind: MarkKind, why: str
) -> None:
    ledger.aftermath.mark("a1", kind, "U123")
    shown = lead.get(f"{HERE}/correct").text
    assert why in shown
    assert "<textarea" not in shown
    assert lead.post(f"{HERE}/correct", data={"text": "x"}).status_code == 422
    assert done(ledger) == []


def test_what_was_asked_on_a_terminal_has_nobody_to_be_told(lead: TestClient, ledger: Ledger) -> None:
    ledger.record(declined_answer("a2"))
    assert "there is nobody to be told" in lead.get("/answers/a2/correct").text


def test_a_withdrawal_is_asked_for_with_a_reason_and_handed_on(lead: TestClient, ledger: Ledger, means: Means) -> None:
    page = lead.get(f"{HERE}/withdraw?document={DOCUMENT}").text
    assert "Cited in</dt><dd>1 answer</dd>" in page
    for fields, said in (({"text": "Old"}, "tick that it is"), ({"sure": "yes"}, "write something")):
        response = lead.post(f"{HERE}/withdraw", data={"document": DOCUMENT, **fields})
        assert response.status_code == 422
        assert said in response.text
    assert done(ledger) == []
    response = lead.post(f"{HERE}/withdraw", data={"document": DOCUMENT, "text": "Out of date", "sure": "yes"})
    assert response.headers["location"] == f"{HERE}?done=withdrawn#done"
    assert done(ledger) == [(ActionKind.WITHDRAW, "Lead One", DOCUMENT, "Out of date")]
    assert "The withdrawal is asked for" in lead.get(response.headers["location"]).text
    (asked,) = means.intake.requests()
    assert (asked.kind, asked.path, asked.reason, asked.by) == (Deed.WITHDRAW, DOCUMENT, "Out of date", "Lead One")


def test_a_withdrawal_that_cannot_be_handed_on_is_not_recorded(
    lead: TestClient, ledger: Ledger, means: Means, caplog: pytest.LogCaptureFixture
) -> None:
    (means.data / "intake").write_text("in the way")
    response = lead.post(f"{HERE}/withdraw", data={"document": DOCUMENT, "text": "Out of date", "sure": "yes"})
    assert (response.status_code, "tell your maintainer" in response.text) == (507, True)
    assert "Out of date</textarea>" in response.text
    assert str(means.data) not in response.text
    assert str(means.data) in caplog.text
    assert done(ledger) == []


@pytest.mark.parametrize("document", ["", "other.pdf", "../../etc/passwd"])
def test_only_what_the_answer_cites_can_be_withdrawn_from_it(lead: TestClient, ledger: Ledger, document: str) -> None:
    assert lead.get(f"{HERE}/withdraw", params={"document": document}).status_code == 404
    fields = {"document": document, "text": "x", "sure": "yes"}
    assert lead.post(f"{HERE}/withdraw", data=fields).status_code == 404
    assert done(ledger) == []


def test_a_note_is_left_listed_and_settled(reviewer: TestClient, signed_in: SignedIn, ledger: Ledger) -> None:
    for fields in ({"text": "Look at <b>page 3</b>", "document": DOCUMENT}, {"text": "Odd answer", "document": ""}):
        assert reviewer.post(f"{HERE}/note", data=fields).status_code == 303
    assert reviewer.get("/notes").status_code == 403
    publisher = signed_in(Role.PUBLISHER, name="Publisher Two")
    text = publisher.get("/notes").text
    assert text.index("Odd answer") < text.index("Look at &lt;b&gt;page 3&lt;/b&gt;")
    assert f'href="{HERE}"' not in text  # publishers do not see answers
    assert f'href="{HERE}"' in signed_in(Role.LEAD).get("/notes").text
    note = ledger.actions.notes()[0].action
    assert publisher.post(f"/notes/{note.id}/settle", data={"how": "Replaced"}).status_code == 303
    assert publisher.post(f"/notes/{note.id}/settle", data={"how": "Again"}).status_code == 409
    assert publisher.post("/notes/999/settle").status_code == 409
    settled = publisher.get("/notes").text.partition("<h2>Settled</h2>")[2]
    assert "Publisher Two" in settled
    assert "Replaced" in settled
    assert "Look at" not in settled
    assert "Settled a note</strong>" in signed_in(Role.LEAD).get(HERE).text


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "x" * 2_001}, {"text": "x", "document": "other.pdf"}])
def test_a_note_that_cannot_be_kept_is_not(reviewer: TestClient, ledger: Ledger, fields: dict[str, str]) -> None:
    assert reviewer.post(f"{HERE}/note", data=fields).status_code == 422
    assert done(ledger) == []


GOLDEN = {
    "question": "How soon is a bruise on a baby referred?",
    "kind": "procedure",
    "answerable": "yes",
    "evidence-1": "yes",
    "facts": " same day \n\n24  hours\n",
}


def test_a_golden_question_is_made_of_an_answer_and_the_gate_asks_it(
    lead: TestClient, ledger: Ledger, tmp_path: Path
) -> None:
    response = lead.post(f"{HERE}/golden", data=GOLDEN)
    assert response.headers["location"] == f"{HERE}?done=golden#done"
    (golden,) = read_gate_questions(tmp_path / "no-corpus", tmp_path)
    assert (golden.id, golden.question, golden.kind) == ("reviewed-a1", GOLDEN["question"], "procedure")
    assert golden.answer_facts == ("same day", "24 hours")
    assert golden.evidence == (Evidence(DOCUMENT, 6, BRUISING_QUOTE),)
    assert done(ledger) == [(ActionKind.GOLDEN, "Lead One", "", "reviewed-a1")]


def test_the_same_golden_question_is_refused(lead: TestClient, ledger: Ledger, tmp_path: Path) -> None:
    assert lead.post(f"{HERE}/golden", data=GOLDEN).status_code == 303
    response = lead.post(f"{HERE}/golden", data=GOLDEN)
    assert response.status_code == 422
    assert "golden question already: reviewed-a1" in response.text
    assert lead.post(f"{HERE}/golden", data=GOLDEN | {"question": "Another?"}).status_code == 303
    assert [each.id for each in read_gate_questions(tmp_path / "none", tmp_path)] == ["reviewed-a1", "reviewed-a1-2"]
    assert len(done(ledger)) == 2


def test_one_that_the_documents_do_not_answer_expects_that(lead: TestClient, tmp_path: Path) -> None:
    fields = {"question": "What is it?", "kind": "unanswerable", "answerable": "no"}
    assert lead.post(f"{HERE}/golden", data=fields).status_code == 303
    (golden,) = read_gate_questions(tmp_path / "none", tmp_path)
    assert (golden.answerable, golden.evidence, golden.expect) == (False, (), Outcome.NOT_FOUND)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"question": " "}, "Write the question"),
        ({"question": "x" * 1_001}, "Shorten the question"),
        ({"question": "Is 999 000 0018 on a plan?"}, "it may point to a person"),
        ({"kind": "splendid"}, "Choose a kind"),
        ({"evidence-1": ""}, "Tick the evidence"),
        ({"answerable": "no"}, "has neither evidence nor facts"),
        ({"facts": "\n".join("abcdefghijklmnopqrstuvwxyz")}, "at most 20 facts"),
    ],
)
def test_a_golden_question_that_would_be_none_is_not_kept(
    lead: TestClient, ledger: Ledger, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    response = lead.post(f"{HERE}/golden", data=GOLDEN | change)
    assert response.status_code == 422
    assert said in response.text
    assert not (tmp_path / "golden.jsonl").exists()
    assert done(ledger) == []


def test_a_broken_file_of_golden_questions_is_told_and_left(lead: TestClient, ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "golden.jsonl").write_text("broken\n")
    response = lead.post(f"{HERE}/golden", data=GOLDEN)
    assert response.status_code == 422
    assert "line 1: not a golden question" in response.text
    assert str(tmp_path) not in response.text
    assert (tmp_path / "golden.jsonl").read_text() == "broken\n"


def test_the_evidence_that_was_judged_to_support_is_ticked(
    reviewer: TestClient, lead: TestClient, ledger: Ledger
) -> None:
    citations = tuple(
        sample_citation(sample_passage(f"{word} text", ordinal=n), f"{word} text", marker=n)
        for n, word in enumerate(("First", "Second"), start=1)
    )
    answer = replace(
        sample_answer("a2", citations=citations), statements=sample_answer(citations=citations).statements[:1]
    )
    ledger.record(answer)
    fields = filled(answer) | {"judgement-1-2": "wrong place", "reason-1-2": "It is elsewhere"}
    assert reviewer.post("/answers/a2/reviews", data=fields).status_code == 303
    text = lead.get("/answers/a2/golden").text
    assert 'name="evidence-1" value="yes" checked' in text
    assert 'name="evidence-2" value="yes">' in text
    assert answer.question.text in text


def test_what_is_written_is_json_on_one_line(lead: TestClient, tmp_path: Path) -> None:
    hostile = 'Who "rings"\u2028 <script> {{ 1 }}?'
    assert lead.post(f"{HERE}/golden", data=GOLDEN | {"question": hostile}).status_code == 303
    (line,) = (tmp_path / "golden.jsonl").read_text().split("\n")[:-1]
    assert json.loads(line)["question"] == 'Who "rings" <script> {{ 1 }}?'
