"""The assurance report as HTML: the body of a page of the console, or a file of its own."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from review.audit.figures import Choice, Report, Table
from review.audit.plots import plot_of
from review.audit.wording import before_words, interval_words, value_words
from review.words import period_words

_STYLES = Path(__file__).parent / "console" / "static"


def report_title(report: Report) -> str:
    """ "Assurance report, January to March 2026"."""
    return f"Assurance report, {period_words(report.period)}"


def made_words(report: Report) -> str:
    """When the report was made, and what stands under "Before"."""
    before = f" “Before” is {period_words(report.period.before)}." if report.has_before else ""
    return f"Made on {report.made_at} from the ledger of answers and reviews.{before}"


def report_body(report: Report, link: Callable[[Choice], str]) -> Markup:
    """The sections of a report; `link` says where the answers behind a figure are listed."""
    return Markup(_environment().get_template("assurance_body.html").render(report=report, link=link))


def tables_body(tables: tuple[Table, ...], link: Callable[[Choice], str]) -> Markup:
    """Tables alone, each under its title."""
    return Markup(_environment().get_template("assurance_tables.html").render(tables=tables, link=link))


def report_file(report: Report) -> str:
    """The report as one HTML file. Its figures lead nowhere: whoever has the file need not have the console."""
    style = "".join((_STYLES / name).read_text(encoding="utf-8") for name in ("console.css", "assurance.css"))
    return (
        _environment()
        .get_template("assurance.html")
        .render(
            report=report,
            title=report_title(report),
            made=made_words(report),
            style=Markup(style),
            body=report_body(report, lambda choice: ""),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        value=value_words,
        before=before_words,
        interval=interval_words,
        plot=plot_of,
        shape=lambda each: type(each).__name__,
        across=lambda share: f"{share * 100:.2f}%",
        capitalize_first=lambda text: text[:1].upper() + text[1:],
    )
    return environment
