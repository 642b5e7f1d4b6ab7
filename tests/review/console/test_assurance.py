"""The pages of the report and of gaps, over HTTP and a real ledger, by role."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from starlette.testclient import TestClient

from builders.accounts import quick_passwords
from builders.answers import declined_answer
from builders.consoles import SECRET, client_for, sign_in_as
from builders.quarters import QUARTER, SECOND_SHARE, fill_quarter
from knowledge.accounts import Role
from knowledge.ledger.ledger import Ledger
from review.console.app import console_app
from review.console.means import Means

ROOT = Path(__file__).resolve().parents[3]
LINK = re.compile(r'<a href="(/assurance/answers\?[^"]+)" aria-label="[^"]*">([\d,]+)</a>')


@pytest.fixture(scope="module")
def quarter_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    url = f"sqlite:///{tmp_path_factory.mktemp('console') / 'ledger.db'}"
    with Ledger.open(url, passwords=quick_passwords()) as ledger:
        fill_quarter(ledger, 90)
        yield ledger


def client_of(ledger: Ledger, *roles: Role) -> TestClient:
    """Somebody with these roles, signed in to the console."""
    console = console_app(Means(ledger, ROOT / "no-data", ROOT / "corpus", SECOND_SHARE), SECRET)
    client = client_for(console)
    sign_in_as(client, ledger, *roles)
    return client


@pytest.fixture(scope="module")
def lead(quarter_ledger: Ledger) -> TestClient:
    return client_of(quarter_ledger, Role.LEAD)


@pytest.fixture(scope="module")
def reader(quarter_ledger: Ledger) -> TestClient:
    return client_of(quarter_ledger, Role.READER)


@pytest.mark.parametrize("path", ["/assurance?quarter=2026Q1", "/gaps?quarter=2026Q1"])
def test_every_linked_figure_leads_to_exactly_as_many_entries(lead: TestClient, path: str) -> None:
    page = lead.get(path)
    assert page.status_code == 200
    links = set(LINK.findall(page.text))
    assert len(links) > (60 if "assurance" in path else 1)
    for address, figure in links:
        listed = lead.get(unescape(address)).text
        said = re.search(r"</span> (\d+|No) (?:entry|entries) behind this figure", listed)
        assert said is not None, address
        assert int(said[1].replace("No", "0")) == int(figure.replace(",", "")), address
        assert listed.count("<li>") == min(50, int(figure.replace(",", ""))), address


def test_readers_see_figures_and_nothing_that_leads_further(reader: TestClient) -> None:
    for path in ("/assurance?quarter=2026Q1", "/gaps?quarter=2026Q1"):
        text = reader.get(path).text
        assert "/assurance/answers" not in text
        assert "Reviewer One" not in text
        assert "Reviewer" not in re.sub(r"Reviewers|reviewers?", "", text)


def test_leads_see_counts_by_reviewer(lead: TestClient) -> None:
    assert "Reviewer One" in lead.get("/assurance?quarter=2026Q1").text


def test_readers_have_whole_quarters_only(reader: TestClient, lead: TestClient) -> None:
    path = "/gaps?since=2026-01-05&until=2026-01-18"
    assert "5 January 2026 to 18 January 2026" in lead.get(path).text
    assert "5 January 2026" not in reader.get(path).text


def test_no_question_is_shown_on_a_page_of_figures(quarter_ledger: Ledger, lead: TestClient) -> None:
    questions = {each.question for each in quarter_ledger.figures.asked(QUARTER)}
    for path in ("/assurance?quarter=2026Q1", "/gaps?quarter=2026Q1"):
        text = unescape(lead.get(path).text)
        assert not [question for question in questions if question in text]


@pytest.mark.parametrize(
    "query",
    [
        "quarter=2026Q5",
        "quarter=nonsense",
        "since=2026-02-30&until=2026-03-01",
        "since=2026-03-02&until=2026-03-01",
        "quarter=9999Q4",
    ],
)
def test_what_is_no_period_is_not_found(lead: TestClient, query: str) -> None:
    assert [lead.get(f"/{page}?{query}").status_code for page in ("assurance", "gaps")] == [404, 404]


@pytest.mark.parametrize("query", ["of=nothing", "", "of=all&page=0", "of=all&page=x", "of=all&page=９"])
def test_what_is_no_list_is_not_found(lead: TestClient, query: str) -> None:
    assert lead.get(f"/assurance/answers?quarter=2026Q1&{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["of=week&value=x", "of=gap&value=x", "of=checked&group=nothing%3Dx", "of=stale&value=x"]
)
def test_a_choice_that_no_figure_has_lists_nothing(lead: TestClient, query: str) -> None:
    assert "No entries behind this figure" in lead.get(f"/assurance/answers?quarter=2026Q1&{query}").text


def test_a_long_list_has_pages(lead: TestClient) -> None:
    first = lead.get("/assurance/answers?quarter=2026Q1&of=all").text
    assert "90 entries behind this figure" in first
    older = re.search(r'href="([^"]+page=2)">Older', first)
    assert older is not None
    second = lead.get(unescape(older[1])).text
    assert (first.count("<li>"), second.count("<li>")) == (50, 40)
    assert 'start="51"' in second
    ids = [set(re.findall(r"/answers/(q1-\d+)", page)) for page in (first, second)]
    assert ids[0].isdisjoint(ids[1])
    assert len(ids[0] | ids[1]) == 90


def test_questions_on_a_list_are_escaped(ledger: Ledger) -> None:
    answer = declined_answer()
    hostile = "<script>alert(1)</script>"
    ledger.record(replace(answer, question=replace(answer.question, text=hostile)))
    text = client_of(ledger, Role.LEAD).get("/assurance/answers?quarter=2026Q1&of=all").text
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_pages_need_no_inline_style_or_script(lead: TestClient) -> None:
    for path in ("/assurance?quarter=2026Q1", "/gaps?quarter=2026Q1", "/assurance/answers?quarter=2026Q1&of=all"):
        assert re.findall(r"<script|<style|\sstyle=|\son\w+=|javascript:", lead.get(path).text) == []


def test_plots_have_a_title_a_description_and_a_table(lead: TestClient) -> None:
    text = lead.get("/assurance?quarter=2026Q1").text
    plots = re.findall(r'<svg class="plot".*?</svg>', text, re.DOTALL)
    assert len(plots) >= 8
    for plot in plots:
        title, described = re.findall(r'id="([^"]+)-(?:title|desc)"', plot)
        assert f'aria-labelledby="{title}-title {described}-desc"' in plot
        assert text.partition(plot)[2].split("<h", 1)[0].count("<table") == 1
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_the_pdf_has_pages_a_title_and_the_same_figures(lead: TestClient, reader: TestClient) -> None:
    response = lead.get("/assurance/report.pdf?quarter=2026Q1")
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == 'attachment; filename="signpost-assurance-2026Q1.pdf"'
    metadata, pages = read_pdf(response.content)
    assert metadata["Title"] == "Assurance report, January to March 2026"
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
    text = " ".join(" ".join(pages).split())
    assert "Do the quotations support what was said?" in text
    assert "Guidance for schools & colleges <2025>" in text
    assert "Reviewer One" in text
    assert "Reviewer One" not in " ".join(read_pdf(reader.get("/assurance/report.pdf?quarter=2026Q1").content)[1])


def read_pdf(content: bytes) -> tuple[dict[str, str], list[str]]:
    document = pypdfium2.PdfDocument(content)
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_bounded())
            text.close()
            page.close()
        return document.get_metadata_dict(), pages
    finally:
        document.close()


def test_the_csv_is_one_tidy_table(lead: TestClient) -> None:
    response = lead.get("/assurance/report.csv?quarter=2026Q1")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == ["section", "figure", "group", "value", "n", "low", "high", "note", "before"]
    total = [row for row in rows if row["group"] == "All questions"]
    assert [row["value"] for row in total] == ["90"]
    rate = next(row for row in rows if row["group"] == "As checked")
    assert 0 <= float(rate["low"]) <= float(rate["value"]) <= float(rate["high"]) <= 1


def test_an_empty_ledger_has_a_report_and_no_gaps(ledger: Ledger) -> None:
    client = client_of(ledger, Role.LEAD)
    assert "there is no rate to give" in client.get("/assurance").text
    assert "Every question found a full answer, or none was asked." in client.get("/gaps").text
    assert client.get("/assurance/report.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("path", "roles"),
    [
        ("/assurance", (Role.READER, Role.LEAD)),
        ("/assurance/report.pdf", (Role.READER, Role.LEAD)),
        ("/assurance/report.csv", (Role.READER, Role.LEAD)),
        ("/assurance/answers?of=all", (Role.LEAD,)),
        ("/gaps", (Role.READER, Role.LEAD, Role.PUBLISHER)),
    ],
)
def test_each_page_is_for_its_roles_alone(ledger: Ledger, path: str, roles: tuple[Role, ...]) -> None:
    for role in Role:
        assert client_of(ledger, role).get(path).status_code == (200 if role in roles else 403)
