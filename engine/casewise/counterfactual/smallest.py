"""All smallest sets of things that are enough, where more of them are never less enough.

What is not enough, made as large as it can be, leaves out a set of which every enough set has some:
a *need*. Smallest sets that meet all needs found so far are either enough, or show one more need.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

Set = frozenset[str]
Enough = Callable[[Collection[str]], bool]


def smallest(things: Sequence[str], enough: Enough) -> list[Set]:
    """All smallest sets of things that are enough; none if even all together are not."""
    needs: list[Set] = []
    found: set[Set] = set()
    size = 0 if enough(things) else len(things) + 1
    while not found and size <= len(things):
        found = _meeting(needs, size)
        short = next((each for each in found if not enough(each)), None)
        if short is not None:
            needs.append(_need(short, things, enough))
            found = set()
        elif not found:
            size += 1
    return sorted(found, key=lambda each: [thing in each for thing in things], reverse=True)


def _need(short: Set, things: Sequence[str], enough: Enough) -> Set:
    """What a largest set that holds these and is not enough leaves out."""
    kept = set(short)
    for thing in things:
        if thing not in kept and not enough(kept | {thing}):
            kept.add(thing)
    return frozenset(things) - kept


def _meeting(needs: Sequence[Set], size: int) -> set[Set]:
    """The sets of at most so many things that have some of every need, and nothing idle."""
    return set(_extended(frozenset(), needs, size))


def _extended(chosen: Set, needs: Sequence[Set], size: int) -> Iterator[Set]:
    unmet = next((need for need in needs if not need & chosen), None)
    if unmet is None:
        yield chosen
    elif len(chosen) < size:
        for thing in sorted(unmet):
            yield from _extended(chosen | {thing}, needs, size)
