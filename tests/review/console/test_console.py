"""The console, through its ASGI application and a real ledger."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from builders.answers import ASKED_AT, declined_answer, sample_answer, sample_citation, sample_passage
from knowledge.domain import Currency, Feedback, FeedbackKind, MarkKind, Outcome, QuoteCheck
from knowledge.ledger.ledger import Ledger
from review.words import CHECK_WORDS, OUTCOME_WORDS


@pytest.mark.parametrize(
    "path", ["/", "/answers?before=2026-01-01T00:00:00Z", "/answers/a1", "/answers/unknown", "/nowhere"]
)
def test_a_stranger_sees_no_page(ledger: Ledger, stranger: TestClient, path: str) -> None:
    ledger.record(sample_answer())
    response = stranger.get(path)
    assert response.status_code == 401
    assert "Sign in to see this page" in response.text
    assert "health visitor" not in response.text


def test_a_stranger_may_see_the_form_and_its_style(stranger: TestClient) -> None:
    assert [stranger.get(path).status_code for path in ("/sign-in", "/static/console.css")] == [200, 200]


def test_an_empty_list_says_what_to_do(reviewer: TestClient) -> None:
    text = reviewer.get("/answers").text
    assert "Nothing has been asked yet" in text
    assert "signpost ask" in text


def test_the_list_shows_each_answer(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer())
    text = reviewer.get("/answers").text
    for shown in (
        'href="/answers/a1"',
        "A health visitor has seen a bruise",
        "Answered",
        "1 citation",
        "2 March 2026, 09:15 UTC",
        "2026-03-01-a",
    ):
        assert shown in text


def test_a_question_that_was_not_kept_still_has_a_link(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(declined_answer(outcome=Outcome.IDENTIFIERS))
    assert "(question not kept)</a>" in reviewer.get("/answers").text
    assert "(question not kept)" in reviewer.get("/answers/declined").text


def test_older_answers_are_a_page_away(ledger: Ledger, reviewer: TestClient) -> None:
    for minute in range(30):
        ledger.record(declined_answer(f"a{minute:02}", asked_at=ASKED_AT + timedelta(minutes=minute)))
    first = reviewer.get("/answers").text
    link = first.rpartition('href="/answers?before=')[2].partition('"')[0]
    second = reviewer.get(f"/answers?before={link}").text
    assert ["/answers/a05" in shown for shown in (first, second)] == [True, False]
    assert ["/answers/a04" in shown for shown in (first, second)] == [False, True]
    assert "Older answers</a>" not in second
    assert "Newest answers</a>" in second


@pytest.mark.parametrize(
    "path", ["/answers?before=yesterday", "/answers?before=2026-01-01", "/answers/unknown", "/nowhere"]
)
def test_an_unknown_address_is_a_plain_404(reviewer: TestClient, path: str) -> None:
    response = reviewer.get(path)
    assert response.status_code == 404
    assert "Page not found" in response.text


def test_an_answer_shows_all_it_rests_on(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer())
    text = reviewer.get("/answers/a1").text
    for shown in (
        "Statement 2 of 2",
        "The baby is seen by a paediatrician within 24 hours.",
        "Bruising protocol",
        "p. 6 (printed 4), Babies who are not mobile",
        "Local procedure, current",
        CHECK_WORDS[QuoteCheck.NORMALISED],
        f'title="SHA-256 {"3f" * 32}"',
        "What counts as a bruise?",
        "2026-03-01-a",
        f'title="{"b7" * 32}"',
        "extractive",
        "1.2 seconds",
    ):
        assert shown in text


def test_the_quote_is_marked_in_its_passage(ledger: Ledger, reviewer: TestClient) -> None:
    citation = sample_citation(sample_passage("See the baby today."), quote="the baby")
    ledger.record(sample_answer(citations=(citation,)))
    before, _, rest = reviewer.get("/answers/a1").text.partition("<mark>")
    marked, _, after = rest.partition("</mark>")
    assert before.endswith("<p>See ")
    assert "[quote: </span>the baby<span" in marked
    assert after.startswith(" today.</p>")


def test_a_quote_that_is_absent_is_said_to_be(ledger: Ledger, reviewer: TestClient) -> None:
    citation = sample_citation(quote="never written", check=QuoteCheck.MISSING)
    ledger.record(sample_answer(citations=(citation,)))
    text = reviewer.get("/answers/a1").text
    assert "The quote is not in this passage" in text
    assert "never written" in text
    assert "<mark>" not in text


def test_a_superseded_source_stands_out(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer(citations=(sample_citation(currency=Currency.SUPERSEDED),)))
    assert '<dd class="warning">Local procedure, superseded</dd>' in reviewer.get("/answers/a1").text


def test_only_unused_passages_are_listed_as_unused(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer())
    unused = reviewer.get("/answers/a1").text.partition("Retrieved but not used")[2]
    assert "Explain to the parents" in unused
    assert "Any bruise on a baby" not in unused


def test_nothing_in_the_record_becomes_markup(ledger: Ledger, reviewer: TestClient) -> None:
    hostile = '<script>alert("x")</script> "quoted" {{ 7 * 191 }}'
    version = replace(
        sample_passage().version,
        document=replace(sample_passage().version.document, title=hostile, path=hostile),
    )
    passage = replace(sample_passage(hostile, version=version), headings=(hostile, hostile))
    answer = sample_answer(id='"><script>', question=hostile, citations=(sample_citation(passage, quote='alert("x")'),))
    ledger.record(replace(answer, notice=hostile, edition=hostile, language_model=hostile))
    for path in ("/answers", "/answers/%22%3E%3Cscript%3E"):
        response = reviewer.get(path)
        assert response.status_code == 200
        own = '<script src="/static/answer.js" defer></script>'
        assert "<script" not in response.text.replace(own, "", 1)
        assert "1337" not in response.text


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere"])
def test_every_response_is_private_and_inert(stranger: TestClient, path: str) -> None:
    headers = stranger.get(path).headers
    policy = headers["content-security-policy"]
    for rule in ("default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert (
        headers["x-content-type-options"],
        headers["referrer-policy"],
        headers["cache-control"],
    ) == ("nosniff", "same-origin", "no-store")


def test_a_ledger_that_fails_is_a_page_without_the_reason(
    tmp_path: Path, reviewer: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    for path in tmp_path.iterdir():
        path.write_bytes(b"damaged" * 1000)
    response = reviewer.get("/")
    assert response.status_code == 503
    assert "The ledger cannot be read" in response.text
    assert str(tmp_path) not in response.text
    assert "restore it from a backup" in caplog.text


def test_every_outcome_and_check_has_words() -> None:
    assert (set(Outcome), set(QuoteCheck)) == (set(OUTCOME_WORDS), set(CHECK_WORDS))


@pytest.mark.parametrize("path", ["/", "/answers", "/answers/a1", "/password", "/nowhere"])
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_every_page_has_landmarks_a_language_and_one_heading(
    ledger: Ledger, reviewer: TestClient, stranger: TestClient, path: str, is_signed_in: bool
) -> None:
    """A stranger is shown the sign-in page everywhere."""
    ledger.record(sample_answer())
    text = (reviewer if is_signed_in else stranger).get(path).text
    assert '<html lang="en-GB">' in text
    assert '<a class="skip" href="#main">' in text
    assert (text.count("<main"), text.count("<h1>")) == (1, 1)


def flag(ledger: Ledger, answer_id: str, kind: FeedbackKind, note: str = "") -> None:
    ledger.aftermath.give_feedback(Feedback(answer_id, kind, note, "U0NOBODY", ASKED_AT + timedelta(days=2)))


def test_the_list_says_what_people_thought_of_each_answer(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer())
    ledger.record(declined_answer())
    for kind in (FeedbackKind.WRONG, FeedbackKind.HELPFUL, FeedbackKind.HELPFUL):
        flag(ledger, "a1", kind)
    text = reviewer.get("/answers").text
    assert "Feedback: Helpful (2), Wrong (1)</p>" in text
    assert text.count("Feedback:") == 1


def test_the_filter_keeps_answers_that_somebody_found_wrong_through_every_page(
    ledger: Ledger, reviewer: TestClient
) -> None:
    for minute in range(60):
        ledger.record(declined_answer(f"a{minute:02}", asked_at=ASKED_AT + timedelta(minutes=minute)))
        flag(ledger, f"a{minute:02}", FeedbackKind.HELPFUL if minute % 2 else FeedbackKind.OUT_OF_DATE)
    first = reviewer.get("/answers?flagged=yes").text
    link = first.rpartition('href="/answers?flagged=yes&amp;before=')[2].partition('"')[0]
    second = reviewer.get(f"/answers?flagged=yes&before={link}").text
    shown = [sorted(re.findall("/answers/(a..)", text), reverse=True) for text in (first, second)]
    assert shown[0] + shown[1] == [f"a{minute:02}" for minute in range(58, -1, -2)]
    assert len(shown[0]) == 25
    assert "Older answers</a>" not in second
    assert 'href="/answers?flagged=yes">Newest answers</a>' in second


def test_a_filter_that_leaves_nothing_says_so(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer())
    flag(ledger, "a1", FeedbackKind.HELPFUL)
    assert "Nobody has said of an answer that something is wrong" in reviewer.get("/answers?flagged=yes").text


def test_an_answer_shows_each_feedback_and_what_became_of_it(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer())
    flag(ledger, "a1", FeedbackKind.NOT_SAID, '<b>It says "a day"</b>')
    flag(ledger, "a1", FeedbackKind.HELPFUL)
    for kind, detail in ((MarkKind.TOLD, "<i>2026-04</i>"), (MarkKind.SHARED, "")):
        ledger.aftermath.mark("a1", kind, "U0NOBODY", detail)
    text = reviewer.get("/answers/a1").text
    for shown in (
        "The source does not say this</strong>",
        "&lt;b&gt;It says &#34;a day&#34;&lt;/b&gt;",
        "Helpful</strong>",
        "4 March 2026</time>",
        "Told that it no longer holds (&lt;i&gt;2026-04&lt;/i&gt;),",
        "Shared in a channel,",
    ):
        assert shown in text
    assert "U0NOBODY" not in text


def test_an_answer_without_feedback_says_so(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer())
    text = reviewer.get("/answers/a1").text
    assert "Nobody has said yet what they think of it" in text
    assert "What became of it" not in text
