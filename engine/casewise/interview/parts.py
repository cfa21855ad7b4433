"""Parts: what an interview can still learn of a record, each with the classes it may have."""

from collections.abc import Collection, Iterator, Sequence

from attrs import frozen

from casewise.evaluation.exact.compilation import Compiled, ListBits
from casewise.evaluation.exact.variables import Classes, Scope, SetVariables, SpanVariable
from casewise.facts import Entities, Values


@frozen
class Part:
    """One thing that can be learned; `classes` are the values that rules tell apart, as numbers.

    A fact is one part; a set has a part for each member that some rule asks for. Of the entities
    that a list may have besides those listed there are parts in one of two ways: whether there is
    one more, or whether there is one that passes a test.
    """

    question: str
    """The path of the fact, or of the list."""
    classes: Classes
    member: str = ""
    absent: int | None = None
    """The position of the class that says there is no value; no record can state that."""
    further: str = ""
    """The list, if this part is about its further entities."""
    listing: bool = False
    """Whether it says that there is one more entity, which can then be asked about."""
    after: int | None = None
    """The part that must be known before this one can be asked: that there is this entity."""


@frozen
class ListedParts:
    """The parts of the entities of a list: in each group of tests one row for each entity."""

    name: str
    listed: int
    more: tuple[int, ...]
    """Whether there is one more than those before; a part for each that is reckoned with."""
    groups: tuple["GroupParts", ...]


@frozen
class GroupParts:
    """The parts that tests of a list hang on, by entity, then what its other entities pass."""

    tests: ListBits
    entities: tuple[tuple[int, ...], ...]
    others: tuple[int, ...]


class Numbering:
    """The parts of one record, numbered in the order in which outlooks ask for them.

    With `further` entities of each open list a part says whether there is one more; without, or
    for lists in `closed`, parts say what its other entities pass, however many there are.
    """

    def __init__(
        self, made: Compiled, values: Values, further: int, closed: Collection[str]
    ) -> None:
        self.parts: list[Part] = []
        self.further = further
        self._closed = closed
        self.case = self._numbered("", made.scope, values, None)
        self.lists: list[ListedParts] = []
        for name in dict.fromkeys(tests.name for tests in made.lists):
            groups = [tests for tests in made.lists if tests.name == name]
            known = values.get(name)
            assert known is None or isinstance(known, Entities)
            self.lists.append(self._list(name, groups, known))

    def _numbered(
        self, path: str, scope: Scope, values: Values, after: int | None
    ) -> tuple[int, ...]:
        start = len(self.parts)
        self.parts += _scope_parts(path, scope, scope.classes(values), after)
        return tuple(range(start, len(self.parts)))

    def _list(self, name: str, groups: Sequence[ListBits], known: Entities | None) -> ListedParts:
        listed = known.listed if known is not None else ()
        is_open = known is None or known.others
        asked = is_open and name not in self._closed
        more = self._more(name) if asked and self.further else ()
        entities = [*((each, None) for each in listed), *(({}, part) for part in more)]
        rows = tuple(self._group(tests, entities, others=is_open and not more) for tests in groups)
        return ListedParts(name, len(listed), more, rows)

    def _more(self, name: str) -> tuple[int, ...]:
        numbers: list[int] = []
        for _ in range(self.further):
            before = numbers[-1] if numbers else None
            numbers.append(len(self.parts))
            self.parts.append(Part(name, (0, 1), further=name, listing=True, after=before))
        return tuple(numbers)

    def _group(
        self, tests: ListBits, entities: Sequence[tuple[Values, int | None]], *, others: bool
    ) -> GroupParts:
        rows = tuple(
            self._numbered(f"{tests.name}.{number}.", tests.entities.scope, values, after)
            for number, (values, after) in enumerate(entities, start=1)
        )
        start = len(self.parts)
        if others:
            bits = range(tests.start, tests.stop)
            self.parts += [Part(tests.name, (0, 1), further=tests.name) for _ in bits]
        return GroupParts(tests, rows, tuple(range(start, len(self.parts))))


def _scope_parts(
    path: str, scope: Scope, classes: Sequence[Classes], after: int | None
) -> Iterator[Part]:
    for name, start, variable in scope.variables():
        question = path + name
        if isinstance(variable, SetVariables):
            for at, member in enumerate(variable.members, start):
                yield Part(question, classes[at], member, after=after)
        else:
            absent = (
                _absent(variable, classes[start]) if isinstance(variable, SpanVariable) else None
            )
            yield Part(question, classes[start], absent=absent, after=after)


def _absent(variable: SpanVariable, classes: Classes) -> int | None:
    """The position of *absent* among the classes that a number or date may have."""
    last = len(variable.cuts)
    return classes.index(last) if variable.fact.optional and last in classes else None
