"""Two rulesets at once: how each completion ends under the one and under the other.

Both must speak of the same facts. A question that means the same in both stands once in the joint
plan, and so does what is made of it; two rulesets of which one was made from the other differ in
little. Only what breaks a consistency rule of both is left out: a completion that breaks one of
one ruleset is a conflict there, and may be anything under the other.
"""

from attrs import frozen

from casewise.evaluation.exact.compilation import Compiled, of_one_entity
from casewise.evaluation.exact.diagram import Diagram, State, Terminal
from casewise.evaluation.exact.formulas import FALSE, TRUE
from casewise.evaluation.exact.layout import DEAD, Layout
from casewise.evaluation.exact.overlay import Overlay, overlay
from casewise.evaluation.exact.walker import Walker
from casewise.evaluation.plan import unfold
from casewise.facts import Values
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT

ALIKE = "alike"
"""The terminal of all completions that end alike, where it does not matter how."""


@frozen
class Pair:
    """How a completion ends: the outcome under the first ruleset, and under the second."""

    first: str
    second: str


class Pairs:
    """How the completions of records end under two rulesets over the same facts."""

    def __init__(self, first: Ruleset, second: Ruleset) -> None:
        plans = overlay(unfold(first), unfold(second))
        layouts = Layout(first), Layout(second)
        self._parts = [*layouts[0].parts, *map(plans.name, layouts[1].parts)]
        self._made = _compiled(first, second, plans, self._parts)
        self._layouts = layouts
        self._alike = self._walker(_Reduction(*layouts, alike=True))
        self._exact: Walker | None = None

    def different(self, values: Values) -> frozenset[Pair]:
        """The pairs of two outcomes, not the same, that completions of what is known reach."""
        ends = self._alike.terminals(values, self._made.scope.classes(values))
        return frozenset(end for end in ends if isinstance(end, Pair) and end.first != end.second)

    def ends(self, values: Values) -> frozenset[Pair]:
        """All pairs that completions reach; those in conflict under both are no completions."""
        if self._exact is None:
            self._exact = self._walker(_Reduction(*self._layouts, alike=False))
        ends = self._exact.terminals(values, self._made.scope.classes(values))
        return frozenset(end for end in ends if isinstance(end, Pair)) - {Pair(CONFLICT, CONFLICT)}

    def _walker(self, reduction: "_Reduction") -> Walker:
        roots = tuple(map(self._made.formula_of, self._parts))
        return Walker(self._made, Diagram(self._made.formulas, roots, reduction.reduce))


def _compiled(first: Ruleset, second: Ruleset, plans: Overlay, parts: list[str]) -> Compiled:
    """The joint plan as formulas; what asks first of a case comes first, as in either alone."""
    eligibility = [rule.id for rule in first.of_kind(Kind.ELIGIBILITY)]
    eligibility += [plans.name(rule.id) for rule in second.of_kind(Kind.ELIGIBILITY)]
    asked = [*eligibility, *(part for part in parts if part != "consistent"), *parts]
    plan = plans.reached(asked)
    others = set(of_one_entity(second, plans.second))
    forbidden = dict.fromkeys(some for some in of_one_entity(first, plan) if some in others)
    return Compiled(first, plan, asked, forbidden)


class _Reduction:
    """Reduces the states of two rulesets side by side.

    With `alike`, completions that end alike are not followed to their ends.
    """

    def __init__(self, first: Layout, second: Layout, *, alike: bool) -> None:
        self._first, self._second = first, second
        self._comparable = alike and first.is_like(second)
        self._cut = len(first.parts)
        self._canonical: dict[tuple[int, str], State] = {}

    def reduce(self, state: State) -> State | Terminal:
        """The reduced state, or a pair of outcomes."""
        halves = state[: self._cut], state[self._cut :]
        first, second = self._first.reduce(halves[0]), self._second.reduce(halves[1])
        if isinstance(first, str) and isinstance(second, str):
            return Pair(_outcome(first), _outcome(second))
        if self._comparable and first == second:
            return ALIKE
        return self._kept(0, halves[0], first) + self._kept(1, halves[1], second)

    def _kept(self, side: int, half: State, reduced: State | Terminal) -> State:
        """The half reduced; one that has ended stands as one and the same state for each end."""
        if isinstance(reduced, tuple):
            return reduced
        ended = tuple(TRUE if part == TRUE else FALSE for part in half)
        return self._canonical.setdefault((side, str(reduced)), ended)


def _outcome(end: str) -> str:
    return CONFLICT if end == DEAD else end
