"""What differs between two rulesets, as lines of text."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from casewise.cli.record_lines import record_lines
from casewise.comparison.changes import Change, How, Kind
from casewise.comparison.differing import Crossing, Crosswalk, Difference, Region
from casewise.comparison.responsibility import Responsibility
from casewise.result import CONFLICT, UNDECIDED

WIDTH = 100
MAX_NAMED = 8
"""How many cases of one kind are named."""


def as_text(found: Difference, crosswalk: Crosswalk | None) -> Iterator[str]:
    """What changed, what moves, and how records are placed."""
    first, second = found.first, found.second
    yield f"{first.id} {first.release} → {second.id} {second.release}"
    yield ""
    yield from _changes(found.changes)
    yield ""
    yield from _moves(found)
    if crosswalk is not None:
        yield ""
        yield from _records(found, crosswalk)


# -- definitions ----------------------------------------------------------------------------------


def _changes(changes: tuple[Change, ...]) -> Iterator[str]:
    if not changes:
        yield "Nothing changed in the definitions."
        return
    yield "What changed in the definitions"
    for change in changes:
        if change.how is not How.REWORDED:
            yield f"  {change.kind} {change.name}".rstrip() + f": {_what(change)}"
            if change.place is not None:
                yield f"    {change.place}"
    if any(change.kind is Kind.FACT and change.how is not How.REWORDED for change in changes):
        yield "  cases are compared over the facts and answers of both rulesets; an answer that one"
        yield "  does not declare passes none of its tests"
    reworded = [f"{change.kind} {change.name}" for change in changes if change.how is How.REWORDED]
    if reworded:
        yield "  in words, citations or order only"
        yield from wrap(", ".join(reworded), WIDTH, initial_indent="    ", subsequent_indent="    ")


def _what(change: Change) -> str:
    if change.how is not How.CHANGED:
        return str(change.how)
    return change.part if "→" in change.part else f"changed ({change.part})"


# -- moves ----------------------------------------------------------------------------------------


def _moves(found: Difference) -> Iterator[str]:
    if not found.regions:
        yield "No case moves from one outcome to another: proved over all cases there can be."
        yield (
            "Records with open facts are placed alike too: proved."
            if found.comparison.placed_alike
            else "Records with open facts may be placed otherwise: what is certain for one ruleset "
            "may not be for the other."
        )
        return
    why = {tuple(_responsible(region.responsible)) for region in found.regions}
    # Where one thing moves all, it is said once.
    common = f", all {'; '.join(why.pop())}" if len(why) == 1 else ""
    yield f"{_count(len(found.regions), 'move')} from one outcome to another{common}"
    for region in found.regions:
        yield f"  {region.from_outcome} → {region.to_outcome}"
        lines = () if common else _responsible(region.responsible)
        yield from (f"    {line}" for line in (*lines, *_witness(found, region)))
    yield "No case moves in another way: proved over all cases there can be."


def _witness(found: Difference, region: Region) -> Iterator[str]:
    yield "such as this case:" if region.settled else "such as some cases of which this is known:"
    yield from (
        f". {line}" for line in record_lines(found.between.start.vocabulary, region.witness.values)
    )


def _responsible(found: Responsibility) -> Iterator[str]:
    sets = [_and(map(str, made)) for made in found.enough]
    if len(found.enough[0]) > 1:
        sets = [f"{words} together" for words in sets]
    alone = ", each alone" if len(found.enough[0]) == 1 and len(sets) > 1 else ""
    yield f"by {', or by '.join(sets)}{alone}"
    if found.enough != (found.needed,):
        if found.needed:
            yield f"taking back {_or(map(str, found.needed))} alone undoes it"
        else:
            yield "no change taken back alone undoes it"


# -- records --------------------------------------------------------------------------------------


def _records(found: Difference, crosswalk: Crosswalk) -> Iterator[str]:
    names = _order(found, crosswalk)
    cell = max(len(f"{crosswalk.count:,}"), 3) + 2
    yield from _totals(names, crosswalk, max(cell, 8))
    if crosswalk.moved:
        yield ""
        yield "  rows as the first places them, columns as the second"
        yield from _matrix(names, crosswalk, cell)
    yield ""
    yield f"{_count(len(crosswalk.moved), 'record')} placed elsewhere"
    yield from _crossings(crosswalk.moved)
    if crosswalk.opened:
        count = _count(crosswalk.opened, "record")
        yield f"{count} placed alike, though other outcomes are possible than before"


def _order(found: Difference, crosswalk: Crosswalk) -> list[str]:
    """The placements that there are: by stage and precedence, `undecided` last."""
    used = {name for pair in crosswalk.placed for name in pair}
    known = [CONFLICT]
    for rules in (found.first, found.second):
        for outcome in rules.outcomes:
            parent = rules.by_id[outcome].parent if outcome in rules.by_id else ""
            known += [parent, outcome]
    return [name for name in dict.fromkeys((*known, UNDECIDED)) if name in used]


def _totals(names: list[str], crosswalk: Crosswalk, cell: int) -> Iterator[str]:
    """How many each ruleset places where; `undecided` is counted like a placement."""
    placed, width = crosswalk.placed, max((len(name) for name in names), default=0)
    head = _count(crosswalk.count, "record")
    yield f"{head:<{width + 6}}{'first':>{cell}}{'second':>{cell}}"
    for at, name in enumerate(names, start=1):
        counts = (sum(placed.get(pair, 0) for pair in pairs) for pairs in _through(name, names))
        yield f"{at:>4}  {name:<{width}}" + "".join(f"{count:>{cell},}" for count in counts)


def _through(name: str, names: list[str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    return [(name, other) for other in names], [(other, name) for other in names]


def _matrix(names: list[str], crosswalk: Crosswalk, cell: int) -> Iterator[str]:
    """A numbered row for each placement by the first, a column for each by the second."""
    yield " " * 4 + "".join(f"{at:>{cell}}" for at in range(1, len(names) + 1))
    for at, before in enumerate(names, start=1):
        counts = (crosswalk.placed.get((before, after), 0) for after in names)
        # None is a dot, so that the others stand out.
        cells = (f"{count:,}" if count else "." for count in counts)
        yield f"{at:>4}" + "".join(f"{each:>{cell}}" for each in cells)


def _crossings(moved: tuple[Crossing, ...]) -> Iterator[str]:
    """The records that are placed elsewhere, those together that one change moves in one way."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for each in moved:
        why = tuple(_responsible(each.responsible))
        named = groups.setdefault((each.from_placement, each.to_placement, why), [])
        named.append(each.case or "without an id")
    for (before, after, why), names in groups.items():
        yield f"  {before} → {after}: {len(names):,}"
        yield from (f"    {line}" for line in why)
        more = f" and {len(names) - MAX_NAMED:,} more" if len(names) > MAX_NAMED else ""
        some = ", ".join(names[:MAX_NAMED]) + more
        yield from wrap(some, WIDTH, initial_indent="    ", subsequent_indent="    ")


# -- words ----------------------------------------------------------------------------------------


def _count(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _and(words: Iterable[str]) -> str:
    return " and ".join(words)


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)
