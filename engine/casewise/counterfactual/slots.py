"""What may be done to each variable of a scope, at which cost: leave it, or set it otherwise.

A variable is offered classes by groups: values that every test answers alike are one. In a set
with several open members one more thing may be said once, that there are no others: from then on
its open members are out for nothing. Options therefore depend on whether that was said (`shut`).
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from attrs import evolve, frozen

from casewise.counterfactual.edits import Edit, LeftOut, Member, NoOthers, Told
from casewise.evaluation.exact.variables import (
    ChoiceVariable,
    Scope,
    SetVariables,
    SpanVariable,
    Variable,
)
from casewise.facts import Choice, Known, Span, Test, Values

Classes = tuple[int, ...]
Changeable = Callable[[str], bool]


@frozen
class Option:
    """The classes a variable then may have, what that costs, and the edits, if there are any."""

    cost: int
    classes: Classes
    edits: tuple[Edit, ...] = ()
    shut: bool = False
    """Whether the next variable belongs to a set of which it was said that there are no others."""


@frozen
class Slot:
    """One variable and what may be done to it, by whether its set was shut before."""

    variable: int
    options: Mapping[bool, tuple[Option, ...]]


def slots(scope: Scope, values: Values, prefix: str, changeable: Changeable) -> list[Slot]:
    """What may be done to the facts of the case, or of the entity at `prefix`, as recorded."""
    found: list[Slot] = []
    for name, start, variable in scope.variables():
        known, path = values.get(name), prefix + name
        if isinstance(variable, SetVariables):
            found += _members(variable, start, known, path, free=changeable(path))
        else:
            tests = scope.asked[name]
            options = _values(variable, tests, known, path, free=changeable(path))
            found.append(Slot(start, {False: tuple(options)}))
    return found


def told(scope: Scope) -> list[Slot]:
    """The slots of an entity all of whose facts are told, whatever they are, for nothing.

    A fact may stay open where no record can say all of it, or no rule asks.
    """
    optional = {
        start
        for _, start, variable in scope.variables()
        if isinstance(variable, SpanVariable) and variable.fact.optional
    }
    return [
        Slot(slot.variable, {False: tuple(_told(slot, optional=slot.variable in optional))})
        for slot in slots(scope, {}, "", lambda _: True)
    ]


def _told(slot: Slot, *, optional: bool) -> Iterator[Option]:
    options = [option for option in slot.options[False] if not option.shut]
    known = [evolve(option, cost=0) for option in options if option.edits]
    yield from known
    if optional or not known:
        yield from (option for option in options if not option.edits)


# -- one value -----------------------------------------------------------------------------------


def _values(
    variable: ChoiceVariable | SpanVariable,
    tests: list[Test],
    known: Known | None,
    path: str,
    *,
    free: bool,
) -> Iterator[Option]:
    groups = _groups(variable, tests)
    open_now = set(variable.classes(known)[0])
    yield Option(0, tuple(group[0] for group in groups if open_now & set(group)))
    for group in groups:
        said = _said(variable, group, None)
        within = _said(variable, group, known)
        if open_now <= set(group) or not said:  # it is so already, or no record can say it
            continue
        if within or free:
            yield Option(1, group[:1], (Told(path, _nearest(within or said, known)),))
    if isinstance(variable, SpanVariable) and variable.fact.optional and known is not None and free:
        yield Option(1, tuple(group[0] for group in groups), (LeftOut(path),))


def _groups(variable: ChoiceVariable | SpanVariable, tests: list[Test]) -> list[Classes]:
    """The classes, those together to which every test gives the same answer."""
    masks = [mask for test in tests for _, mask in variable.tests(test)]

    def answers(each: int) -> tuple[int, ...]:
        return tuple(mask >> each & 1 for mask in masks)

    ordered = sorted(range(variable.sizes[0]), key=answers)
    return sorted(tuple(group) for _, group in groupby(ordered, key=answers))


def _said(variable: Variable, group: Classes, known: Known | None) -> tuple[Known, ...]:
    """How a record says that a fact is of one of these classes, within what is known of it."""
    if isinstance(variable, ChoiceVariable):
        codes = frozenset(code for code, at in variable.codes.items() if at in group)
        codes &= known.values if isinstance(known, Choice) else codes
        return (Choice(codes),) if codes else ()
    assert isinstance(variable, SpanVariable)
    return tuple(_spans(variable, group, known if isinstance(known, Span) else None))


def _spans(variable: SpanVariable, group: Classes, known: Span | None) -> Iterator[Span]:
    """The stretches of a group, those that meet as one; that there is no value is none of them."""
    ends = [*(cut - 1 for cut in variable.cuts[1:]), variable.fact.high]
    found: list[Span] = []
    for at in sorted(each for each in group if each < len(ends)):
        low, high = variable.cuts[at], ends[at]
        if found and found[-1].high + 1 == low:
            low = found.pop().low
        found.append(Span(low, high))
    for span in found:
        low, high = span.low, span.high
        if known is not None:
            low, high = max(low, known.low), min(high, known.high)
        if low <= high:
            yield Span(low, high)


def _nearest(values: tuple[Known, ...], known: Known | None) -> tuple[Known, ...]:
    """The values, those first that are nearest to what is known."""
    if not isinstance(known, Span):
        return values
    low, high = known.low, known.high

    def far(value: Known) -> int:
        return max(value.low - high, low - value.high) if isinstance(value, Span) else 0

    return tuple(sorted(values, key=far))


# -- several values ------------------------------------------------------------------------------


def _members(
    variable: SetVariables, start: int, known: Known | None, path: str, *, free: bool
) -> list[Slot]:
    classes = variable.classes(known)
    open_ = [at for at, each in enumerate(classes) if len(each) > 1]
    every = []
    for at, code in enumerate(variable.members):
        found: dict[bool, tuple[Option, ...]] = {}
        for shut in (False, True) if len(open_) > 1 else (False,):
            own = _member(classes[at], Member(path, code, True), shut=shut, free=free)
            stays = shut and at + 1 < len(classes)
            found[shut] = tuple(evolve(option, shut=stays) for option in own)
        every.append(found)
    if len(open_) > 1:
        every[0][False] += tuple(
            evolve(option, cost=option.cost + 1, edits=(*option.edits, NoOthers(path)))
            for option in every[0][True]
        )
    return [Slot(start + at, found) for at, found in enumerate(every)]


def _member(classes: Classes, told_in: Member, *, shut: bool, free: bool) -> Iterator[Option]:
    told_out = evolve(told_in, included=False)
    if len(classes) > 1:
        yield Option(1, (1,), (told_in,))
        if shut:
            yield Option(0, (0,))
        else:
            yield Option(0, classes)
            yield Option(1, (0,), (told_out,))
        return
    yield Option(0, classes)
    if free:
        yield Option(1, (1 - classes[0],), (told_out if classes == (1,) else told_in,))
