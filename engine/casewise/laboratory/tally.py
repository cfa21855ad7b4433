"""Counts of many records under every combination of readings, and what the readings do to them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from attrs import frozen

from casewise.comparison.answers import Answer
from casewise.laboratory.answers import Answers
from casewise.laboratory.combinations import Combination, changed, combinations
from casewise.model.rules import Kind
from casewise.model.ruleset import Reading, Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED


@frozen
class Count:
    """How many records have an outcome under one combination of readings."""

    placed: int
    settled: int
    """Those that have it whatever may yet be learned: no fewer can have it in the end."""
    possible: int
    """Those that may have it in the end: no more can."""


@frozen
class Range:
    """The fewest and the most, and the combinations that give them."""

    low: int
    high: int
    low_under: tuple[Combination, ...]
    high_under: tuple[Combination, ...]


@frozen
class Row:
    """One outcome, or a category with all its subtypes, or `undecided`.

    `counts` has one entry for each combination of the tally. `undecided` is a placement and no
    outcome: none is settled in it, and none ends there.
    """

    name: str
    within: str
    """The category of which this is a subtype, if it is one."""
    chosen: Count
    placed: Range
    bounds: tuple[int, int]
    """The fewest that are settled and the most that are possible, under any combination."""
    counts: tuple[Count, ...]


@frozen
class Influence:
    """What one reading does to the records."""

    reading: str
    alone: int
    """How many records it places elsewhere if it alone is not as chosen."""
    movable: int
    """How many it places elsewhere, if the others are as they may be."""
    shift: int
    """By how many records one count changes at most if it alone is changed, whatever the others."""


@frozen
class Tally:
    """Records counted under every combination of readings."""

    records: int
    alike: int
    """How many records have the same answer under every combination."""
    combinations: tuple[Combination, ...]
    rows: tuple[Row, ...]
    influences: tuple[Influence, ...]
    """The readings, those first that move the most records."""


def tally(ruleset: Ruleset, answers: Iterable[Answers]) -> Tally:
    """Count records by the answers that they get."""
    groups = Counter(answers)
    every = tuple(combinations(ruleset.readings))
    tables = [_table(groups, combination) for combination in every]
    rows = tuple(_row(ruleset, each, every, tables) for each in _wanted(ruleset))
    influences = [_influence(ruleset, reading, groups, every, rows) for reading in ruleset.readings]
    influences.sort(key=lambda each: (-each.movable, -each.alone, -each.shift))
    alike = sum(count for group, count in groups.items() if group.alike)
    return Tally(groups.total(), alike, every, rows, tuple(influences))


# -- rows -----------------------------------------------------------------------------------------

Table = Counter[Answer]
"""How many records get each answer under one combination."""


def _table(groups: Counter[Answers], combination: Combination) -> Table:
    table: Table = Counter()
    for group, count in groups.items():
        table[group.under(combination)] += count
    return table


@frozen
class _Wanted:
    name: str
    within: str
    placements: frozenset[str]
    outcomes: frozenset[str]


def _wanted(ruleset: Ruleset) -> Iterator[_Wanted]:
    yield _single(CONFLICT)
    yield _single(NOT_ELIGIBLE)
    for category in ruleset.of_kind(Kind.CATEGORY):
        subtypes = ruleset.subtypes.get(category.id, ())
        outcomes = frozenset(rule.id for rule in subtypes or (category,))
        yield _Wanted(category.id, "", outcomes | {category.id}, outcomes)
        yield from (_single(rule.id, category.id) for rule in subtypes)
    yield from (_single(gap.id) for gap in ruleset.of_kind(Kind.GAP))
    yield _Wanted(UNDECIDED, "", frozenset({UNDECIDED}), frozenset())


def _single(name: str, within: str = "") -> _Wanted:
    return _Wanted(name, within, frozenset({name}), frozenset({name}))


def _row(
    ruleset: Ruleset, wanted: _Wanted, every: tuple[Combination, ...], tables: list[Table]
) -> Row:
    counts = tuple(_count(wanted, table) for table in tables)
    placed = [count.placed for count in counts]
    low, high = min(placed), max(placed)

    def under(value: int) -> tuple[Combination, ...]:
        found = (each for each, count in zip(every, placed, strict=True) if count == value)
        return tuple(sorted(found, key=lambda each: len(changed(ruleset, each))))

    return Row(
        wanted.name,
        wanted.within,
        counts[every.index(dict(ruleset.chosen))],
        Range(low, high, under(low), under(high)),
        (min(count.settled for count in counts), max(count.possible for count in counts)),
        counts,
    )


def _count(wanted: _Wanted, table: Table) -> Count:
    def count(counts: Callable[[Answer], bool]) -> int:
        return sum(number for answer, number in table.items() if counts(answer))

    return Count(
        placed=count(lambda answer: answer.placement in wanted.placements),
        settled=count(lambda answer: answer.possible <= wanted.outcomes),
        possible=count(lambda answer: not answer.possible.isdisjoint(wanted.outcomes)),
    )


# -- influences -----------------------------------------------------------------------------------


def _influence(
    ruleset: Ruleset,
    reading: Reading,
    groups: Counter[Answers],
    every: tuple[Combination, ...],
    rows: tuple[Row, ...],
) -> Influence:
    chosen = dict(ruleset.chosen)
    return Influence(
        reading.name,
        alone=sum(
            count for group, count in groups.items() if len(_placements(group, reading, chosen)) > 1
        ),
        movable=sum(
            count
            for group, count in groups.items()
            if reading.name in group.readings
            and any(
                len(_placements(group, reading, each)) > 1 for each in group.combinations(chosen)
            )
        ),
        shift=_shift(reading, every, rows),
    )


def _placements(group: Answers, reading: Reading, others: Combination) -> set[str]:
    """Where a record is placed under each value of a reading."""
    return {group.under({**others, reading.name: code}).placement for code in reading.codes}


def _shift(reading: Reading, every: tuple[Combination, ...], rows: tuple[Row, ...]) -> int:
    """The largest difference of one count between combinations that differ in this reading only."""
    found = 0
    together: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for at, combination in enumerate(every):
        others = tuple(each for each in combination.items() if each[0] != reading.name)
        together.setdefault(others, []).append(at)
    for row in rows:
        for positions in together.values():
            placed = [row.counts[at].placed for at in positions]
            found = max(found, max(placed) - min(placed))
    return found
