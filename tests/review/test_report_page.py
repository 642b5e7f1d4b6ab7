"""The evaluation as a page that stands alone."""

import re
from dataclasses import replace

from bs4 import BeautifulSoup

from knowledge.domain import Outcome
from knowledge.golden import Evidence, GoldenQuestion
from review.comparison import compare
from review.golden import Score
from review.measures import MEASURES
from review.report_page import report_page
from review.saved import Asked, Saved

MADE = {"date": "2026-03-02T09:00:00+00:00", "edition": "e1", "embedding_model": "m", "files": [{"name": "q.jsonl"}]}
EVIDENCE = (Evidence("a.pdf", 6, "x"), Evidence("b.pdf", None, "y"))
GOLDEN = GoldenQuestion("g1", "What of a <b>bruise</b>?", "two_place", True, ("16", "the <same> day"), EVIDENCE)
SCORE = Score(GOLDEN, Outcome.ANSWERED, (3, None), ("the <same> day",), True)
WELL = Score(GoldenQuestion("g2", "Light?", "unanswerable", False), Outcome.NOT_FOUND, (), (), None, 0.2)


def words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "lxml").get_text(" ").split())


def test_each_question_has_its_outcome_ranks_and_missing_facts() -> None:
    html = report_page([SCORE, WELL], MADE)
    wrong = BeautifulSoup(html, "lxml").select_one("#q-g1")
    assert wrong
    text = " ".join(wrong.get_text(" ").split())
    assert "What of a <b>bruise</b>?" in text
    assert "a.pdf, p. 6: found at 3" in text
    assert "b.pdf: not among the first 10" in text
    assert "Facts missing: the <same> day (1 of 2 said)" in text
    assert "Questions that went well (1)" in words(html)


def test_nothing_is_fetched_run_or_let_through_as_markup() -> None:
    html = report_page([SCORE, WELL], MADE)
    assert "<b>bruise" not in html
    assert not re.search(r"<script|<img|<link|src=|href=|url\(|@import", html)
    assert "default-src 'none'" in html


def test_a_plot_draws_the_point_on_its_interval() -> None:
    page = BeautifulSoup(report_page([SCORE, replace(SCORE, ranks=(1, 1))], MADE), "lxml")
    first = page.select("figure .row svg")[0]
    assert "50%, interval 9–91%" == first["aria-label"]
    line, point = first.select_one(".reach"), first.select_one(".point")
    assert line
    assert point
    assert ("9.5%", "90.5%", "50.0%") == (line["x1"], line["x2"], point["cx"])


def test_the_area_is_told_where_strengths_are() -> None:
    assert "Area under the curve" not in report_page([SCORE, WELL], MADE)
    assert (
        "1.00" in words(report_page([replace(SCORE, strength=0.9), WELL], MADE)).split("Area under the curve")[1][:60]
    )


def test_the_reliability_is_drawn_and_stands_in_a_table() -> None:
    scores = [replace(SCORE, strength=0.75)] * 8 + [replace(WELL, strength=0.25)] * 7 + [replace(SCORE, strength=0.25)]
    html = report_page(scores, MADE)
    page = BeautifulSoup(html, "lxml")
    drawing = page.select_one("figure .square svg")
    assert drawing
    named = {each["id"]: each.get_text() for each in drawing.select("title, desc")}
    assert "told probability across" in named[str(drawing["aria-labelledby"])]
    assert (
        "Told 25%: 12% answerable, interval 2–47%, 8 questions. "
        "Told 75%: 100% answerable, interval 68–100%, 8 questions. " == named[str(drawing["aria-describedby"])]
    )
    ideal = drawing.select_one(".ideal")
    assert ideal
    assert ("0", "100%", "100%", "0") == (ideal["x1"], ideal["y1"], ideal["x2"], ideal["y2"])
    assert [("25.0%", "87.5%"), ("75.0%", "0.0%")] == [(dot["cx"], dot["cy"]) for dot in drawing.select(".point")]
    assert ("25.0%", "25.0%", "97.8%", "52.9%") == tuple(
        drawing.select(".reach")[0][end] for end in ("x1", "x2", "y1", "y2")
    )
    rows = [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in page.select(".bins tr")]
    assert [
        ["Told", "Answerable", "Questions"],
        ["25% 25–25", "12% 2–47", "8"],
        ["75% 75–75", "100% 68–100", "8"],
    ] == rows
    text = words(html)
    area, error = text.index("Area under the curve"), text.index("Calibration error, how far the told probability is")
    assert area < error < text.index("Figures") < text.index("Reliability")
    assert "Brier score: 0.09" in text
    assert "So few questions" not in text
    assert "1 group by told probability, against what is so. So few questions say only" in words(
        report_page(scores[:15], MADE)
    )
    assert "style=" not in html


def test_strengths_that_are_no_probabilities_are_not_drawn() -> None:
    text = words(report_page([replace(SCORE, strength=-0.1), WELL], MADE))
    assert "No calibration error: 1 of 2 strengths lie outside 0 to 1, so they are no probabilities." in text
    assert "Reliability" not in text


def test_the_judges_figures_move_in_hundredths() -> None:
    scores = [replace(SCORE, strength=0.9), WELL]
    measures = {measure.name: measure.of(SCORE) for measure in MEASURES}
    asked = [Asked("g", "k", "not_found", (3, None), 0, measures, strength) for strength in (0.4, 0.4)]
    page = BeautifulSoup(
        report_page(scores, MADE, compare(Saved("2026-03-01", "e0", "m", (), tuple(asked)), scores)), "lxml"
    )
    rows = {
        row.th.get_text(): [cell.get_text() for cell in row.select("td")[:2]]
        for row in page.select(".moved tbody tr")
        if row.th
    }
    assert (["0.50", "1.00"], ["0.10", "0.05"]) == (rows["Area under the curve"], rows["Calibration error"])


def test_what_turned_comes_before_the_figures() -> None:
    measures = {measure.name: measure.of(SCORE) for measure in MEASURES}
    before = Saved("2026-03-01", "e0", "m", (), (Asked("g1", "two_place", "not_found", (3, None), 0, measures),))
    text = words(report_page([SCORE], MADE, compare(before, [SCORE])))
    turned = text.index("not found, now answered")
    assert text.index("Questions that turned (1)") < turned < text.index("What moved") < text.index("Figures")
