"""What the columns of a table of cases mean: which is which fact, and what each code says."""

from collections.abc import Mapping
from enum import Enum, StrEnum

from attrs import field, frozen

from casewise.errors import Place
from casewise.facts import Entities, Known
from casewise.model.vocabulary import Fact, FactType


class Silence(Enum):
    """What a code can say besides an answer."""

    UNKNOWN = "unknown"
    """Asked, and not known."""
    NOT_STATED = "not stated"
    ABSENT = "absent"
    """There is no such entity: said in a column of a numbered one, such as `victims.2.age`."""


Meaning = Known | Silence
"""What a cell says of a fact."""


class Part(StrEnum):
    """The part of what is known of a fact that a column holds."""

    WHOLE = ""
    FROM = "from"
    TO = "to"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ONE_OF = "one_of"
    INCLUDES = "includes"
    EXCLUDES = "excludes"
    OTHERS = "others"
    """Whether there may be others than the listed entities."""
    MEMBER = "member"
    """Whether one member is in a set."""


PARTS: dict[FactType, tuple[Part, ...]] = {
    FactType.YES_NO: (),
    FactType.DATE: (Part.FROM, Part.TO),
    FactType.NUMBER: (Part.AT_LEAST, Part.AT_MOST),
    FactType.CHOICE: (Part.ONE_OF,),
    FactType.SET: (Part.INCLUDES, Part.EXCLUDES),
    FactType.LIST: (Part.OTHERS,),
}
"""The parts in which a fact of each type can be told, beside the whole and members."""


@frozen
class Target:
    """Where what a column says belongs: `victims.2.age_at_offense.at_least`.

    `group` is the list that the fact belongs to, if any, and `number` which of its entities is
    meant (0 in a long table, where each row is one).
    """

    fact: Fact
    part: Part = Part.WHOLE
    member: str = ""
    group: str = ""
    number: int = 0

    @property
    def column(self) -> str:
        """The name that the column has in canonical form, within its scope."""
        tail = self.member or str(self.part)
        return f"{self.fact.name}.{tail}" if tail else self.fact.name

    def __str__(self) -> str:
        head = f"{self.group}." if self.group else ""
        number = f"{self.number}." if self.number else ""
        return f"{head}{number}{self.column}"


@frozen
class MappedColumn:
    """One column: what it is about, what its codes mean, and where that is said.

    `codes` are the meanings of cells by their text; `None` is the blank cell, and a code of which
    nothing is said yet has no meaning. `date_form` is how dates are written (as `strptime` has it),
    `split` what stands between the codes in one cell.
    """

    name: str
    target: Target
    place: Place | None = None
    codes: Mapping[str | None, Meaning | None] = field(factory=dict)
    code_places: Mapping[str | None, Place] = field(factory=dict, eq=False)
    date_form: str = ""
    split: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether no cell speaks for itself: codes are stated for a fact that has a few answers."""
        open_types = (FactType.DATE, FactType.NUMBER)
        stated = any(code is not None for code in self.codes)
        return stated and self.target.fact.type not in open_types


@frozen
class LongTable:
    """A table with a row for each entity of a list, and what a case without any row says."""

    group: str
    columns: tuple[MappedColumn, ...]
    place: Place
    without_rows: Entities | Silence | None = None


@frozen
class ColumnMap:
    """What all columns mean. Columns that are not named are no facts and pass through.

    `case` is the column with the opaque id of the case, `blank` what a blank cell says where its
    column does not say so itself (`None`: nothing was said of it).
    """

    name: str
    columns: tuple[MappedColumn, ...] = ()
    case: str = ""
    blank: Silence | None = None
    tables: tuple[LongTable, ...] = ()
