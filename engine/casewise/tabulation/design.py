"""How the cases were sampled: the columns that say so, and the rule for lone sampling units."""

from enum import StrEnum

from attrs import frozen

WEIGHT, STRATUM, PSU, POPULATION = "weight", "stratum", "psu", "population"
"""The columns of a design under one name each, once they are checked."""


class Singleton(StrEnum):
    """What a stratum with one sampling unit (PSU) adds to the variance.

    One unit shows no variation, so nothing can be estimated from it. `error` refuses; `skip`
    adds nothing (`remove` in R's survey); `scale` adds the mean of the other strata (`average`);
    `center` adds the squared distance from the mean over all units (`adjust`, which in R's
    survey 4.1 is the same for proportions and leaves totals uncentred).
    """

    ERROR = "error"
    SKIP = "skip"
    SCALE = "scale"
    CENTER = "center"

    @property
    def words(self) -> str:
        """The rule in words, to be printed under a table."""
        return _WORDS[self]


_WORDS = {
    Singleton.ERROR: "refused",
    Singleton.SKIP: "add nothing to the variance",
    Singleton.SCALE: "add the mean variance of the other strata",
    Singleton.CENTER: "add their squared distance from the mean over all PSUs",
}


@frozen
class Design:
    """The columns of a table of cases that hold its design.

    `strata` and `psu` may be left out: one stratum, and each case a sampling unit of its own.
    `population` holds the number of PSUs in the population of the case's stratum (for a finite
    population correction). `nested` says that PSU codes start anew in each stratum; otherwise a
    code found in two strata is an error.
    """

    weight: str
    strata: str = ""
    psu: str = ""
    population: str = ""
    nested: bool = False
    singleton: Singleton = Singleton.ERROR

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns named."""
        return tuple(name for name in (self.weight, self.strata, self.psu, self.population) if name)


@frozen
class DesignSize:
    """What a design comes to in a table of cases: to be printed under every table made from it."""

    cases: int
    strata: int
    psus: int
    lone: tuple[str, ...]
    """The strata with one sampling unit, of those whose unit is not all there is of it."""
    certain: tuple[str, ...] = ()
    """The strata whose one sampling unit is their whole population: they add no variance."""

    @property
    def df(self) -> int:
        """Degrees of freedom: sampling units less strata."""
        return self.psus - self.strata
