"""The way from agencies to interviews, with its arithmetic redone and nothing mended."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from casewise.model.study.design import Design, Stage

HALF = Fraction(1, 200)
"""Half of a percentage point: what rounding may hide."""


@frozen
class Step:
    """A stage, and the part that it is of the stage before it, if it is counted in the same unit.

    `agrees` says whether the printed percentage is that part, rounded; `None` if none is printed.
    """

    stage: Stage
    share: Fraction | None
    agrees: bool | None


@frozen
class Sum:
    """Two numbers that should be equal; rounding may hide a difference of `slack`."""

    says: str
    added: int
    whole: int
    slack: Fraction = Fraction(0)

    @property
    def agrees(self) -> bool:
        """Whether they are equal."""
        return self.added == self.whole

    @property
    def explained(self) -> bool:
        """Whether they are equal, or rounding can explain that they are not."""
        return abs(self.added - self.whole) <= self.slack


@frozen
class Flow:
    """The stages, the sums that should come out, and those that do not."""

    steps: tuple[Step, ...]
    sums: tuple[Sum, ...]


def flow(design: Design) -> Flow:
    """The way from agencies to interviews of a design."""
    return Flow(tuple(_step(design, stage) for stage in design.stages), tuple(_sums(design)))


def _step(design: Design, stage: Stage) -> Step:
    of = design.stage(stage.of)
    if of is None or not of.count:
        return Step(stage, None, None)
    share = Fraction(stage.count, of.count)
    if stage.share is None:
        return Step(stage, share, None)
    return Step(stage, share, abs(share - Fraction(stage.share, 100)) <= HALF)


def _sums(design: Design) -> Iterator[Sum]:
    first = design.stages[0]
    sampled = sum(stratum.sampled for stratum in design.strata)
    yield Sum(f"the agencies of the strata, and those {first.id}", sampled, first.count)
    cases = sum(design.cases_of(each) for each in design.dispositions)
    rounded = sum(each.count is None for each in design.dispositions)
    yield Sum(
        "the dispositions, taken from percentages where no count is printed, and the cases",
        cases,
        design.to_interview,
        rounded * HALF * design.to_interview,
    )
    shares = sum(each.share for each in design.dispositions)
    yield Sum("the percentages of the dispositions, and the whole", shares, 100)
