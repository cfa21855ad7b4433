"""A diagram whose ends say all that a placement asks of one completion.

What is *possible* needs the outcome of each completion; the *placement* also asks what holds, and
what is spared, in every completion (contract.md section 4, rule 3). Both are unions over the ends
that the completions of a record reach, so that one walk of this diagram answers them together.
"""

from attrs import field, frozen

from casewise.evaluation.exact.compilation import Compiled, compiled
from casewise.evaluation.exact.diagram import Diagram, State, Terminal
from casewise.evaluation.exact.formulas import FALSE, TRUE
from casewise.evaluation.exact.layout import DEAD, Layout
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.result import NOT_ELIGIBLE


@frozen(cache_hash=True)
class End:
    """One consistent completion, as far as outcomes and placements ask of it.

    `fails` are the categories and subtypes that do not hold in it, `spared` those that hold and
    that nothing takes away. Subtypes of a category that does not hold are in neither.
    """

    outcome: str
    fails: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()


class JointLayout(Layout):
    """The parts of a state as `Layout` has them, reduced no further than placements allow."""

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__(ruleset)
        categories = [rule.id for rule in ruleset.of_kind(Kind.CATEGORY)]
        subtypes = [rule.id for group in ruleset.subtypes.values() for rule in group]
        self._claiming = [*categories, *subtypes]

    def reduce(self, state: State) -> State | Terminal:
        """Drop what cannot matter any more; an `End` or `DEAD` once nothing is open."""
        if state[0] == FALSE:
            return DEAD
        if state[1] == FALSE:
            nothing = (state[0], *[FALSE] * (len(state) - 1))
            return End(NOT_ELIGIBLE) if state[0] == TRUE else nothing
        parts = list(state)
        for name in self._claiming:
            if parts[self._at[name]] == FALSE:  # then nobody asks what takes it away
                parts[self._at[name] + 1] = FALSE
        for parent, subtypes in self._subtypes.items():
            if parts[self._at[parent]] == FALSE:
                self._drop(parts, subtypes)
        taken = any(self._claims(parts, name) for name in self._categories)
        self._first_gap_that_holds(parts, taken=taken)
        if any(part not in (FALSE, TRUE) for part in parts):
            return tuple(parts)
        return self._end(parts)

    def _claims(self, parts: list[int], name: str) -> bool:
        at = self._at[name]
        return parts[at] == TRUE and parts[at + 1] == FALSE

    def _end(self, parts: list[int]) -> End:
        names = [
            *self._categories,
            *(
                name
                for parent, subtypes in self._subtypes.items()
                if parts[self._at[parent]] == TRUE
                for name in subtypes
            ),
        ]
        fails = frozenset(name for name in names if parts[self._at[name]] == FALSE)
        spared = frozenset(name for name in names if self._claims(parts, name))
        return End(self._taken(parts), fails, spared)

    def _taken(self, parts: list[int]) -> str:
        """The outcome: the first category that claims the case, or else the first gap."""
        for name in self._categories:
            if self._claims(parts, name):
                family = self._subtypes.get(name, [name])
                return next(each for each in family if self._claims(parts, each))
        return next(name for name in self._gaps if parts[self._at[name]] == TRUE)


@frozen
class Joint:
    """The formulas of a ruleset, and the diagram of ends over them."""

    made: Compiled
    diagram: Diagram = field(repr=False)


def joint(ruleset: Ruleset) -> Joint:
    """The diagram of ends of a ruleset under its chosen readings."""
    layout = JointLayout(ruleset)
    made = compiled(ruleset, layout)
    roots = tuple(map(made.formula_of, layout.parts))
    return Joint(made, Diagram(made.formulas, roots, layout.reduce))
