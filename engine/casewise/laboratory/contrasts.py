"""One reading changed from one value to another, under all combinations of the others at once."""

from collections.abc import Iterator
from functools import cached_property

from attrs import frozen

from casewise.evaluation.exact.pairs import Pair, Pairs
from casewise.facts import Values
from casewise.laboratory.combinations import Combination, combinations
from casewise.laboratory.open_readings import known, opened, ordering
from casewise.model.ruleset import Reading, Ruleset


@frozen(slots=False, eq=False)
class Contrast:
    """A ruleset with one value of a reading and with another, the other readings left open."""

    ruleset: Ruleset
    reading: Reading
    before: str
    after: str

    @property
    def others(self) -> list[Reading]:
        """The other readings."""
        return [each for each in self.ruleset.readings if each is not self.reading]

    def both(self, others: Combination) -> tuple[Ruleset, Ruleset]:
        """The ruleset with each value; the others as chosen, but for those given."""
        name = self.reading.name
        return (
            self.ruleset.under({**others, name: self.before}),
            self.ruleset.under({**others, name: self.after}),
        )

    def different(self, values: Values) -> frozenset[Pair]:
        """The moves that some completion of a record makes under some values of the others."""
        return frozenset().union(*(pairs.different(values) for pairs in self._pairs.values()))

    def different_under(self, others: Combination) -> frozenset[Pair]:
        """The moves that some case makes; the others as chosen, but for those given."""
        values = {**self.ruleset.choice, **others}
        pairs = self._pairs[tuple(values[reading.name] for reading in self._fixed)]
        return pairs.different(known({name: values[name] for name in self._open}))

    def may_matter(self, values: Values) -> bool:
        """Whether it is not proved that a record is answered alike, whatever the others are."""
        return any(
            pairs.different(values) or not pairs.judged_alike(values)
            for pairs in self._pairs.values()
        )

    @cached_property
    def _fixed(self) -> list[Reading]:
        """The others that cannot be left open."""
        return [reading for reading in self.others if reading.name in ordering(self.ruleset)]

    @cached_property
    def _open(self) -> list[str]:
        return [reading.name for reading in self.others if reading not in self._fixed]

    @cached_property
    def _pairs(self) -> dict[tuple[str, ...], Pairs]:
        """Both values side by side, for each combination of those that cannot be left open."""
        return {
            tuple(fixed.values()): Pairs(*(opened(each, self._open) for each in self.both(fixed)))
            for fixed in combinations(self._fixed)
        }


def contrasts(ruleset: Ruleset, reading: Reading) -> Iterator[Contrast]:
    """Each other value of a reading against the chosen one."""
    chosen = ruleset.choice[reading.name]
    for code in reading.codes:
        if code != chosen:
            yield Contrast(ruleset, reading, chosen, code)
