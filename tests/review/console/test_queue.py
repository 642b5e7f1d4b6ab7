"""The queue page, through the console's ASGI application and a real ledger."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from builders.answers import ASKED_AT, declined_answer, sample_answer, sample_citation, sample_passage, sample_version
from builders.consoles import SignedIn, account_for
from builders.reviews import verdicts_on
from knowledge.accounts import Role
from knowledge.domain import Answer, Feedback, FeedbackKind, Outcome
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import Judgement, Seat
from review.console.means import Means

SignIn = Callable[[str], TestClient]


@pytest.fixture
def means(ledger: Ledger, tmp_path: Path) -> Means:
    """Every answer is to be reviewed twice."""
    return Means(ledger, tmp_path, tmp_path, second_share=1)


@pytest.fixture
def reviewer_of(signed_in: SignedIn) -> SignIn:
    """Makes a browser of a reviewer of a name."""
    return lambda name: signed_in(Role.REVIEWER, name=name)


@pytest.fixture
def lead(signed_in: SignedIn) -> TestClient:
    return signed_in(Role.LEAD, name="Lead One")


@pytest.fixture
def one(reviewer_of: SignIn) -> TestClient:
    """Reviewer One, signed in."""
    return reviewer_of("Reviewer One")


def queue(ledger: Ledger, answer: Answer, minute: int = 0, kind: FeedbackKind = FeedbackKind.WRONG) -> Answer:
    """Record an answer that somebody finds something wrong with."""
    at = ASKED_AT + timedelta(minutes=minute)
    ledger.record(replace(answer, question=replace(answer.question, asked_at=at)))
    ledger.aftermath.give_feedback(Feedback(answer.id, kind, "", "U1", at))
    return answer


def give(ledger: Ledger, answer: Answer, seat: Seat, name: str, judgement: Judgement = Judgement.SUPPORTS) -> int:
    return ledger.reviews.give(answer.id, seat, name, verdicts_on(answer, judgement))


def rows(text: str) -> list[str]:
    """The rows of a page, as they are seen: without tags."""
    _, _, below = text.partition('<ol class="queue"')
    found = re.split(r"<li>", below.partition("</ol>")[0])[1:]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in found]


def linked(text: str) -> list[str]:
    """The ids of the answers that a page lists, in order."""
    return re.findall(r'<h3><a href="/answers/([^"]+)"', text)


def test_an_empty_queue_says_what_comes_here(one: TestClient) -> None:
    text = one.get("/").text
    assert "Nothing is in the queue yet" in text
    assert linked(text) == []


def test_a_row_says_what_it_is_and_why_it_is_here(ledger: Ledger, one: TestClient) -> None:
    queue(ledger, sample_answer(), kind=FeedbackKind.NOT_SAID)
    queue(ledger, replace(declined_answer("u"), outcome=Outcome.URGENT), 1)
    urgent, flagged = rows(one.get("/").text)
    for said in (
        "A health visitor has seen a bruise on a three-month-old. What is the timescale?",
        "To review",
        "Why it is here: Feedback",
        "People said: the source does not say this",
        "Outcome: Answered",
        "2 March 2026, 09:15 UTC",
        "Cites Bruising protocol",
    ):
        assert said in flagged
    assert "Why it is here: Safety card" in urgent
    assert "Outcome: Safety card shown" in urgent


def test_a_question_that_was_not_kept_still_has_a_link(ledger: Ledger, one: TestClient) -> None:
    queue(ledger, declined_answer(outcome=Outcome.IDENTIFIERS))
    assert "(question not kept)</a>" in one.get("/").text


def test_nothing_in_the_record_becomes_markup(ledger: Ledger, one: TestClient) -> None:
    hostile = '<script>alert("x")</script> "quoted" {{ 7 * 191 }}'
    version = sample_version(hostile, hostile)
    cited = sample_citation(sample_passage(version=version))
    queue(ledger, sample_answer(id='"><script>', question=hostile, citations=(cited,)))
    account_for(ledger, Role.REVIEWER, name="<script>alert(1)</script>")
    ledger.assignments.assign('"><script>', Seat.FIRST, hostile, hostile)
    for query in ("", f"?words={hostile}", f"?document={hostile}&who={hostile}&since={hostile}&said={hostile}"):
        text = one.get(f"/{query}").text
        assert text.count("<script") == text.count('<script src="/static/queue.js" defer></script>') == 1
        assert "1337" not in text
    assert len(rows(one.get("/", params={"words": hostile}).text)) == 1


@pytest.fixture
def states(ledger: Ledger) -> Ledger:
    """Four answers, one in each state, from the oldest: new, once, differing, settled."""
    found = [sample_answer(id=id, question=f"Question {id}?") for id in ("new", "once", "differing", "settled")]
    for minute, answer in enumerate(found):
        queue(ledger, answer, minute)
    give(ledger, found[1], Seat.FIRST, "Hidden Reviewer")
    give(ledger, found[2], Seat.FIRST, "Hidden Reviewer")
    give(ledger, found[2], Seat.SECOND, "Another Hidden Reviewer", Judgement.DOES_NOT)
    give(ledger, found[3], Seat.FIRST, "Hidden Reviewer")
    give(ledger, found[3], Seat.SECOND, "Another Hidden Reviewer")
    return ledger


STATES = {
    "": "new once differing",
    "to review": "new",
    "second review wanted": "once",
    "disagreement": "differing",
    "done": "settled",
    "all": "new once differing settled",
}


@pytest.mark.parametrize(("state", "found"), STATES.items())
def test_each_state_has_its_page_and_count(states: Ledger, one: TestClient, state: str, found: str) -> None:
    text = one.get("/", params={"state": state}).text
    assert linked(text) == found.split()
    current = re.search(r'aria-current="true">([^<]+) <span class="count">(\d+)</span>', text)
    assert current is not None
    assert int(current[2]) == len(found.split())
    counted = f"{len(found.split())} answer{'s' if ' ' in found else ''} like this</p>"
    assert f'role="status">{counted}' in text


def test_a_second_reviewer_sees_nothing_of_the_first(states: Ledger, one: TestClient) -> None:
    """Neither name nor judgement nor reason, in any state, though the names stand among those to assign to."""
    for state in STATES:
        text = one.get("/", params={"state": state}).text
        assert "Hidden Reviewer" not in text
        assert "does not support" not in text
        assert "says otherwise" not in text


def test_whoever_has_reviewed_is_told_that_another_is_wanted(states: Ledger, reviewer_of: SignIn) -> None:
    (row,) = rows(reviewer_of("Hidden Reviewer").get("/?state=second+review+wanted").text)
    assert "You have reviewed this; another reviewer is wanted." in row
    assert "Take" not in row


def test_whoever_put_a_document_in_is_told_and_cannot_take_it(ledger: Ledger, reviewer_of: SignIn) -> None:
    queue(ledger, sample_answer())
    publisher = reviewer_of("Partnership  TEAM")
    text = publisher.get("/").text
    assert "Cites a document that you put in: somebody else reviews it." in rows(text)[0]
    assert linked(publisher.get("/?mine=yes").text) == []
    response = publisher.post("/queue/assign", data={"answer": "a1", "seat": "1"})
    assert response.status_code == 409
    assert "a document that you put in" in response.text
    assert publisher.post("/queue/next").headers["location"] == "/?said=nothing"


FILTERS = {
    "words=BRUISE": "a",
    "words=question+b": "b",
    "ground=safety+card": "u",
    "outcome=urgent": "u",
    "document=tools/grid.pdf": "b",
    "since=2026-03-02&until=2026-03-02": "u a",
    "since=2026-03-03": "b",
    "until=2026-03-01": "",
    "who=me": "a",
    "who=nobody": "u b",
    "who=Reviewer+Two": "",
    "order=newest": "b a u",
    "order=oldest": "u a b",
    "words=+&ground=&outcome=&who=&since=": "u a b",
    "state=nonsense&ground=nonsense&order=nonsense&after=nonsense": "u a b",
}


@pytest.mark.parametrize(("query", "found"), FILTERS.items())
def test_the_address_filters(ledger: Ledger, one: TestClient, query: str, found: str) -> None:
    grid = sample_citation(sample_passage(version=sample_version("tools/grid.pdf", "Neglect grid")))
    queue(ledger, replace(declined_answer("u"), outcome=Outcome.URGENT), 0)
    queue(ledger, sample_answer(id="a", question="A bruise?"), 1)
    queue(ledger, sample_answer(id="b", question="Question B?", citations=(grid,)), 60 * 24)
    ledger.assignments.assign("a", Seat.FIRST, "Reviewer One", "Lead")
    assert linked(one.get(f"/?{query}").text) == found.split()


@pytest.mark.parametrize(
    "query",
    [
        "since=0001-01-01&until=9998-12-31",
        "until=9999-12-31",
        "after=0,0001-01-01T00:00:00%2B14:00,a",
        "after=99999999999999999999,2026-01-01T00:00:00Z,a",
        "after=0,2026-01-01T00:00:00,a",
        "words=%ff%fe&who=%ed%a0%80",
        f"words={'x+' * 500}",
        "state=done&state=all",
    ],
)
def test_an_odd_address_shows_a_page(ledger: Ledger, one: TestClient, query: str) -> None:
    queue(ledger, sample_answer())
    assert one.get(f"/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["after=0,2026-01-01T00:00:00Z,%00", "words=%00&document=%00&who=%00"])
def test_an_address_with_what_no_text_holds_is_none(ledger: Ledger, one: TestClient, query: str) -> None:
    queue(ledger, sample_answer())
    response = one.get(f"/?{query}")
    assert (response.status_code, "Page not found" in response.text) == (404, True)


def test_what_was_asked_for_stands_in_the_form(ledger: Ledger, one: TestClient) -> None:
    queue(ledger, sample_answer())
    text = one.get("/?words=bruise&ground=feedback&since=2026-03-01&mine=yes&state=all&order=newest").text
    for shown in (
        'name="words" value="bruise"',
        '<option value="feedback" selected>Feedback</option>',
        'name="since" value="2026-03-01"',
        'name="mine" value="yes" checked',
        'name="state" value="all"',
        '<option value="newest" selected>',
    ):
        assert shown in text
    assert 'href="/?state=done&amp;words=bruise' in text


def test_a_day_that_is_none_is_said_to_be(one: TestClient) -> None:
    text = one.get("/?since=yesterday").text
    assert "“yesterday” is not a date: write it like 2026-03-31." in text
    assert 'aria-invalid="true" aria-describedby="problem-since"' in text


def test_a_filter_that_leaves_nothing_says_so(ledger: Ledger, one: TestClient) -> None:
    queue(ledger, sample_answer())
    assert "Nothing in the queue is like that" in one.get("/?words=xylophone").text
    assert "Nothing of this state" in one.get("/?state=done").text


@pytest.mark.parametrize("order", ["", "newest", "oldest"])
def test_every_row_is_on_one_page_of_those_that_follow_each_other(ledger: Ledger, one: TestClient, order: str) -> None:
    for minute in range(60):
        queue(ledger, declined_answer(f"a{minute:02}"), minute // 2)
    seen, address = [], f"/?order={order}&words=speed"
    for _ in range(3):
        text = one.get(address).text
        seen += linked(text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = unescape(found[1]) if found else ""
    assert address == ""
    assert sorted(seen) == [f"a{minute:02}" for minute in range(60)]
    assert len(seen) == 60
    assert f'href="/?words=speed{order and "&amp;order="}{order}">First page</a>' in text


def post(client: TestClient, path: str, **data: str) -> str:
    """Where a form led."""
    response = client.post(path, data=data)
    assert response.status_code == 303, response.text
    return response.headers["location"]


def test_review_next_takes_what_is_first_and_opens_it(ledger: Ledger, reviewer_of: SignIn) -> None:
    for minute, id in enumerate(("first", "second/odd id")):
        queue(ledger, sample_answer(id=id), minute)
    one, two = reviewer_of("Reviewer One"), reviewer_of("Reviewer Two")
    assert post(one, "/queue/next") == "/answers/first"
    assert post(two, "/queue/next") == "/answers/second%2Fodd%20id"
    assert post(one, "/queue/next") == "/answers/first"
    assert "Assigned to you" in rows(one.get("/").text)[0]
    assert "Assigned to Reviewer Two" in rows(one.get("/").text)[1]


def test_review_next_keeps_to_the_view_one_came_from(ledger: Ledger, one: TestClient) -> None:
    queue(ledger, sample_answer(id="a"))
    queue(ledger, sample_answer(id="b", question="About neglect?"), 1)
    assert post(one, "/queue/next", back="words=neglect&state=done") == "/answers/b"
    assert post(one, "/queue/next", back="words=xylophone") == "/?words=xylophone&said=nothing"
    assert "nothing here that you may review" in one.get("/?said=nothing").text


def test_one_takes_a_review_and_gives_it_back(ledger: Ledger, one: TestClient) -> None:
    queue(ledger, sample_answer())
    assert post(one, "/queue/assign", answer="a1", seat="1", back="order=newest") == "/?order=newest&said=taken"
    text = one.get("/?said=taken").text
    assert 'role="status">It is assigned to you now.' in text
    assert "Give back" in rows(text)[0]
    assert post(one, "/queue/give-back", answer="a1", seat="1") == "/?said=given-back"
    assert "Assigned" not in rows(one.get("/").text)[0]


def test_a_lead_assigns_and_the_others_find_it_taken(ledger: Ledger, lead: TestClient, reviewer_of: SignIn) -> None:
    two = reviewer_of("Reviewer Two")
    queue(ledger, sample_answer())
    assert post(lead, "/queue/assign", answer="a1", seat="1", reviewer="Reviewer Two") == "/?said=assigned"
    assert linked(two.get("/?who=me").text) == ["a1"]
    assert post(lead, "/queue/next") == "/?said=nothing"
    assert lead.post("/queue/assign", data={"answer": "a1", "seat": "1", "reviewer": "Nobody"}).status_code == 403
    assert two.post("/queue/assign", data={"answer": "a1", "seat": "1", "reviewer": "Lead One"}).status_code == 403
    assert [client.get("/").text.count("<summary>Assign") for client in (lead, two)] == [1, 0]


@pytest.mark.parametrize("data", [{"answer": "a1", "seat": "4"}, {"answer": "a1", "seat": "x"}, {"answer": "a1"}])
def test_a_seat_that_is_none_is_not_found(ledger: Ledger, one: TestClient, data: dict[str, str]) -> None:
    queue(ledger, sample_answer())
    assert one.post("/queue/assign", data=data).status_code == 404


def test_an_answer_that_is_none_is_refused_with_why(one: TestClient) -> None:
    response = one.post("/queue/assign", data={"answer": "none", "seat": "1"})
    assert response.status_code == 409
    assert "no such answer" in response.text


@pytest.mark.parametrize("back", ["//example.org", "https://example.org/", "\r\nX: y", "said=drawn&said=%3Cb%3E"])
def test_a_form_leads_back_to_the_queue_and_nowhere_else(ledger: Ledger, one: TestClient, back: str) -> None:
    queue(ledger, sample_answer())
    location = post(one, "/queue/assign", answer="a1", seat="1", back=back)
    assert location.startswith("/?")
    assert location.endswith("said=taken")
    assert "\n" not in location
    assert location.count("said=") == 1


def recently(ledger: Ledger, number: int) -> None:
    for n in range(number):
        at = datetime.now(UTC) - timedelta(days=2, minutes=n)
        ledger.record(sample_answer(id=f"a{n:02}", asked_at=at))


def test_a_lead_draws_a_sample(ledger: Ledger, lead: TestClient) -> None:
    recently(ledger, 20)
    form = lead.get("/").text
    days = dict(re.findall(r'type="date" name="(since|until)" value="([^"]+)" required', form))
    assert len(days) == 2
    assert post(lead, "/queue/sample", **days, share="25", seed="2026-q1") == "/?said=drawn"
    text = lead.get("/?ground=sample").text
    assert len(linked(text)) == 5
    assert "seed <code>2026-q1</code>, by Lead One" in text
    assert post(lead, "/queue/sample", **days, share="25", number="3") == "/?said=drawn"
    assert len(linked(lead.get("/").text)) == 8


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": "0"},
        {"share": "x"},
        {"share": "101"},
        {"share": ""},
        {"share": "nan"},
        {"number": "inf"},
        {"number": "0"},
        {"number": "-1"},
        {"since": "x"},
    ],
)
def test_a_draw_that_says_too_little_is_refused(ledger: Ledger, lead: TestClient, wrong: dict[str, str]) -> None:
    recently(ledger, 3)
    days = {"since": "2026-01-01", "until": "2030-01-01"}
    response = lead.post("/queue/sample", data={**days, "share": "10", **wrong})
    assert response.status_code == 409
    assert "A sample needs its first and last day" in response.text
    assert ledger.samples.all() == ()


def test_a_draw_from_nothing_says_so(lead: TestClient) -> None:
    response = lead.post("/queue/sample", data={"since": "2020-01-01", "until": "2020-01-02", "share": "10"})
    assert response.status_code == 409
    assert "nothing to draw from" in response.text


@pytest.mark.parametrize("path", ["/queue/next", "/queue/assign", "/queue/give-back", "/queue/sample"])
def test_a_form_without_its_token_does_nothing(
    ledger: Ledger, one: TestClient, stranger: TestClient, path: str
) -> None:
    queue(ledger, sample_answer())
    del one.headers["X-CSRF-Token"]
    for client, status in ((stranger, 401), (one, 403)):
        assert client.post(path, data={"answer": "a1", "seat": "1"}).status_code == status
    assert "Assigned" not in rows(one.get("/").text)[0]


def test_a_reviewer_draws_nothing(one: TestClient) -> None:
    assert (
        one.post("/queue/sample", data={"since": "2020-01-01", "until": "2030-01-01", "share": "10"}).status_code == 403
    )
    assert "Draw a sample" not in one.get("/").text


def test_every_field_has_its_label(states: Ledger, lead: TestClient) -> None:
    text = lead.get("/?state=all").text
    fields = re.findall(r"<(?:input|select)(?![^>]*hidden)[^>]*\bid=\"([^\"]+)\"", text)
    assert len(fields) > 15
    assert len(set(fields)) == len(fields)
    for field in fields:
        assert f'<label for="{field}">' in text
    assert "style=" not in text
    assert "onclick" not in text
