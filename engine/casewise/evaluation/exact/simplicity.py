"""How simple an answer is: the order in which cases are preferred as examples.

What answers take from simplicity is added up: entities count most, then answers `yes` and members
of sets. Being absent counts more than all, as no record can say that a fact is absent.
"""

from collections.abc import Iterable, Iterator, Mapping

from casewise.evaluation.exact.variables import ABSENT, Field
from casewise.facts import Choice, Known
from casewise.model.vocabulary import FactType

YES_OR_MEMBER = 1
ENTITY = 1 << 20
NOT_THERE = 1 << 40

Weights = list[list[int]]
"""For each variable what each of its classes takes from simplicity."""

_YES = Choice(frozenset({"yes"}))


def weights(fields: Iterable[Field]) -> Weights:
    """What the classes of all variables of a scope take from simplicity."""
    return [
        [_weight(field, chosen) for chosen in range(size)]
        for field in fields
        for _, size in field.sizes()
    ]


def _weight(field: Field, chosen: int) -> int:
    if field.fact.type is FactType.SET:
        return chosen * YES_OR_MEMBER
    known = field.variable.known((chosen,))
    if known == ABSENT:
        return NOT_THERE
    return YES_OR_MEMBER if known == _YES else 0


def told(fields: Iterable[Field], chosen: Mapping[int, int]) -> Iterator[tuple[str, Known]]:
    """The facts of which some variable is of a chosen class; other members of a set are out."""
    for field in fields:
        variables = range(field.start, field.stop)
        if any(variable in chosen for variable in variables):
            classes = tuple(chosen.get(variable, 0) for variable in variables)
            yield field.fact.name, field.variable.known(classes)
