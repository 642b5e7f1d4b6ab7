"""The intake in the console: what publishers see and do, and what is never taken."""

import re
import socket
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from builders.consoles import SECRET, SignedIn, client_for, page_token, sign_in_as
from builders.corpora import ingested, write_corpus
from builders.requests import ONE, TWO, files_of, steps_of, work_off
from builders.served import served
from knowledge.accounts import Role
from knowledge.editions import Editions
from knowledge.intake.receiving import Allowance
from knowledge.intake.requests import Deed, State
from knowledge.intake.store import IntakeStore, request_withdrawal
from knowledge.ledger.ledger import Ledger
from knowledge.verdicts import ActionKind
from review.console.app import console_app
from review.console.forgery import HEADER
from review.console.means import Means

NEW = b"# Bruising rule 2026\n\nWithin four hours.\n"
MANIFEST = """
[[document]]
path = "rule-2019.md"
title = "Bruising rule 2019"
kind = "protocol"

[[document]]
path = "news.md"
title = "News"
"""
DETAILS = {"title": "Bruising rule 2026", "path": "rule-2026.md", "kind": "protocol", "authority": "local procedure"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A live edition of two documents."""
    write_corpus(tmp_path / "corpus", {"rule-2019.md": "# Rule\n\nTwo hours.\n", "news.md": "# News\n\nX.\n"}, MANIFEST)
    ingested(tmp_path / "corpus", tmp_path / "data")
    return tmp_path


@pytest.fixture
def means(ledger: Ledger, folder: Path) -> Means:
    return Means(ledger, folder / "data", folder / "corpus", allowance=Allowance(100_000, 900_000, 8))


@pytest.fixture
def publisher(signed_in: SignedIn) -> TestClient:
    return signed_in(Role.PUBLISHER, name=ONE)


@pytest.fixture
def store(folder: Path) -> IntakeStore:
    return IntakeStore(folder / "data")


def put_in(client: TestClient, name: str = "rule-2026.md", content: bytes = NEW) -> str:
    """Put a file in; the address of its request."""
    response = client.post("/intake/files", files={"files": (name, content)})
    assert response.status_code == 303, response.text
    return response.headers["location"]


def described(client: TestClient, folder: Path, kinds: tuple[str, ...] = (), **more: object) -> str:
    """Put a file in, and give it its details; its address when the dry run is made."""
    place = put_in(client)
    work_off(steps_of(folder, kinds))
    assert client.post(f"{place}/details", data={**DETAILS, **more}).status_code == 303
    work_off(steps_of(folder, kinds))
    return place


def test_a_document_goes_from_the_browser_to_the_answers(
    publisher: TestClient, folder: Path, store: IntakeStore
) -> None:
    live = Editions(folder / "data").live_id
    place = put_in(publisher)
    assert "Waits to be read" in publisher.get(place).text
    steps = steps_of(folder)
    work_off(steps)
    text = publisher.get(place).text
    for shown in ("Needs its details", 'value="Bruising rule 2026"', "next version of", 'value="rule-2019.md" checked'):
        assert shown in text
    publisher.post(f"{place}/details", data={**DETAILS, "supersedes": "rule-2019.md", "review_by": "2030-01-02"})
    assert "Waits for its dry run" in publisher.get(place).text
    work_off(steps)
    text = publisher.get(place).text
    for shown in ("Ready to publish", "Nothing has been published yet", "rule-2026.md", "superseded"):
        assert shown in text
    assert live == Editions(folder / "data").live_id
    assert "rule-2026.md" not in files_of(folder / "corpus")
    assert publisher.post(f"{place}/publish").status_code == 303
    work_off(steps)
    assert "answers now" in publisher.get(place).text
    with closing(Editions(folder / "data").open_live_passages()) as passages:
        version = passages.versions["rule-2026.md"]
        assert (ONE, ("rule-2019.md",)) == (version.ingested_by, version.document.supersedes)
    assert [ONE, ONE, ONE] == [
        event.by for event in store.request(place.rpartition("/")[2]).events if event.by.startswith("Publisher")
    ]


def test_what_people_do_stands_in_the_ledger_under_their_name(
    publisher: TestClient, signed_in: SignedIn, ledger: Ledger, folder: Path
) -> None:
    place = described(publisher, folder)
    two = signed_in(Role.PUBLISHER, name=TWO)
    two.post(f"{place}/publish")
    two.post("/intake/withdraw", data={"path": "news.md", "reason": "It is wrong."})
    done = ledger.actions.of_kinds(ActionKind.INTAKE, ActionKind.WITHDRAW)
    assert [
        (ONE, "", "put in: rule-2026.md"),
        (ONE, "rule-2026.md", "described: rule-2026.md"),
        (TWO, "rule-2026.md", "asked to publish: rule-2026.md"),
        (TWO, "news.md", "It is wrong."),
    ] == [(each.by, each.document, each.text.partition(" (request")[0]) for each in done]


def test_errors_stand_at_their_fields_and_nothing_is_lost(publisher: TestClient, folder: Path) -> None:
    place = put_in(publisher)
    work_off(steps_of(folder))
    wrong = {
        "title": "", "path": "../x.md", "kind": "a rule", "authority": "royal", "review_by": "someday",
        "audience": "police, health", "source_url": "javascript:alert(1)", "supersedes": ["news.md", "gone.md"],
    }  # fmt: skip
    response = publisher.post(f"{place}/details", data=wrong)
    assert response.status_code == 422
    for field in ("title", "path", "authority", "review_by", "source_url", "supersedes"):
        assert re.search(f'id="{field}-error"|<fieldset class="field wrong" id="{field}"', response.text), field
    for kept in ('value="../x.md"', 'value="a rule"', 'value="someday"', 'value="police, health"', 'news.md" checked'):
        assert kept in response.text
    assert State.DESCRIBE == IntakeStore(folder / "data").request(place.rpartition("/")[2]).state


@pytest.mark.parametrize(
    ("path", "cause"),
    [("rule.pdf", "Keep the ending .md"), ("NEWS.md", "differs in capitals alone"), ("CON.md", "device")],
)
def test_a_path_that_does_not_fit_is_refused(publisher: TestClient, folder: Path, path: str, cause: str) -> None:
    place = put_in(publisher)
    work_off(steps_of(folder))
    assert cause in publisher.post(f"{place}/details", data={**DETAILS, "path": path}).text


def test_two_open_requests_do_not_share_a_path(publisher: TestClient, folder: Path) -> None:
    described(publisher, folder)
    second = put_in(publisher, "another.md", NEW + b"More.\n")
    work_off(steps_of(folder))
    assert "has an open request for this path" in publisher.post(f"{second}/details", data=DETAILS).text


def test_a_second_person_approves(signed_in: SignedIn, folder: Path) -> None:
    one, two = signed_in(Role.PUBLISHER, name=ONE), signed_in(Role.PUBLISHER, name=TWO)
    place = described(one, folder, ("protocol",))
    one.post(f"{place}/publish")
    work_off(steps_of(folder, ("protocol",)))
    assert "somebody else must approve" in one.get(place).text
    assert "Waiting for your approval (1)" in two.get("/intake").text
    assert "Waiting for your approval" not in one.get("/intake").text
    assert one.post(f"{place}/approve").status_code == 409
    assert two.post(f"{place}/approve").status_code == 303
    work_off(steps_of(folder, ("protocol",)))
    assert "answers now" in two.get(place).text
    assert f"Approved by {TWO}" in two.get("/documents/rule-2026.md").text


def test_cancelling_asks_first(publisher: TestClient, folder: Path, store: IntakeStore) -> None:
    place = put_in(publisher)
    assert "cannot be undone" in publisher.get(f"{place}/cancel").text
    assert State.TO_EXAMINE == store.requests()[0].state
    assert publisher.post(f"{place}/cancel").status_code == 303
    assert State.CANCELLED == store.requests()[0].state
    work_off(steps_of(folder))
    assert publisher.get(f"{place}/file").status_code == 404
    assert "no longer be done" in publisher.post(f"{place}/publish").text


def test_withdrawing_asks_for_a_reason(publisher: TestClient, folder: Path) -> None:
    assert "Withdraw News" in publisher.get("/intake/withdraw?path=news.md").text
    assert publisher.post("/intake/withdraw", data={"path": "news.md", "reason": " "}).status_code == 422
    place = publisher.post("/intake/withdraw", data={"path": "news.md", "reason": "It is wrong."}).headers["location"]
    work_off(steps_of(folder))
    assert "answers now" in publisher.get(place).text
    assert "Unstated, withdrawn" in publisher.get("/documents/news.md").text
    assert publisher.get("/intake/withdraw?path=nothing.md").status_code == 404


def test_going_back_asks_first(publisher: TestClient, folder: Path) -> None:
    first = Editions(folder / "data").live_id
    assert publisher.get(f"/intake/roll-back?edition={first}").status_code == 404  # it is live
    request_withdrawal(folder / "data", "news.md", "Wrong.", ONE)
    work_off(steps_of(folder))
    assert f'href="/intake/roll-back?edition={first}"' in publisher.get("/editions").text
    assert "stay as they are" in publisher.get(f"/intake/roll-back?edition={first}").text
    place = publisher.post("/intake/roll-back", data={"edition": first, "reason": "x"}).headers["location"]
    work_off(steps_of(folder))
    assert "answers now" in publisher.get(place).text
    assert first == Editions(folder / "data").live_id
    assert publisher.post("/intake/roll-back", data={"edition": "none", "reason": "x"}).status_code == 404


def test_a_new_version_begins_at_its_document(publisher: TestClient, folder: Path, store: IntakeStore) -> None:
    assert 'name="replaces" value="news.md"' in publisher.get("/intake?replaces=news.md").text
    response = publisher.post("/intake/files", data={"replaces": "news.md"}, files={"files": ("from-mail.md", NEW)})
    work_off(steps_of(folder))
    assert 'name="path" type="text" value="news.md"' in publisher.get(response.headers["location"]).text
    refused = publisher.post("/intake/files", data={"replaces": "news.md"}, files={"files": ("x.pdf", b"%PDF-1.7")})
    assert "a .pdf file cannot" in refused.text


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("../../x", b"x", "Its name leads out of the folder"),
        ("../../x.md", b"x", "Its name leads out of the folder"),
        ("CON.pdf", b"%PDF-1.7", "device on Windows"),
        ("empty.md", b"", "0 bytes"),
        ("large.md", b"x" * 100_001, "larger than 0.1 MB"),
        ("script.pdf", b"#!/bin/sh\nid\n", "not that of a .pdf file"),
        ("page.html.exe", b"MZ", "Files of type .exe are not read"),
        (".hidden.md", b"x", "left out of the corpus"),
        ("<script>alert(1)</script>.md", b"x", "which not every system takes"),
    ],
)
def test_what_is_not_taken_is_said_and_leaves_nothing(
    publisher: TestClient, store: IntakeStore, folder: Path, name: str, content: bytes, cause: str
) -> None:
    response = publisher.post("/intake/files", files=[("files", (name, content)), ("files", ("good.md", NEW))])
    assert response.status_code == 422
    assert cause in response.text
    assert "1 other file came in" in response.text
    assert "<script>" not in response.text
    assert ["good.md"] == [each.name for each in store.requests()]
    assert [] == list((folder / "data" / "intake" / "requests").glob(".*"))


def test_a_name_with_a_null_byte_is_refused(publisher: TestClient, store: IntakeStore) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a\x00b.md"\r\n\r\nx\r\n--b--\r\n'
    response = publisher.post(
        "/intake/files", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert response.status_code in (400, 422)
    assert [] == store.requests()


def test_a_file_of_just_the_limit_is_taken(publisher: TestClient, store: IntakeStore) -> None:
    put_in(publisher, "just.md", b"x" * 100_000)
    assert 100_000 == store.requests()[0].size


def test_a_hundred_files_at_once_stop_at_what_a_person_may_put_in(publisher: TestClient, store: IntakeStore) -> None:
    files = [("files", (f"{n}.md", b"# %d\n" % n)) for n in range(100)]
    response = publisher.post("/intake/files", files=files)
    assert "92 files not taken" in response.text
    assert "8 open requests" in response.text
    assert 8 == len(store.requests())


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data; boundary=b", b"nonsense", 400),
        ("multipart/form-data", b"--b--", 400),
        ("application/x-www-form-urlencoded", b"files=x", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nX: " + b"a" * 20_000 + b"\r\n\r\n--b--\r\n", 400),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * 9000,
            413,
        ),
    ],
)
def test_a_form_that_is_none_is_refused(
    publisher: TestClient, store: IntakeStore, content_type: str, body: bytes, status: int
) -> None:
    response = publisher.post("/intake/files", content=body, headers={"Content-Type": content_type})
    assert (status, []) == (response.status_code, store.requests())


def test_only_the_one_route_takes_much(publisher: TestClient, folder: Path) -> None:
    place = put_in(publisher)
    assert publisher.post("/sign-in", data={"name": "x" * 50_000}).status_code == 413
    assert publisher.post(f"{place}/details", data={"title": "x" * 300_000}).status_code == 413


def test_a_form_without_the_token_keeps_nothing(publisher: TestClient, store: IntakeStore, folder: Path) -> None:
    token = page_token(publisher.get("/intake").text)
    del publisher.headers[HEADER]
    files = {"files": ("rule.md", NEW)}
    assert 403 == publisher.post("/intake/files", files=files).status_code
    assert 403 == publisher.post("/intake/files", files=files, data={"csrf": "0" * 64}).status_code
    elsewhere = publisher.post(
        "/intake/files", files=files, data={"csrf": token}, headers={"Origin": "https://elsewhere.example"}
    )
    assert 403 == elsewhere.status_code
    assert ([], []) == (store.requests(), list((folder / "data" / "intake").glob("requests/.*")))
    assert 303 == publisher.post("/intake/files", files=files, data={"csrf": token}).status_code
    assert 1 == len(store.requests())


def test_only_publishers_see_the_intake(signed_in: SignedIn, store: IntakeStore) -> None:
    other = signed_in(Role.READER, Role.LEAD)
    for path in ("/intake", "/intake/withdraw?path=news.md", "/intake/roll-back?edition=x", "/intake/x/file"):
        assert 403 == other.get(path).status_code
    assert 403 == other.post("/intake/files", files={"files": ("rule.md", NEW)}).status_code
    assert 403 == other.post("/intake/withdraw", data={"path": "news.md", "reason": "x"}).status_code
    assert [] == store.requests()


def test_a_folder_that_cannot_be_written_is_said_without_where_it_is(
    publisher: TestClient, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "data" / "intake").write_text("in the way")
    response = publisher.post("/intake/withdraw", data={"path": "news.md", "reason": "x"})
    assert (507, True) == (response.status_code, "tell your maintainer" in response.text)
    refused = publisher.post("/intake/files", files={"files": ("rule.md", NEW)})
    assert (422, True) == (refused.status_code, "There was no room for it" in refused.text)
    assert str(folder) not in response.text + refused.text
    assert str(folder) in caplog.text


def test_nothing_chosen_is_said(publisher: TestClient) -> None:
    assert "No file was chosen" in publisher.post("/intake/files", files={"files": ("", b"")}).text


def test_a_download_is_inert(publisher: TestClient, folder: Path) -> None:
    place = put_in(publisher, "page.html", b"<script>alert(1)</script><h1>A page</h1>")
    response = publisher.get(f"{place}/file")
    assert 'attachment; filename="page.html"' == response.headers["content-disposition"]
    assert "application/octet-stream" == response.headers["content-type"]
    assert "nosniff" == response.headers["x-content-type-options"]
    assert "sandbox" in response.headers["content-security-policy"]


def test_text_of_a_file_is_never_markup(publisher: TestClient, folder: Path) -> None:
    place = put_in(publisher, "hostile.html", b"<title>&lt;script&gt;alert(1)&lt;/script&gt;</title><p>Text of it.</p>")
    work_off(steps_of(folder))
    text = publisher.get(place).text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_progress_is_told_to_a_script_and_without_one(publisher: TestClient, store: IntakeStore) -> None:
    place = put_in(publisher)
    id = place.rpartition("/")[2]
    store.add(id, Deed.STARTED, "x")
    store.write(id, "progress", {"stage": "Embedding", "done": 3, "total": 9})
    told = publisher.get(f"{place}/progress").json()
    assert {"state": "is being read", "progress": {"stage": "Embedding", "done": 3, "total": 9}} == told
    text = publisher.get(place).text
    assert ("3 of 9" in text, '<noscript><meta http-equiv="refresh"' in text, "Look again" in text) == (True,) * 3


def test_a_process_that_does_not_run_is_said(publisher: TestClient, store: IntakeStore) -> None:
    assert "The ingestion process is not running" in publisher.get("/intake").text
    store.say_alive()
    assert "The ingestion process is not running" not in publisher.get("/intake").text


def test_a_console_that_is_started_again_shows_the_same(
    publisher: TestClient, means: Means, ledger: Ledger, folder: Path
) -> None:
    place = described(publisher, folder)
    with client_for(console_app(means, SECRET)) as again:
        sign_in_as(again, ledger, Role.PUBLISHER, name=TWO)
        assert "Ready to publish" in again.get(place).text


def test_an_unknown_request_is_a_plain_404(publisher: TestClient) -> None:
    for path in ("/intake/unknown", "/intake/..%2f..%2fx", "/intake/unknown/progress", "/intake/unknown/file"):
        assert 404 == publisher.get(path).status_code


def test_an_upload_that_breaks_off_leaves_nothing(
    console: Starlette, publisher: TestClient, store: IntakeStore, folder: Path
) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in publisher.cookies.items())
    head = (
        "POST /intake/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: 90000\r\nCookie: {cookie}\r\n{HEADER}: {publisher.headers[HEADER]}\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="files"; filename="half.md"\r\n\r\n'
    )
    folder_of_requests = folder / "data" / "intake" / "requests"
    with (
        served(console) as address,
        socket.create_connection(("127.0.0.1", urlsplit(address).port or 0)) as connection,
    ):
        connection.sendall(head.encode() + b"half of it " * 2000)
        for _ in range(500):
            if list(folder_of_requests.glob(".incoming-*")):
                break
            time.sleep(0.01)
        assert list(folder_of_requests.glob(".incoming-*"))
        connection.close()
        for _ in range(500):
            if not list(folder_of_requests.glob(".incoming-*")):
                break
            time.sleep(0.01)
    assert ([], []) == (store.requests(), list(folder_of_requests.glob(".*")))


def test_a_form_of_very_many_files_is_refused(publisher: TestClient) -> None:
    """Each takes a folder and a line to tell, however small it is: a gigabyte of them would take the memory."""
    files = [("files", (f"{number}.exe", b"x")) for number in range(201)]
    assert publisher.post("/intake/files", files=files[:200]).status_code == 422
    assert publisher.post("/intake/files", files=files).status_code == 413


def test_details_that_come_too_late_are_told_so_whatever_is_wrong_with_them(
    publisher: TestClient, folder: Path
) -> None:
    place = described(publisher, folder)
    assert publisher.post(f"{place}/publish").status_code == 303
    response = publisher.post(f"{place}/details", data={**DETAILS, "effective_on": "0000-01-01"})
    assert (response.status_code, "can no longer be done" in response.text) == (409, True)


@pytest.mark.parametrize("name", ["manifest.toml", "Contacts.TOML", "golden.jsonl"])
def test_no_folder_takes_the_name_of_what_is_read_beside_the_documents(
    publisher: TestClient, folder: Path, name: str
) -> None:
    place = put_in(publisher)
    work_off(steps_of(folder, ()))
    response = publisher.post(f"{place}/details", data={**DETAILS, "path": f"{name}/rule.md"})
    assert (response.status_code, "choose another" in response.text) == (422, True)
