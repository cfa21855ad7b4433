"""Numbers in words: counts, percentages, and numbers beside those that were printed."""

from decimal import Decimal
from fractions import Fraction

from casewise.model.study.claims import UNBOUNDED, Figure, Printed


def count_words(value: Decimal | int) -> str:
    """A count: whole where it is, to one decimal place where it is not."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def percentage(value: Decimal | Fraction | float, places: int = 1) -> str:
    """A part of one as a percentage."""
    return f"{float(value) * 100:.{places}f}%"


def anew(value: Decimal | None, printed: Printed) -> str:
    """A number computed anew, to one place more than what was printed."""
    if value is None:
        return "-"
    places = _places(printed.text) + 1
    if printed.is_share:
        return percentage(value, places)
    return count_words(value) if places == 1 else f"{value:,.{places}f}"


def printed_words(figure: Figure) -> str:
    """What is printed; in brackets what is only implied."""
    return f"({figure.printed.text})" if figure.implied else figure.printed.text


def agreeing(printed: Printed) -> str:
    """From and to what number there is agreement."""
    low, high = (_bound(bound, printed) for bound in (printed.low, printed.high))
    if printed.high >= UNBOUNDED:
        return f"from {low}"
    return low if low == high else f"{low} to {high}"


def _bound(bound: Decimal, printed: Printed) -> str:
    shown = (bound * 100 if printed.is_share else bound).normalize()
    return f"{shown:,f}" + ("%" if printed.is_share else "")


def _places(text: str) -> int:
    digits = text.rstrip("%").partition(".")[2]
    return len(digits) if digits.isdigit() else 0
