"""One ruleset under chosen readings, as an audit looks at it."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import combinations

from attrs import frozen

from casewise.audit.answers import Answers
from casewise.audit.examples import Bits
from casewise.evaluation.exact.space import CONSISTENT, Space, Wanted
from casewise.evaluation.plan import Plan, Question, simplify, unfold
from casewise.model.case import Case
from casewise.model.conditions import AllOf, AnyOf, Branch, Condition, Holds, NoneOf, Some, walk
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.witness import witness


@frozen
class Part:
    """A named branch, the scope it is judged in, and the other parts beside it."""

    scope: str
    branch: Branch
    beside: tuple[Condition, ...]

    @property
    def alone(self) -> str:
        """The name of the question whether the branch holds and no other part beside it does."""
        return f"only:{self.branch.id}"


class View:
    """Asks whether there is a case of some kind, of examples first and then of all cases."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.rules: Plan = unfold(ruleset)
        """The questions of the ruleset itself."""
        self.parts = {part.branch.id: part for part in _parts(ruleset)}
        self.plan: Plan = self.rules | dict(self._questions())
        """Those, and the questions whether named branches hold, and hold alone."""
        self.answers: Answers | None = None
        """What examples answer, once there are some."""

    @cached_property
    def space(self) -> Space:
        """All cases."""
        return Space(self.ruleset, self.plan)

    def asking(self, conditions: Mapping[str, Condition]) -> Space:
        """All cases, with more questions about the case."""
        return Space(self.ruleset, self.rules | self._named(conditions))

    def affected(self, name: str) -> frozenset[str]:
        """A question of the ruleset and those that refer to it, directly or through others."""
        found = {name}
        waiting = [name]
        while waiting:
            more = self._referring.get(waiting.pop(), set()) - found
            found |= more
            waiting += more
        return frozenset(found)

    @cached_property
    def _referring(self) -> Mapping[str, set[str]]:
        """For each question those that refer to it."""
        found: dict[str, set[str]] = {}
        for name, question in self.rules.items():
            for _, part in walk(question.condition):
                if isinstance(part, Holds):
                    found.setdefault(part.rule, set()).add(name)
        return found

    def _named(self, conditions: Mapping[str, Condition]) -> Plan:
        return {
            name: Question(name, "", simplify(condition, self.ruleset))
            for name, condition in conditions.items()
        }

    def _questions(self) -> Iterator[tuple[str, Question]]:
        for part in self.parts.values():
            if not part.scope:
                held = {part.branch.id: part.branch.condition, part.alone: self.alone(part)}
                yield from self._named(held).items()

    def alone(self, part: Part) -> Condition:
        """That a branch holds and no other part of its rule does."""
        beside = (NoneOf(part.beside),) if part.beside else ()
        return simplify(AllOf((part.branch.condition, *beside)), self.ruleset)

    # -- is there a case ---------------------------------------------------------------------

    def some(self, wanted: Wanted, given: Wanted = CONSISTENT) -> bool:
        """Whether some case has all these answers."""
        return self._shown(lambda answers: answers.all_of({**given, **wanted})) or self.space.some(
            wanted, given=given
        )

    def some_entity(self, scope: str, condition: Condition, breaking: str = "") -> bool:
        """Whether some entity satisfies a condition; it may break one consistency rule."""
        condition = simplify(condition, self.ruleset)
        if not breaking and self._shown(
            lambda answers: answers.all_of(CONSISTENT) & answers.some(scope, condition)
        ):
            return True
        return self.space.some_entity(scope, condition, self._barred(scope, breaking))

    def _shown(self, of: Callable[[Answers], Bits]) -> bool:
        return self.answers is not None and bool(of(self.answers))

    def _barred(self, scope: str, breaking: str) -> tuple[Condition, ...]:
        return tuple(
            found.condition
            for rule in self.ruleset.of_kind(Kind.CONSISTENCY)
            if isinstance(found := self.plan[rule.id].condition, Some)
            and found.scope == scope
            and rule.id != breaking
        )

    def case(self, wanted: Wanted, space: Space | None = None) -> Case | None:
        """A smallest case that has all these answers; none if there is none."""
        found = witness(self.ruleset, space or self.space, wanted)
        return None if found is None else Case(None, found)


def families(view: View) -> Iterator[tuple[tuple[Rule, ...], Wanted]]:
    """The categories, and the subtypes of each, with what is so of every case they are judged in.

    What takes the rest of its family is left out.
    """
    ruleset = view.ruleset
    yield _judged(ruleset.of_kind(Kind.CATEGORY)), {"eligible": True}
    for parent, subtypes in ruleset.subtypes.items():
        yield _judged(subtypes), {f"outcome:{parent}": True}


def _judged(family: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(rule for rule in family if rule.when is not None)


def pairs(view: View) -> Iterator[tuple[Rule, Rule, Wanted]]:
    """Two of a family each, with what is wanted of a case that they hold together in."""
    for family, whole in families(view):
        for first, second in combinations(family, 2):
            free = {each.id: False for rule in (first, second) for each in rule.exclusions}
            yield first, second, {**whole, first.id: True, second.id: True, **free}


def _parts(ruleset: Ruleset) -> Iterator[Part]:
    """Every named branch among the parts of an `any of`."""
    for rule in ruleset.rules:
        for condition in rule.conditions():
            for scope, part in walk(condition, rule.scope):
                if isinstance(part, AnyOf):
                    for branch in part.parts:
                        if isinstance(branch, Branch):
                            beside = tuple(each for each in part.parts if each is not branch)
                            yield Part(scope, branch, beside)
