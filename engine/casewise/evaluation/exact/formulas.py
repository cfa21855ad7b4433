"""Formulas over variables with a few classes each; equal formulas are one number.

A variable stands for one fact (its classes are groups of values that no rule tells apart), for
one member of a set, or for one *some entity* test. A formula is an integer into a table; 0 is
false, 1 is true. There is no negation node: it is pushed down to the tests, which are sets of
classes.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

FALSE, TRUE = 0, 1
_TEST, _AND, _OR = 0, 1, 2


class Formulas:
    """A table of formulas. `sizes[v]` is the number of classes of variable `v`."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes = sizes
        self._kind = [-1, -1]
        self._parts: list[tuple[int, ...]] = [(), ()]
        self.first = [len(sizes), len(sizes)]
        """The first variable (in their order) that each formula depends on."""
        self.support = [0, 0]
        """All variables that each formula depends on, as a bit mask."""
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._negated: dict[int, int] = {FALSE: TRUE, TRUE: FALSE}
        self._fixed: dict[tuple[int, int], int] = {}

    def test(self, variable: int, classes: int) -> int:
        """Whether the variable is in one of the classes, given as a bit mask."""
        if classes == 0:
            return FALSE
        if classes == (1 << self.sizes[variable]) - 1:
            return TRUE
        return self._make(_TEST, (variable, classes), variable, 1 << variable)

    def conjunction(self, parts: Iterable[int]) -> int:
        """All parts hold."""
        return self._join(_AND, parts, TRUE, FALSE)

    def disjunction(self, parts: Iterable[int]) -> int:
        """At least one part holds."""
        return self._join(_OR, parts, FALSE, TRUE)

    def negation(self, formula: int) -> int:
        """The formula does not hold."""
        found = self._negated.get(formula)
        if found is None:
            found = self._negate(formula)
            self._negated[formula] = found
            self._negated[found] = formula
        return found

    def fix(self, formula: int, variable: int, chosen: int) -> int:
        """The formula once the variable, its first one, is known to be of class `chosen`."""
        if self.first[formula] != variable:
            return formula
        key = (formula, chosen)
        found = self._fixed.get(key)
        if found is None:
            found = self._fixed[key] = self._fix(formula, variable, chosen)
        return found

    def _fix(self, formula: int, variable: int, chosen: int) -> int:
        kind, parts = self._kind[formula], self._parts[formula]
        if kind == _TEST:
            return TRUE if parts[1] >> chosen & 1 else FALSE
        fixed = [self.fix(part, variable, chosen) for part in parts]
        return self.conjunction(fixed) if kind == _AND else self.disjunction(fixed)

    def _negate(self, formula: int) -> int:
        kind, parts = self._kind[formula], self._parts[formula]
        if kind == _TEST:
            variable, classes = parts
            return self.test(variable, (1 << self.sizes[variable]) - 1 & ~classes)
        negated = [self.negation(part) for part in parts]
        return self.disjunction(negated) if kind == _AND else self.conjunction(negated)

    def _join(self, kind: int, parts: Iterable[int], neutral: int, deciding: int) -> int:
        flat: set[int] = set()
        for part in parts:
            if part == deciding:
                return deciding
            if self._kind[part] == kind:
                flat.update(self._parts[part])
            elif part != neutral:
                flat.add(part)
        flat = self._merged(kind, flat)
        if deciding in flat or any(self._negated.get(part) in flat for part in flat):
            return deciding
        flat.discard(neutral)
        if len(flat) < 2:
            return flat.pop() if flat else neutral
        support = reduce(or_, (self.support[part] for part in flat))
        return self._make(kind, tuple(sorted(flat)), min(self.first[p] for p in flat), support)

    def _merged(self, kind: int, parts: set[int]) -> set[int]:
        """Tests of one variable become one test."""
        tests: dict[int, int] = {}
        merged: set[int] = set()
        repeated = False
        for part in parts:
            if self._kind[part] != _TEST:
                merged.add(part)
                continue
            variable, classes = self._parts[part]
            if variable in tests:
                repeated = True
                old = tests[variable]
                tests[variable] = old & classes if kind == _AND else old | classes
            else:
                tests[variable] = classes
        if not repeated:
            return parts
        merged.update(self.test(variable, classes) for variable, classes in tests.items())
        return merged

    def _make(self, kind: int, parts: tuple[int, ...], first: int, support: int) -> int:
        key = (kind, parts)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self._kind)
            self._kind.append(kind)
            self._parts.append(parts)
            self.first.append(first)
            self.support.append(support)
        return found
