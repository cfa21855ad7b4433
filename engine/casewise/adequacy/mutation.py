"""Whether worked cases would notice a mistake: every mutant is tried."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from casewise.adequacy.judging import Judgement, Sort, judged
from casewise.adequacy.killing import Suite
from casewise.adequacy.mutants import Mutant
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset


@frozen
class Killed:
    """A mutant, and the first worked case that gets another answer from it."""

    mutant: Mutant
    by: WorkedCase


Fate = Killed | Judgement
"""What became of a mutant."""


def fates(ruleset: Ruleset, cases: Sequence[WorkedCase], tried: Sequence[Mutant]) -> Iterator[Fate]:
    """What becomes of each mutant, in their order."""
    suite = Suite(tuple(cases))
    for mutant in tried:
        by = suite.killer(mutant)
        yield judged(ruleset, mutant, cases) if by is None else Killed(mutant, by)


@frozen
class Mutation:
    """What became of all mutants."""

    fates: tuple[Fate, ...]

    @property
    def killed(self) -> tuple[Killed, ...]:
        """Those that a worked case notices."""
        return tuple(fate for fate in self.fates if isinstance(fate, Killed))

    def of(self, sort: Sort) -> tuple[Judgement, ...]:
        """Those that no worked case notices, of one sort."""
        return tuple(
            fate for fate in self.fates if isinstance(fate, Judgement) and fate.sort is sort
        )

    @property
    def missed(self) -> tuple[Judgement, ...]:
        """Those that are neither noticed nor proved to be no difference."""
        return (*self.of(Sort.MISSED), *self.of(Sort.OPEN))
