"""Two rulesets at once: how each completion ends under the one and under the other.

Both must speak of the same facts. A question that means the same in both stands once in the joint
plan, and so does what is made of it; two rulesets of which one was made from the other differ in
little. Only what breaks a consistency rule of both is left out: a completion that breaks one of
one ruleset is a conflict there, and may be anything under the other.
"""

from collections.abc import Callable, Collection
from threading import Lock

from attrs import frozen

from casewise.evaluation.exact.compilation import Compiled, of_one_entity
from casewise.evaluation.exact.diagram import Diagram, State, Terminal
from casewise.evaluation.exact.formulas import FALSE, TRUE
from casewise.evaluation.exact.layout import DEAD, Layout
from casewise.evaluation.exact.overlay import Overlay, overlay
from casewise.evaluation.exact.simplest import Simplest
from casewise.evaluation.exact.walker import Walker
from casewise.evaluation.plan import unfold
from casewise.facts import Known, Values
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT

MOST_STEPS = 10_000
"""How far the simplest cases are sought; nine of ten are found within so many steps."""


@frozen
class Pair:
    """How a completion ends: the outcome under the first ruleset, and under the second."""

    first: str
    second: str


ALIKE = Pair("", "")
"""The end of completions that end alike: it does not matter in which outcome."""


class Pairs:
    """How completions end under two rulesets over the same facts; safe to share by threads."""

    def __init__(self, first: Ruleset, second: Ruleset) -> None:
        self._plans = overlay(unfold(first), unfold(second))
        self._layouts = Layout(first), Layout(second)
        self._made = _compiled(first, second, self._plans, self._layouts)
        self._reduction = _Reduction(*self._layouts)
        parts = *self._layouts[0].parts, *map(self._plans.name, self._layouts[1].parts)
        self._outcomes = self._walker(
            tuple(map(self._made.formula_of, parts)), self._reduction.reduce
        )
        self._questions: dict[str, Walker] = {}
        self._lock = Lock()

    def different(self, values: Values) -> frozenset[Pair]:
        """The pairs of two outcomes, not the same, that completions of what is known reach."""
        return self.ends(values) - {ALIKE}

    def simplest(self, pairs: Collection[Pair]) -> dict[Pair, dict[str, Known]]:
        """The simplest case for each of some pairs, see `simplicity`; not for those far to seek.

        What does not matter for that is left out; a fact that must be absent is `ABSENT`.
        """
        with self._lock:
            diagram = self._outcomes.diagram

            def moves(node: int) -> bool:
                return not self._reduction.ends_alike(diagram.state(node))

            found = Simplest(self._made).cases(diagram, pairs, moves, MOST_STEPS)
            return {end: case for end, case in found if isinstance(end, Pair)}

    def ends(
        self, values: Values, until: Callable[[Pair], bool] = lambda _: False
    ) -> frozenset[Pair]:
        """What is `different`, and `ALIKE` if some completion ends alike and not in conflict.

        If `until` holds of one of these, it is there, and others may be missing.
        """
        found: set[Pair] = set()
        with self._lock:
            classes = self._made.scope.classes(values)
            for end in self._outcomes.each_terminal(values, classes):
                if isinstance(end, Pair):
                    found.add(end)
                    if until(end):
                        break
        return frozenset(found)

    def judged_alike(self, values: Values) -> bool:
        """Whether categories hold alike, and are taken away alike, in every eligible completion.

        If no completion ends in two outcomes, this proves that a record is placed alike by both,
        and so is every record that says more.
        """
        first, second = self._layouts
        return first.is_like(second) and all(self._is_alike(part, values) for part in first.claims)

    def _is_alike(self, question: str, values: Values) -> bool:
        """Whether both answer a question alike wherever the first is consistent and eligible."""
        other = self._plans.name(question)
        if question == other:
            return True
        walker = self._questions.get(question)
        if walker is None:
            formula = self._made.formula_of
            given = self._made.formulas.conjunction(map(formula, ("consistent", "eligible")))
            walker = self._walker((given, formula(question), formula(other)), _same_answer)
            self._questions[question] = walker
        with self._lock:
            return False not in walker.terminals(values, self._made.scope.classes(values))

    def _walker(self, roots: State, reduce: Callable[[State], State | Terminal]) -> Walker:
        return Walker(self._made, Diagram(self._made.formulas, roots, reduce))


def _compiled(
    first: Ruleset, second: Ruleset, plans: Overlay, layouts: tuple[Layout, Layout]
) -> Compiled:
    """The joint plan as formulas; what is asked first of a case is what either alone asks first."""
    own, other = (
        ([rule.id for rule in ruleset.of_kind(Kind.ELIGIBILITY)], layout.parts[2:], layout.parts)
        for ruleset, layout in zip((first, second), layouts, strict=True)
    )
    asked: list[str] = []
    for mine, theirs in zip(own, other, strict=True):
        asked += [*mine, *map(plans.name, theirs)]
    plan = plans.reached(asked)
    barred_there = set(of_one_entity(second, plans.second))
    barred = (some for some in of_one_entity(first, plan) if some in barred_there)
    return Compiled(first, plan, asked, dict.fromkeys(barred))


class _Reduction:
    """Reduces the states of two rulesets side by side.

    Completions that end alike are followed no further than to whether they are consistent.
    """

    def __init__(self, first: Layout, second: Layout) -> None:
        self._first, self._second = first, second
        self._comparable = first.is_like(second)
        self._cut = len(first.parts)
        self._canonical: dict[tuple[int, str], State] = {}

    def reduce(self, state: State) -> State | Terminal:
        """The reduced state, or a pair of outcomes, or `DEAD` where both are inconsistent."""
        halves = state[: self._cut], state[self._cut :]
        first, second = self._first.reduce(halves[0]), self._second.reduce(halves[1])
        if isinstance(first, str) and isinstance(second, str):
            return self._pair(first, second)
        if self._comparable and isinstance(first, tuple) and first == second:
            return self._alike(first[0])
        return self._kept(0, halves[0], first) + self._kept(1, halves[1], second)

    def _pair(self, first: str, second: str) -> Terminal:
        if first == second:
            return DEAD if first == DEAD else self._alike(TRUE)
        return Pair(_outcome(first), _outcome(second))

    def _alike(self, consistent: int) -> State | Terminal:
        """What is left where both end alike if a case is consistent, which a formula says."""
        if consistent == TRUE:
            return ALIKE
        half = consistent, *[FALSE] * (self._cut - 1)
        return half + half

    def ends_alike(self, state: State) -> bool:
        """Whether all that is open is whether a case is consistent, for both at once."""
        first, second = state[: self._cut], state[self._cut :]
        return first[:1] == second[:1] and not any(first[1:]) and not any(second[1:])

    def _kept(self, side: int, half: State, reduced: State | Terminal) -> State:
        """The half reduced; one that has ended stands as one and the same state for each end."""
        if isinstance(reduced, tuple):
            return reduced
        ended = tuple(TRUE if part == TRUE else FALSE for part in half)
        return self._canonical.setdefault((side, str(reduced)), ended)


def _outcome(end: str) -> str:
    return CONFLICT if end == DEAD else end


def _same_answer(state: State) -> State | Terminal:
    """Whether two questions have one answer, as far as it matters: where something given holds."""
    given, first, second = state
    if given == FALSE or first == second:
        return True
    if given == TRUE and {first, second} == {FALSE, TRUE}:
        return False
    return state
