"""Questions about all completions at once: whether some, or every one, answers as wanted.

The plan may hold more than one ruleset asks: parts of rules as questions of their own, or the
questions of another reading beside those of this one (see `joint`).
"""

from collections.abc import Iterable, Mapping
from threading import Lock

from casewise.evaluation.exact.compilation import Compiled
from casewise.evaluation.exact.diagram import Diagram, State, Terminal
from casewise.evaluation.exact.entities import EntityTests
from casewise.evaluation.exact.formulas import FALSE, TRUE
from casewise.evaluation.exact.layout import DEAD, answer
from casewise.evaluation.exact.simplest import Simplest
from casewise.evaluation.exact.walker import Walker
from casewise.evaluation.plan import Plan, Question, renamed
from casewise.facts import Known, Values
from casewise.model.conditions import Condition
from casewise.model.ruleset import Ruleset

Wanted = Mapping[str, bool]
"""Questions of the plan, each with the answer that is wanted."""


CONSISTENT: Wanted = {"consistent": True}


class Space:
    """The completions of records under one plan; safe to share by threads.

    `given` says which completions count; by default those that pass consistency.
    """

    def __init__(self, ruleset: Ruleset, plan: Plan) -> None:
        about_the_case = [question.name for question in plan.values() if not question.scope]
        self._vocabulary = ruleset.vocabulary
        self._plan = plan
        self._made = Compiled(ruleset, plan, about_the_case)
        self._walkers: dict[tuple[frozenset[tuple[str, bool]], ...], Walker] = {}
        self._simplest: Simplest | None = None
        self._lock = Lock()

    def some(
        self, wanted: Wanted, values: Values | None = None, given: Wanted = CONSISTENT
    ) -> bool:
        """Whether some completion of what is known has all these answers."""
        return True in self._ends(wanted, values or {}, given)

    def every(self, wanted: Wanted, values: Values, given: Wanted = CONSISTENT) -> bool:
        """Whether there are completions of what is known, and all of them have these answers."""
        return self._ends(wanted, values, given) - {DEAD} == {True}

    def together(self, wanted: Wanted, questions: Iterable[str]) -> frozenset[frozenset[str]]:
        """Which of some questions hold together in cases that have all these answers.

        Each set is that of all that hold in some case; there is no case with another set.
        """
        names = tuple(questions)

        def held(state: State) -> State | Terminal:
            if state[0] == FALSE:
                return DEAD
            if all(part in (FALSE, TRUE) for part in state):
                return frozenset(n for n, part in zip(names, state[1:], strict=True) if part)
            return state

        with self._lock:
            given = self._made.formulas.conjunction(map(self._formula, (CONSISTENT, wanted)))
            diagram = Diagram(
                self._made.formulas, (given, *map(self._made.formula_of, names)), held
            )
            ends = Walker(self._made, diagram).terminals({}, self._made.scope.classes({}))
        return frozenset(end for end in ends if isinstance(end, frozenset))

    def simplest(self, wanted: Wanted) -> dict[str, Known] | None:
        """The simplest case that has these answers, see `simplicity`; none if no case has them.

        What does not matter for that is left out; a fact that must be absent is `ABSENT`.
        """
        with self._lock:
            if self._simplest is None:
                self._simplest = Simplest(self._made)
            return self._simplest.case(self._walker(wanted, CONSISTENT).diagram)

    def some_entity(self, group: str, condition: Condition, barred: tuple[Condition, ...]) -> bool:
        """Whether some entity of a list, whatever the case, satisfies a condition.

        It satisfies none of those that are `barred`.
        """
        fact = next(fact for fact in self._vocabulary.lists() if fact.name == group)
        tests = EntityTests(fact, self._plan, [condition], list(barred))
        return 1 in tests.any_profiles()

    def _ends(self, wanted: Wanted, values: Values, given: Wanted) -> set[Terminal]:
        with self._lock:
            walker = self._walker(wanted, given)
            return walker.terminals(values, self._made.scope.classes(values))

    def _walker(self, wanted: Wanted, given: Wanted) -> Walker:
        key = frozenset(given.items()), frozenset(wanted.items())
        walker = self._walkers.get(key)
        if walker is None:
            roots = self._formula(given), self._formula(wanted)
            diagram = Diagram(self._made.formulas, roots, answer)
            walker = self._walkers[key] = Walker(self._made, diagram)
        return walker

    def _formula(self, wanted: Wanted) -> int:
        made = self._made
        return made.formulas.conjunction(
            made.formula_of(name) if answer else made.formulas.negation(made.formula_of(name))
            for name, answer in wanted.items()
        )


def joint(first: Plan, second: Plan, mark: str) -> Plan:
    """Both plans as one; the names of the second end in a mark."""

    def marked(name: str) -> str:
        return name + mark

    return first | {
        marked(name): Question(marked(name), question.scope, renamed(question.condition, marked))
        for name, question in second.items()
    }
