"""How to make a synthetic sample that has the printed margins: cells of interviews, and steps.

Every record bears *marks*: the names of its cell, its stratum, and of each part it was put into.
"""

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from casewise.facts import Known

EVERYONE = "everyone"
"""The mark that every record bears."""

Told = Mapping[str, Known | None]
"""What is told of facts, by path: `victims.1.identified`; `victims.others` is yes or no."""


@frozen
class Cell:
    """So many interviews of one stratum, all with one chance within their agency."""

    id: str
    stratum: str
    rate: Decimal
    interviews: int


@frozen
class Part:
    """Some records: those of the marks `of` (any of them), until their weights come to `total`.

    Without a total it is all that the parts before it have left.
    """

    id: str
    of: tuple[str, ...]
    total: Decimal | None
    facts: Told
    attributes: Told


@frozen
class Split:
    """Puts the records that bear every mark `among`, and none of `without`, into parts."""

    id: str
    among: tuple[str, ...]
    without: tuple[str, ...]
    parts: tuple[Part, ...]


@frozen
class Draw:
    """Gives such records answers at random, each answer of a list alike."""

    id: str
    among: tuple[str, ...]
    without: tuple[str, ...]
    facts: Mapping[str, tuple[Known | None, ...]]
    attributes: Mapping[str, tuple[Known | None, ...]]


Step = Split | Draw


@frozen
class Agencies:
    """How many interviews the agencies of a stratum have, in turn: small ones and large ones.

    `together` is the mark whose records lie in the same large agencies as far as may be.
    """

    stratum: str
    small: tuple[int, ...]
    large: tuple[int, ...]
    together: str


@frozen
class Recipe:
    """Everything a synthetic sample is made from; the same recipe makes the same sample.

    `screened` says which screening class a mark stands for; the first mark that a record bears
    counts. `agencies` are told for each stratum.
    """

    seed: int
    cells: tuple[Cell, ...]
    steps: tuple[Step, ...]
    screened: tuple[tuple[str, str], ...]
    agencies: tuple[Agencies, ...]
