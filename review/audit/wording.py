"""How a report says its figures: plain English for readers who are no statisticians. No input or output."""

from review.audit.figures import Figure, Kind
from review.statistics import Estimate


def percent(value: float) -> str:
    """ "93%"; never "100%" of what is not all, nor "0%" of what is not nothing."""
    rounded = round(value * 100)
    if rounded == 100 and value < 1:
        return "over 99%"
    if rounded == 0 and value > 0:
        return "under 1%"
    return f"{rounded}%"


def between(low: float, high: float) -> str:
    """ "between 87% and 97%"."""
    return f"between {percent(low)} and {percent(high)}"


def of_them(good: int, estimate: Estimate, noun: str, checked: str, did: str) -> str:
    """ "Of 120 citations checked, 112 supported their statement: 93%, and …" """
    found = number(good) if good else "none"
    return (
        f"Of {plural(estimate.count, noun)} {checked}, {found} {did}: {percent(estimate.value)}, and with this sample "
        f" the true share lies {between(estimate.low, estimate.high)}."
    )


def plural(count: float, noun: str) -> str:
    """ "1 citation", "1,200 citations", "no citations"."""
    return f"{number(count) if count else 'no'} {noun}{'' if count == 1 else 's'}"


def number(value: float) -> str:
    """ "1,200"; two places where it is not whole."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def value_words(figure: Figure) -> str:
    """The value as a table shows it; a dash where there is none."""
    return _said(figure.value, figure.kind)


def before_words(figure: Figure) -> str:
    """The value of the period before; a dash where there is none."""
    return _said(figure.before, figure.kind)


def interval_words(figure: Figure) -> str:
    """ "87% to 97%"; nothing where there is no interval."""
    if figure.low is None or figure.high is None:
        return ""
    if figure.kind is Kind.SHARE:
        return f"{percent(figure.low)} to {percent(figure.high)}"
    return f"{_signed(figure.low)} to {_signed(figure.high)}"


def _said(value: float | None, kind: Kind) -> str:
    if value is None:
        return "–"
    if kind is Kind.SHARE:
        return percent(value)
    return number(value) if kind is Kind.COUNT else _signed(value)


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
