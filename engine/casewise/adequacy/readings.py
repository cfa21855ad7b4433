"""The readings under which rulesets are looked at."""

from collections.abc import Iterable

from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset

Under = tuple[tuple[str, str], ...]
"""Values of readings, by name; those not named have their default."""


def readings_looked_at(ruleset: Ruleset, cases: Iterable[WorkedCase]) -> tuple[Under, ...]:
    """The default, every other value of one reading, and what cases are written for."""
    others = (
        ((reading.name, code),)
        for reading in ruleset.readings
        for code in reading.codes
        if code != ruleset.choice[reading.name]
    )
    return tuple(dict.fromkeys([(), *others, *(worked.under for worked in cases)]))
