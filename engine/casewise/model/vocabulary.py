"""The facts a ruleset asks for: their names, types, questions and possible values."""

from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

from casewise.errors import Place
from casewise.facts import YES_NO


class FactType(StrEnum):
    """The types of fact, by the words used in `facts.yaml` (contract.md section 1)."""

    YES_NO = "yes/no"
    DATE = "date"
    NUMBER = "whole number"
    CHOICE = "one of a list"
    SET = "several of a list"
    LIST = "list"


@frozen
class Value:
    """One value of a listed fact: its code in a record and its words."""

    code: str
    label: str


@frozen
class Fact:
    """One declared fact.

    `values` are the codes of a listed type, `low` and `high` the bounds of a number or date (as
    ordinal days), `optional` says that a case may have no such date, `singular` and `facts`
    belong to a list of entities. `changeable` is no when a record that differs in this fact is no
    record of the same case, such as a date; it has no part in how a case is classified.
    """

    name: str
    type: FactType
    label: str
    asks: str
    cites: tuple["Citation", ...] = ()
    values: tuple[Value, ...] = ()
    low: int = 0
    high: int = 0
    optional: bool = False
    changeable: bool = True
    singular: str = ""
    facts: tuple["Fact", ...] = ()
    place: Place | None = field(default=None, eq=False, repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of a fact that is one or several of a list; `yes`, `no` for a yes/no fact."""
        if self.type is FactType.YES_NO:
            return YES_NO
        return tuple(value.code for value in self.values)

    def words(self, code: str) -> str:
        """The label of a code."""
        return next((value.label for value in self.values if value.code == code), code)


@frozen
class Citation:
    """Lines `first` to `last` (from 1, inclusive) of a source text."""

    source: str
    first: int
    last: int

    def __str__(self) -> str:
        lines = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.source}:{lines}"


@frozen
class Vocabulary:
    """All declared facts: those of the case, among them the lists with facts of their own."""

    facts: tuple[Fact, ...]

    def lists(self) -> Iterator[Fact]:
        """The facts that are lists of entities."""
        return (fact for fact in self.facts if fact.type is FactType.LIST)

    def of(self, scope: str) -> tuple[Fact, ...]:
        """The facts of a scope: the case (an empty name) or the entities of a list."""
        if not scope:
            return self.facts
        return next((fact.facts for fact in self.lists() if fact.name == scope), ())

    def find(self, scope: str, name: str) -> Fact | None:
        """The fact of that name in that scope, if there is one."""
        return next((fact for fact in self.of(scope) if fact.name == name), None)

    def at(self, path: str) -> Fact | None:
        """The fact at a path such as `arrest_date`, `victims.1.identified` or `victims.1`."""
        scope, _, rest = path.partition(".")
        name = rest.partition(".")[2]
        return self.find(scope, name) if name else self.find("", scope)

    def __iter__(self) -> Iterator[tuple[str, Fact]]:
        """Every fact with its scope, the case's own first."""
        for fact in self.facts:
            yield "", fact
        for group in self.lists():
            for fact in group.facts:
                yield group.name, fact
