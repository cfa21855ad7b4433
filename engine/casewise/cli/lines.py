"""A result on one line, totals over many, and several texts as one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result

BETWEEN = "\n" + "-" * 72 + "\n\n"
PLACELESS = {CONFLICT: "the facts cannot all be true", NOT_ELIGIBLE: "not counted by the study"}


def one_or_list(texts: Iterator[str]) -> Iterator[str]:
    """JSON texts as they come: the only one as it is, several as one list."""
    first = next(texts, "").rstrip()
    second = next(texts, None)
    if second is None:
        yield first + "\n"
        return
    yield "[\n" + first
    for text in chain([second], texts):
        yield ",\n" + text.rstrip()
    yield "\n]\n"


def parted(texts: Iterable[str]) -> Iterator[str]:
    """The texts, with a line between them."""
    for number, text in enumerate(texts):
        yield (BETWEEN if number else "") + text


def others(result: Result) -> list[str]:
    """The outcomes that are possible beside the placement."""
    return sorted(result.possible - {result.placement})


def line(result: Result) -> str:
    """`case  placement (label)  settled`, or what else is possible."""
    name = result.case.id or "-"
    words = result.label or PLACELESS.get(result.placement, "")
    placed = f"{result.placement} ({words})" if words else result.placement
    if result.settled:
        return f"{name}: {placed}"
    word = "could be" if result.placement == UNDECIDED else "not settled, could also be"
    return f"{name}: {placed}; {word} {', '.join(others(result))}"


def totals(counts: Counter[str], unsettled: int) -> str:
    """How many cases were placed where; undecided ones are never left out."""
    width = max(map(len, counts))
    lines = [f"{name:<{width}}  {count:>6,}\n" for name, count in sorted(counts.items())]
    count = counts.total()
    return "".join(lines) + f"{'all':<{width}}  {count:>6,}, of which {unsettled:,} not settled\n"
