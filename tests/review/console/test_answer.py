"""The page of one answer: what it cites as it was and as it is, and the images of its pages."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from builders.answers import ASKED_AT, declined_answer, sample_answer, sample_citation, sample_passage
from builders.consoles import SECRET, account_for, client_for, sign_in_as
from builders.corpora import ingested, write_corpus
from builders.hostile import write_pdf_bomb
from builders.marked_pages import kept
from builders.pdf_files import lines, pdf
from knowledge.accounts import Role
from knowledge.domain import Answer, Outcome, PageReference, Passage, Usage
from knowledge.editions import Editions
from knowledge.ledger.ledger import Ledger
from review.console.app import console_app
from review.console.front import Front
from review.console.means import Means
from review.page_images.drawers import DrawingLimits
from review.page_images.images import PageImages

RULE = "A bruise on a baby must be referred within two hours."
TEXT = f"# Bruises\n\nLook at the whole child.\n\n## Rule\n\n{RULE}\n\n## After\n\nWrite down what you saw.\n"
RTL = "‮"


def passage_with(data: Path, path: str, words: str) -> Passage:
    """The passage of the live edition that says these words."""
    store = Editions(data).open_live_passages()
    return next(each for each in store.of(path) if words in each.text)


def answer_on(passage: Passage, quote: str, id: str = "a1") -> Answer:
    """An answer of one statement with one citation."""
    answer = sample_answer(id, citations=(sample_citation(passage, quote),))
    return replace(answer, statements=answer.statements[:1])


@pytest.fixture
def edition(tmp_path: Path) -> str:
    """The live edition of a small corpus."""
    ingested(write_corpus(tmp_path / "corpus", {"bruise.md": TEXT}), tmp_path)
    return Editions(tmp_path).live_id or ""


def test_a_passage_stands_in_its_section(ledger: Ledger, reviewer: TestClient, tmp_path: Path, edition: str) -> None:
    answer = answer_on(passage_with(tmp_path, "bruise.md", RULE), RULE)
    ledger.record(replace(answer, edition=edition))
    text = reviewer.get("/answers/a1").text
    places = [text.index(words) for words in ("Look at the whole child", f"{RULE}<span", "Write down what")]
    assert places == sorted(places)
    assert "(the live one)" in text
    assert "<figure" not in text


def test_a_document_that_changed_is_shown_as_it_was(
    ledger: Ledger, reviewer: TestClient, tmp_path: Path, edition: str
) -> None:
    ledger.record(replace(answer_on(passage_with(tmp_path, "bruise.md", RULE), RULE), edition=edition))
    ingested(write_corpus(tmp_path / "corpus", {"bruise.md": TEXT.replace("two hours", "four hours")}), tmp_path)
    text = reviewer.get("/answers/a1").text
    assert "Look at the whole child" in text
    assert "a new version is live, which no longer says the quoted words" in text
    assert "Changed:" in text
    assert "(not the live one any more)" in text
    assert "four hours" not in text


def test_where_nothing_is_kept_the_recorded_passage_remains(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer())
    text = reviewer.get("/answers/a1").text
    assert "not known: the live edition cannot be read just now" in text
    assert "The file that was cited is not kept here any more" in text
    assert "a baby who is not yet mobile" in text


@pytest.mark.parametrize("edition", ["..", "../editions", ".", "a/b", ""])
def test_an_edition_of_the_record_leads_to_no_other_folder(
    ledger: Ledger, reviewer: TestClient, tmp_path: Path, edition: str
) -> None:
    (tmp_path / "passages.db").write_bytes(b"elsewhere")
    ledger.record(replace(sample_answer(), edition=edition))
    assert reviewer.get("/answers/a1").status_code == 200


def test_the_rest_of_the_record_is_told(ledger: Ledger, reviewer: TestClient) -> None:
    answer = sample_answer()
    question = replace(answer.question, audiences=("health",))
    ledger.record(replace(answer, question=question, usage=Usage(1200, 80, 0.0125)))
    text = reviewer.get("/answers/a1").text
    for shown in ("1200 sent, 80 received", "0.0125", "audiences may read: health", "health, social care</dd>"):
        assert shown in text


def test_other_answers_of_the_thread_are_linked(ledger: Ledger, reviewer: TestClient) -> None:
    for minute, id in enumerate(("a0", "a1", "a2")):
        ledger.record(sample_answer(id, f"Question {id}?", asked_at=ASKED_AT + timedelta(minutes=minute)))
    text = reviewer.get("/answers/a1").text
    assert 'Earlier: <a href="/answers/a0"><bdi>Question a0?' in text
    assert 'Later: <a href="/answers/a2"><bdi>Question a2?' in text
    assert 'href="/answers/a1"' not in text


def test_a_safety_card_stands_before_the_answer(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(replace(sample_answer(), outcome=Outcome.URGENT, notice="Ring 999."))
    text = reviewer.get("/answers/a1").text
    assert text.index("Ring 999.") < text.index("Statement 1 of 2")
    assert text.count("Ring 999.") == 1


class Pages:
    """A console with page images, and an answer that cites a page of a PDF."""

    def __init__(self, folder: Path, ledger: Ledger, images: PageImages) -> None:
        corpus = write_corpus(folder / "corpus", {}, '[[document]]\npath = "rule.pdf"\ntitle = "Rules <b>"\n')
        pdf(corpus / "rule.pdf", lines("Bruises", "", RULE, "Write down what you saw."))
        ingested(corpus, folder)
        self.passage = passage_with(folder, "rule.pdf", "two hours")
        self.original = folder / "originals" / self.passage.version.sha256
        self.ledger = ledger
        self.client = client_for(console_app(Means(ledger, folder, corpus, page_images=images), SECRET))
        sign_in_as(self.client, ledger, Role.REVIEWER)

    def record(self, quote: str = RULE, id: str = "a1") -> None:
        self.ledger.record(answer_on(self.passage, quote, id))


@pytest.fixture
def pages(ledger: Ledger, tmp_path: Path) -> Iterator[Pages]:
    with PageImages(tmp_path) as images:
        yield Pages(tmp_path, ledger, images)


PAGE = "/answers/a1/citations/1/1/page"


def test_a_cited_page_is_shown_with_its_quote_marked(pages: Pages) -> None:
    pages.record()
    address = f"{PAGE}?version={pages.passage.version.sha256[:12]}"
    first = pages.client.get("/answers/a1").text
    assert f'<img src="{address}" loading="lazy"' in first
    assert "Page 1 of Rules &lt;b&gt;, with the quote marked where it was found." in first
    image = pages.client.get(address)
    assert image.headers["content-type"].startswith("image/")
    assert image.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert image.headers["signpost-quote-marked"] == "yes"
    assert image.headers["x-content-type-options"] == "nosniff"
    assert "Page 1 of Rules &lt;b&gt;, with the quote marked. Opens" in pages.client.get("/answers/a1").text
    assert f"{RULE}<span" in first  # the passage stands there as text as well


def test_a_quote_that_cannot_be_marked_is_said_to_be(pages: Pages) -> None:
    pages.record("never written")
    assert pages.client.get(PAGE).headers["signpost-quote-marked"] == "no"
    text = pages.client.get("/answers/a1").text
    assert "with the quote not marked. Opens" in text
    assert "data-unmarked>The quote could not be marked on this page" in text


def test_without_the_original_the_passage_stands_alone(pages: Pages) -> None:
    pages.record()
    pages.original.unlink()
    assert pages.client.get(PAGE).status_code == 404
    text = pages.client.get("/answers/a1").text
    assert "The file that was cited is not kept here any more" in text
    assert "<img" not in text


@pytest.mark.parametrize(
    "path",
    [
        "/answers/a1/citations/1/2/page",
        "/answers/a1/citations/2/1/page",
        "/answers/a1/citations/0/1/page",
        "/answers/a1/citations/1/-1/page",
        "/answers/a1/citations/x/1/page",
        "/answers/other/citations/1/1/page",
    ],
)
def test_only_citations_of_the_answer_have_a_page(pages: Pages, path: str) -> None:
    pages.record()
    response = pages.client.get(path)
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"


def test_a_page_is_for_reviewers_alone(pages: Pages, ledger: Ledger) -> None:
    pages.record()
    assert pages.client.get(PAGE).status_code == 200
    sign_in_as(pages.client, ledger, Role.READER)
    assert pages.client.get(PAGE).status_code == 403


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 191 }}{% raw %}",
    f"{RTL}reversed",
    "W" * 5_000,
    "long " * 6_000,
    "'-alert(1)-'",
)


@pytest.mark.parametrize("text", HOSTILE, ids=["script", "img", "template", "rtl", "word", "30000", "quote"])
def test_hostile_text_stays_text(ledger: Ledger, reviewer: TestClient, text: str) -> None:
    sample = sample_passage()
    document = replace(sample.version.document, title=text, path=text, audience=(text,))
    passage = replace(
        sample_passage(f"before {text} after", version=replace(sample.version, document=document)),
        headings=(text, text),
        place=text,
    )
    answer = sample_answer('a"><script>', text, citations=(sample_citation(passage, quote=text),))
    ledger.record(replace(answer, notice=text, edition=text[:50], language_model=text[:50]))
    own = '<script src="/static/answer.js" defer></script>'
    here = "/answers/a%22%3E%3Cscript%3E"
    for path in (here, f"{here}/note"):
        response = reviewer.get(path)
        assert response.status_code == 200
        shown = response.text.replace(own, "", 1)
        assert "<script" not in shown
        assert "<img" not in shown
        assert "1337" not in shown
        assert "alert(1)-'\"" not in shown
    assert reviewer.post(f"{here}/reviews", data={"reason-1-1": text[:1_000]}).status_code == 422


def test_what_turns_the_reading_round_is_kept_apart(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(sample_answer(question=f"Who {RTL}sniw"))
    text = reviewer.get("/answers/a1").text
    assert f"<bdi>Who {RTL}sniw</bdi>" in text
    assert text.count("turn the direction of reading") == 1


def test_the_same_page_without_statements(ledger: Ledger, reviewer: TestClient) -> None:
    ledger.record(declined_answer())
    text = reviewer.get("/answers/declined").text
    assert "The documents do not answer this." in text
    assert "What do you make of the answer?" in text
    assert "Does [" not in text


def test_an_answer_of_six_citations_is_there_at_once(
    ledger: Ledger, reviewer: TestClient, tmp_path: Path, edition: str
) -> None:
    """Generous, for machines that others use too: it takes about 10 ms."""
    passage = passage_with(tmp_path, "bruise.md", RULE)
    citations = tuple(sample_citation(passage, RULE, marker) for marker in range(1, 7))
    ledger.record(replace(sample_answer(citations=citations), edition=edition))
    reviewer.get("/answers/a1")
    began = datetime.now(UTC)
    reviewer.get("/answers/a1")
    assert datetime.now(UTC) - began < timedelta(milliseconds=500)


@contextmanager
def served(console: Starlette) -> Iterator[str]:
    """The address of the console on a loopback port."""
    server = uvicorn.Server(uvicorn.Config(console, port=0, log_level="critical", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_pages_that_take_long_to_draw_hold_up_no_other_page(ledger: Ledger, tmp_path: Path) -> None:
    """Over HTTP: more images are asked for at once than the console has threads for its pages."""
    bomb = write_pdf_bomb(tmp_path / "bomb.pdf", 400_000_000)
    version = kept(tmp_path, bomb)
    passage = sample_passage("words", version=version)
    for number in range(60):
        ledger.record(answer_on(replace(passage, page=PageReference(1, "1")), "words", f"a{number}"))
    limits = httpx2.Limits(max_connections=70)
    account = account_for(ledger, Role.REVIEWER)
    cookies = {Front().cookie("session"): ledger.sessions.begin(account, "password").token}
    with (
        PageImages(tmp_path, DrawingLimits(seconds=6, megabytes=10_000)) as images,
        served(console_app(Means(ledger, tmp_path, tmp_path, page_images=images), SECRET)) as address,
        httpx2.Client(base_url=address, cookies=cookies, timeout=60, limits=limits) as client,
        ThreadPoolExecutor(60) as threads,
    ):
        assert client.get("/answers").status_code == 200
        asked = [threads.submit(client.get, f"/answers/a{n}/citations/1/1/page") for n in range(60)]
        time.sleep(1.5)
        started = time.monotonic()
        assert client.get("/answers").status_code == 200
        took = time.monotonic() - started
        assert not any(each.done() for each in asked)
        assert took < 2
        assert {404} == {each.result().status_code for each in asked}
