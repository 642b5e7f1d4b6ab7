"""Judging an answer in its form: whole or not at all, blind, undone by a new entry."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from builders.answers import declined_answer, sample_answer, sample_citation, sample_passage
from builders.consoles import SignedIn
from builders.judged import filled
from builders.reviews import verdicts_on
from knowledge.accounts import Role
from knowledge.domain import Answer, MarkKind
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import ActionKind, AnswerJudgement, Judgement, Seat, Subject
from review.console.means import Means

FORM = 'id="review"'
REVIEWS = "/answers/a1/reviews"


@pytest.fixture
def means(ledger: Ledger, tmp_path: Path) -> Means:
    """Every answer is reviewed twice."""
    return Means(ledger, tmp_path, tmp_path, second_share=1.0)


@pytest.fixture
def answer(ledger: Ledger) -> Answer:
    ledger.record(sample_answer())
    return sample_answer()


@pytest.fixture
def first(signed_in: SignedIn) -> TestClient:
    return signed_in(Role.REVIEWER, name="Reviewer One")


@pytest.fixture
def second(signed_in: SignedIn) -> TestClient:
    return signed_in(Role.REVIEWER, name="Reviewer Two")


@pytest.fixture
def third(signed_in: SignedIn) -> TestClient:
    return signed_in(Role.REVIEWER, name="Reviewer Three")


def judged(ledger: Ledger) -> list[tuple[Seat, str, str, str]]:
    """Every standing verdict, in words."""
    return [
        (review.seat, review.reviewer, verdict.judgement.value, verdict.reason)
        for review in ledger.reviews.of("a1")
        for verdict in review.verdicts
    ]


def test_the_form_asks_for_every_citation_and_the_whole(answer: Answer, first: TestClient) -> None:
    text = first.get("/answers/a1").text
    names = re.findall(r'<fieldset class="judging" data-keys="\w+" id="judge-([\d-]+)"', text)
    assert names == ["1-1", "2-1", "0-0"]
    assert [text.count(f'value="{kind.value}"') for kind in Judgement] == [2] * 6
    assert [text.count(f'value="{kind.value}"') for kind in AnswerJudgement] == [1] * 5
    assert not re.search(r'type="radio"[^>]* checked', text)
    for key in names:
        assert f'<label class="reason" for="reason-{key}">' in text


def test_a_review_is_saved_whole_and_says_so(answer: Answer, first: TestClient, ledger: Ledger) -> None:
    fields = filled(answer) | {"judgement-2-1": "partly supports", "reason-2-1": " It says\r\na day. "}
    response = first.post(REVIEWS, data=fields)
    assert (response.status_code, response.headers["location"]) == (303, "/answers/a1?done=saved#done")
    assert judged(ledger) == [
        (Seat.FIRST, "Reviewer One", "sound", ""),
        (Seat.FIRST, "Reviewer One", "supports", ""),
        (Seat.FIRST, "Reviewer One", "partly supports", "It says\na day."),
    ]
    text = first.get("/answers/a1?done=saved").text
    assert "Your review is saved." in text
    assert "Undo my review" in text
    assert re.search(r'action="/queue/next" method="post"[^>]*>.*Next answer</button>', text)
    assert FORM not in text
    assert "You have reviewed this answer" not in text  # it says so already
    assert "You have reviewed this answer" in first.get("/answers/a1").text


def test_what_is_wrong_is_listed_with_links_and_what_was_typed_is_kept(
    answer: Answer, first: TestClient, ledger: Ledger
) -> None:
    fields = filled(answer) | {"judgement-1-1": "wrong place", "reason-2-1": "<i>kept</i>"}
    del fields["judgement-0-0"]
    response = first.post(REVIEWS, data=fields)
    assert response.status_code == 422
    assert judged(ledger) == []
    text = response.text
    assert '<a href="#reason-1-1">Statement 1, citation [1]: give a reason for “wrong place”</a>' in text
    assert '<a href="#judge-0-0">The answer as a whole: choose a judgement</a>' in text
    assert "&lt;i&gt;kept&lt;/i&gt;</textarea>" in text
    assert 'name="judgement-1-1" value="wrong place" checked' in text
    assert 'name="judgement-2-1" value="supports" checked' in text
    assert 'aria-describedby="error-1-1"' in text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("judgement-1-1", "splendid", "choose a judgement"),
        ("judgement-1-1", "sound", "choose a judgement"),
        ("judgement-0-0", "supports", "choose a judgement"),
        ("judgement-0-0", "unclear", "give a reason"),
        ("reason-1-1", "x" * 2_001, "shorten the reason: it has 2001 characters"),
    ],
)
def test_the_server_decides(
    answer: Answer, first: TestClient, ledger: Ledger, field: str, value: str, said: str
) -> None:
    response = first.post(REVIEWS, data=filled(answer) | {field: value})
    assert response.status_code == 422
    assert said in response.text
    assert judged(ledger) == []


def test_fields_that_the_form_does_not_have_change_nothing(answer: Answer, first: TestClient, ledger: Ledger) -> None:
    fields = filled(answer) | {"judgement-9-9": "supports", "seat": "3", "reviewer": "Reviewer Nine"}
    assert first.post(REVIEWS, data=fields).status_code == 303
    assert {row[:2] for row in judged(ledger)} == {(Seat.FIRST, "Reviewer One")}


def test_an_answer_without_citations_is_judged_as_a_whole(first: TestClient, ledger: Ledger) -> None:
    ledger.record(declined_answer("a1"))
    fields = {"judgement-0-0": "should have answered", "reason-0-0": "It is on page 3."}
    assert first.post(REVIEWS, data=fields).status_code == 303
    assert [row[2] for row in judged(ledger)] == ["should have answered"]


def test_eighteen_long_reasons_fit(first: TestClient, ledger: Ledger) -> None:
    citations = tuple(sample_citation(sample_passage(ordinal=n), marker=n) for n in range(1, 10))
    answer = sample_answer(citations=citations)
    ledger.record(answer)
    assert first.post(REVIEWS, data=filled(answer, "partly supports", reason="é" * 2_000)).status_code == 303
    assert len(judged(ledger)) == 19


def test_undoing_is_a_new_entry_and_the_old_one_stays_visible(
    answer: Answer, first: TestClient, ledger: Ledger
) -> None:
    first.post(REVIEWS, data=filled(answer))
    (review,) = ledger.reviews.of("a1")
    response = first.post(f"{REVIEWS}/{review.id}/take-back")
    assert response.headers["location"] == "/answers/a1?done=undone#done"
    text = first.get("/answers/a1?done=undone").text
    assert "Your review is taken back" in text
    assert "First review, taken back</strong>" in text
    assert FORM in text
    assert ledger.reviews.of("a1") == ()
    assert first.post(REVIEWS, data=filled(answer)).status_code == 303


def test_nobody_undoes_somebody_elses(answer: Answer, first: TestClient, second: TestClient, ledger: Ledger) -> None:
    first.post(REVIEWS, data=filled(answer))
    (review,) = ledger.reviews.of("a1")
    response = second.post(f"{REVIEWS}/{review.id}/take-back")
    assert response.status_code == 409
    assert "Only the reviewer who gave a review can take it back" in response.text
    assert len(ledger.reviews.of("a1")) == 1
    assert second.post(f"{REVIEWS}/999/take-back").status_code == 409


def test_the_second_reviewer_sees_nothing_of_the_first(
    answer: Answer, first: TestClient, signed_in: SignedIn, ledger: Ledger
) -> None:
    """Nor of what the first left, noted or had told; a lead who could judge it sees no more."""
    first.post(REVIEWS, data=filled(answer, "superseded", "unclear", "Unmistakable words"))
    first.post("/answers/a1/note", data={"text": "A tell-tale note"})
    ledger.actions.record(ActionKind.CORRECT, "Lead", answer_id="a1", text="A tell-tale correction")
    ledger.aftermath.mark("a1", MarkKind.TOLD, "signpost", "correction 1")
    for client in (signed_in(Role.REVIEWER, name="Reviewer Two"), signed_in(Role.LEAD, name="Lead Two")):
        for path in ("/answers/a1", "/answers/a1?done=saved"):
            text = client.get(path).text
            assert FORM in text
            for secret in ("Reviewer One", "Unmistakable", "tell-tale", "First review", "correction was told"):
                assert secret not in text
            assert "checked" not in text.partition(FORM)[2].replace("checked data-keys-on", "")
    golden = client.get("/answers/a1/golden").text
    assert "checked" not in golden.partition("The evidence")[2]


def test_the_first_does_not_see_the_second_while_the_two_differ(
    answer: Answer, first: TestClient, second: TestClient
) -> None:
    first.post(REVIEWS, data=filled(answer))
    second.post(REVIEWS, data=filled(answer, "superseded", "unclear", "Unmistakable words"))
    for client, own in ((first, "First review"), (second, "Second review")):
        text = client.get("/answers/a1").text
        assert own in text
        assert ("Unmistakable" in text) == (client is second)
        assert len(re.findall(r"(?:First|Second) review\b", text)) == 1


def test_the_third_sees_both_without_names_and_decides_what_differs(
    answer: Answer, first: TestClient, second: TestClient, third: TestClient, ledger: Ledger
) -> None:
    first.post(REVIEWS, data=filled(answer, reason="Seen by one"))
    second.post(REVIEWS, data=filled(answer, reason="Seen by two") | {"judgement-2-1": "does not support"})
    text = third.get("/answers/a1").text
    assert "Two reviewers differ on 1 judgement" in text
    assert "Reviewer One" not in text
    assert "Reviewer Two" not in text
    assert text.count('class="compared disputed"') == 1
    assert text.count("First reviewer</dt>") == text.count("Second reviewer</dt>") == 3
    assert "Seen by two" in text
    assert 'name="judgement-1-1" value="supports" checked' in text
    assert 'name="judgement-2-1" value="supports" checked' not in text
    assert third.post(REVIEWS, data={}).status_code == 422
    response = third.post(REVIEWS, data={"judgement-2-1": "supports"})
    assert response.status_code == 303
    review = ledger.reviews.of("a1")[-1]
    assert (review.seat, len(review.verdicts)) == (Seat.THIRD, 3)
    assert {v.subject: v.judgement for v in review.verdicts}[Subject(2, 1)] == Judgement.SUPPORTS


def test_when_all_is_done_everybody_sees_every_review(
    answer: Answer, first: TestClient, second: TestClient, third: TestClient
) -> None:
    for client in (first, second):
        client.post(REVIEWS, data=filled(answer))
    for client in (first, second, third):
        text = client.get("/answers/a1").text
        assert FORM not in text
        assert "Reviewer One" in text
        assert "Reviewer Two" in text
    assert "no further review of this answer is wanted" in third.get("/answers/a1").text


def test_who_put_in_what_is_cited_sees_why_there_is_no_form(
    answer: Answer, signed_in: SignedIn, ledger: Ledger
) -> None:
    publisher = signed_in(Role.REVIEWER, Role.PUBLISHER, name="Partnership Team")  # as the version's record has it
    text = publisher.get("/answers/a1").text
    assert FORM not in text
    assert "This answer cites a document that you put in, so somebody else must review it" in text
    response = publisher.post(REVIEWS, data=filled(answer))
    assert response.status_code == 409
    assert "Nothing was saved" in response.text
    assert judged(ledger) == []


def test_a_form_that_was_opened_for_the_first_seat_is_kept_as_the_second_when_that_is_taken(
    answer: Answer, first: TestClient, ledger: Ledger
) -> None:
    assert FORM in first.get("/answers/a1").text
    ledger.reviews.give("a1", Seat.FIRST, "Reviewer Nine", verdicts_on(answer))
    assert first.post(REVIEWS, data=filled(answer)).status_code == 303  # as the second, blind
    assert [row[0] for row in judged(ledger)] == [Seat.FIRST] * 3 + [Seat.SECOND] * 3


def test_what_comes_without_the_token_of_the_page_is_refused(answer: Answer, first: TestClient, ledger: Ledger) -> None:
    first.headers.pop("X-CSRF-Token")
    assert first.post(REVIEWS, data=filled(answer)).status_code == 403
    assert judged(ledger) == []


def test_a_reader_neither_sees_nor_judges(answer: Answer, signed_in: SignedIn, ledger: Ledger) -> None:
    reader = signed_in(Role.READER)
    assert reader.get("/answers/a1").status_code == 403
    assert reader.post(REVIEWS, data=filled(answer)).status_code == 403
    assert judged(ledger) == []


def test_the_form_names_the_statement_when_a_citation_stands_twice(first: TestClient, ledger: Ledger) -> None:
    citation = sample_citation()
    ledger.record(replace(sample_answer(citations=(citation,)), id="a1"))
    text = first.get("/answers/a1").text
    assert "Does [1] support statement 1?" in text
    assert "Does [1] support statement 2?" in text


def test_notes_are_kept_from_who_is_yet_to_judge_blind(
    answer: Answer, first: TestClient, signed_in: SignedIn, ledger: Ledger
) -> None:
    first.post(REVIEWS, data=filled(answer))
    first.post("/answers/a1/note", data={"text": "The second quote is wrong"})
    lead = signed_in(Role.LEAD, name="Lead Three")
    for reader, is_shown in ((lead, False), (signed_in(Role.PUBLISHER), True)):
        text = reader.get("/notes").text
        assert ("The second quote is wrong" in text) is is_shown
        assert ("1 more note" in text) is not is_shown
    at = ledger.actions.of_answer("a1")[0].at
    behind = f"/assurance/answers?of=action&value={ActionKind.NOTE.value}&quarter={at.year}Q{(at.month + 2) // 3}"
    assert "The second quote is wrong" not in lead.get(behind).text
    assert 'href="/answers/a1"' in lead.get(behind).text
    lead.post(REVIEWS, data=filled(answer))
    assert "The second quote is wrong" in lead.get("/notes").text
    assert "The second quote is wrong" in lead.get(behind).text


def test_counts_by_document_tell_nothing_of_a_first_review(
    answer: Answer, first: TestClient, second: TestClient, ledger: Ledger, means: Means
) -> None:
    (path,) = {each.passage.version.document.path for each in answer.citations}
    first.post(REVIEWS, data=filled(answer, "does not support", "sound", "No"))

    def judged() -> tuple[int, int]:
        use = Ledger(ledger._engine).documents.uses(answer.question.asked_at.date(), means.second_share)[path]
        return use.supports, use.others

    assert judged() == (0, 0)
    second.post(REVIEWS, data=filled(answer, "does not support", "sound", "No"))
    assert judged() == (0, 4)
