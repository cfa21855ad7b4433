"""All combinations of values of readings."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations as groups
from itertools import product

from casewise.model.ruleset import Reading, Ruleset

Combination = Mapping[str, str]
"""A value for each of some readings, by their names."""


def combinations(readings: Collection[Reading]) -> Iterator[Combination]:
    """Every value of each with every value of the others; the last changes first."""
    names = [reading.name for reading in readings]
    for codes in product(*(reading.codes for reading in readings)):
        yield dict(zip(names, codes, strict=True))


def by_distance(ruleset: Ruleset, readings: Collection[Reading]) -> Iterator[Combination]:
    """Every combination, those first in which the fewest readings are not as they are chosen.

    What a combination does not name is as chosen; the first names nothing.
    """
    for size in range(len(readings) + 1):
        for group in groups(readings, size):
            others = (_others(ruleset, reading) for reading in group)
            for codes in product(*others):
                yield dict(zip((reading.name for reading in group), codes, strict=True))


def _others(ruleset: Ruleset, reading: Reading) -> list[str]:
    return [code for code in reading.codes if code != ruleset.choice[reading.name]]


def changed(ruleset: Ruleset, combination: Combination) -> dict[str, str]:
    """What a combination has otherwise than the ruleset has chosen."""
    return {name: code for name, code in combination.items() if ruleset.choice[name] != code}
