"""Rulesets between two: the first with some of the changes that lead to the second."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from attrs import evolve, field, frozen

from casewise.comparison.alignment import aligned
from casewise.comparison.changes import Change, changes
from casewise.comparison.changes import Kind as About
from casewise.model.conditions import Holds, walk
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Reading, Ruleset


@frozen(slots=False, eq=False)
class Blending:
    """Two rulesets over the same facts, and all that differs between them."""

    first: Ruleset
    second: Ruleset
    changes: tuple[Change, ...]
    _made: dict[frozenset[Change], Ruleset | None] = field(factory=dict, repr=False)

    @property
    def deciding(self) -> tuple[Change, ...]:
        """The changes that can place a case elsewhere by themselves."""
        return tuple(change for change in self.changes if change.decides)

    @cached_property
    def start(self) -> Ruleset:
        """The first ruleset, with the readings of both declared."""
        return _blend(self.first, self.second, ())

    @cached_property
    def end(self) -> Ruleset:
        """The second ruleset, with the readings of both declared."""
        return _blend(self.first, self.second, _taken(self.deciding))

    def after(self, made: Iterable[Change]) -> Ruleset | None:
        """The first ruleset with these changes and no others; nothing where that is no ruleset.

        It is none if a rule would refer to one that is not there or back to itself, or if not
        exactly one of a family took what remains.
        """
        key = frozenset(made)
        if not key:
            return self.start
        if key == frozenset(self.deciding):
            return self.end
        if key not in self._made:
            blend = _blend(self.first, self.second, _taken(key))
            self._made[key] = blend if _is_whole(blend) else None
        return self._made[key]


def blending(first: Ruleset, second: Ruleset) -> Blending:
    """What differs between two rulesets, and what lies between them.

    Raises:
        NotComparable: a fact of one name has two types.
    """
    return Blending(*aligned(first, second), changes(first, second))


# -- putting together -----------------------------------------------------------------------------

Taken = Collection[tuple[About, str]]
"""What is taken from the second ruleset."""


def _taken(made: Iterable[Change]) -> Taken:
    return {(change.kind, change.name) for change in made}


def _blend(first: Ruleset, second: Ruleset, taken: Taken) -> Ruleset:
    rules = tuple(_rules(first, second, taken))
    readings = _readings(first, second)
    chosen = {
        name: (second if (About.READING, name) in taken else first).choice.get(name)
        or second.choice[name]
        for name in readings
    }
    gaps = [rule.id for rule in rules if rule.kind is Kind.GAP]
    orders = first.gap_order, second.gap_order
    leading, following = orders[::-1] if (About.GAP_ORDER, "") in taken else orders
    return evolve(
        first,
        rules=rules,
        readings=tuple(readings.values()),
        gap_order=_merged(gaps, leading, following),
        chosen=tuple(chosen.items()),
        variants={},
    )


def _rules(first: Ruleset, second: Ruleset, taken: Taken) -> Iterator[Rule]:
    for name in dict.fromkeys((*first.by_id, *second.by_id)):
        side = second if (About.RULE, name) in taken else first
        if name in side.by_id:
            yield side.by_id[name]


def _readings(first: Ruleset, second: Ruleset) -> dict[str, Reading]:
    """The readings of both, with the values of both; what no rule asks for does no harm."""
    found = {reading.name: reading for reading in first.readings}
    for reading in second.readings:
        old = found.setdefault(reading.name, reading)
        more = (value for value in reading.values if value.code not in old.codes)
        found[reading.name] = evolve(old, values=(*old.values, *more))
    return found


def _merged(
    names: Collection[str], leading: Sequence[str], following: Sequence[str]
) -> tuple[str, ...]:
    """The names in the order of the leading one; others come after those that they follow."""
    order = [name for name in leading if name in names]
    for at, name in enumerate(following):
        if name in names and name not in order:
            before = [each for each in following[:at] if each in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, name)
    return tuple(order)


# -- whether it is a ruleset ----------------------------------------------------------------------


def _is_whole(ruleset: Ruleset) -> bool:
    return (
        all(_refers_well(ruleset, rule) for rule in ruleset.rules)
        and not _has_circle({rule.id: set(_referred(rule)) for rule in ruleset.rules})
        and not _has_circle(
            {rule.id: {e.to for e in ruleset.active_yields(rule)} for rule in ruleset.rules}
        )
        # Asked last: rules that yield in a circle have no order to be listed in.
        and _remainders_are_single(ruleset)
    )


def _refers_well(ruleset: Ruleset, rule: Rule) -> bool:
    """Whether what a rule speaks of is there, and is what it must be."""
    parent = ruleset.by_id.get(rule.parent)
    if rule.parent and (parent is None or parent.kind is not Kind.CATEGORY):
        return False
    for entry in rule.yields:
        other = ruleset.by_id.get(entry.to)
        if other is None or (other.kind, other.parent) != (rule.kind, rule.parent):
            return False
    return all(
        named is not None and named.when is not None and named.scope == scope
        for scope, named in _named(ruleset, rule)
    )


def _named(ruleset: Ruleset, rule: Rule) -> Iterator[tuple[str, Rule | None]]:
    """The rules that a rule refers to, each with the scope in which it does."""
    trees = [(rule.when, rule.scope)] if rule.when is not None else []
    for condition, start in [*trees, *((each.when, "") for each in rule.exclusions)]:
        for scope, part in walk(condition, start):
            if isinstance(part, Holds):
                yield scope, ruleset.by_id.get(part.rule)


def _referred(rule: Rule) -> Iterator[str]:
    for condition in rule.conditions():
        yield from (part.rule for _, part in walk(condition) if isinstance(part, Holds))


def _remainders_are_single(ruleset: Ruleset) -> bool:
    """Whether exactly one of the gaps, and of the subtypes of each category, takes what remains."""
    families = [ruleset.of_kind(Kind.GAP), *_subtypes(ruleset).values()]
    return all(sum(rule.when is None for rule in family) == 1 for family in families)


def _subtypes(ruleset: Ruleset) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in ruleset.rules:
        if rule.kind is Kind.SUBTYPE:
            found.setdefault(rule.parent, []).append(rule)
    return found


def _has_circle(graph: dict[str, set[str]]) -> bool:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False
