"""Tables as values: what was estimated, from how many cases, and how far to trust it."""

from attrs import frozen

from casewise.tabulation.design import Design, DesignSize


@frozen
class Estimate:
    """A total or proportion with its standard error and 95% interval.

    Parts are `None` where there is nothing to say: no interval of a proportion of 0 or 1, no
    standard error without a case. `df` are the degrees of freedom that the interval rests on.
    """

    value: float
    se: float | None = None
    low: float | None = None
    high: float | None = None
    df: int | None = None


@frozen
class Bounds:
    """The lowest and highest weighted total over all ways in which open records may end."""

    low: float
    high: float


@frozen
class Row:
    """One category of a table.

    `depth` is 1 for part of the row of depth 0 above it. `share` is of the group the row stands
    in. `shown` is false where the number of cases is too small for the estimates to be shown.
    """

    code: str
    label: str
    depth: int
    n: int
    total: Estimate
    share: Estimate
    bounds: Bounds | None
    flags: tuple[str, ...]
    shown: bool


@frozen
class Group:
    """The rows of one part of the cases, such as those of one placement; all cases have no code."""

    code: str
    label: str
    n: int
    total: Estimate
    flags: tuple[str, ...]
    shown: bool
    rows: tuple[Row, ...]


@frozen
class Table:
    """A variable, over all cases and (for a cross-tabulation) within each placement."""

    variable: str
    title: str
    exclusive: bool
    """Whether a case is in exactly one row of depth 0."""
    groups: tuple[Group, ...]


@frozen
class Count:
    """So many cases, and their weighted total."""

    n: int
    weighted: float


@frozen
class Tabulation:
    """Tables with the design they rest on, and what is open in the records behind them."""

    file: str
    ruleset: tuple[str, str, str] | None
    """Id, release and fingerprint of the rules that placed the cases, if any were placed."""
    readings: tuple[tuple[str, str], ...]
    design: Design
    size: DesignSize
    library: str
    where: tuple[str, ...]
    cases: Count
    """The cases tabulated: all, or those of the subpopulation."""
    outside: Count
    """Those left out because it is not known whether they are of the subpopulation."""
    undecided: Count
    """Those of the cases tabulated whose placement is `undecided`."""
    unsettled: Count
    """Those for which more than one outcome is possible, the undecided among them."""
    small_shown: bool
    tables: tuple[Table, ...]
