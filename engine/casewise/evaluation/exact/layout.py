"""Which formulas make up a state of the outcome diagram, and how a state is reduced."""

from collections.abc import Iterable

from casewise.evaluation.exact.diagram import State, Terminal
from casewise.evaluation.exact.formulas import FALSE, TRUE
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.result import NOT_ELIGIBLE

DEAD = "inconsistent"
"""The terminal of an assignment that no consistent case has; no rule can have this as its id
and be an outcome, as outcomes are categories, subtypes and gaps."""


class Layout:
    """The parts of a state: consistency, eligibility, then what claims the case, and the gaps.

    A category or subtype has two parts: whether it holds, and whether something takes the case
    away from it. Other terminals than `DEAD` are final outcomes.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self._categories = [rule.id for rule in ruleset.of_kind(Kind.CATEGORY)]
        self._subtypes = {
            parent: [rule.id for rule in rules] for parent, rules in ruleset.subtypes.items()
        }
        self._gaps = [rule.id for rule in ruleset.of_kind(Kind.GAP)]
        claims = [*self._categories, *(name for group in self._subtypes.values() for name in group)]
        self.parts = ["consistent", "eligible"]
        for name in claims:
            self.parts += [name, f"unless:{name}"]
        self._first_gap = len(self.parts)
        self.parts += self._gaps
        self._at = {name: position for position, name in enumerate(self.parts)}

    @property
    def claims(self) -> list[str]:
        """The parts that say whether a category or subtype claims the case."""
        return self.parts[2 : self._first_gap]

    def is_like(self, other: "Layout") -> bool:
        """Whether equal states mean the same in both, and end in the same way."""
        return self.parts == other.parts and self._subtypes == other._subtypes

    def reduce(self, state: State) -> State | Terminal:
        """Drop what cannot matter any more; an outcome or `DEAD` once nothing is open."""
        if state[0] == FALSE:
            return DEAD
        if state[1] == FALSE:
            nothing = (state[0], *[FALSE] * (len(state) - 1))
            return NOT_ELIGIBLE if state[0] == TRUE else nothing
        parts = list(state)
        taken = self._first_claim(parts, self._categories)
        for parent, subtypes in self._subtypes.items():
            if parts[self._at[parent]] == FALSE:
                self._drop(parts, subtypes)
            else:
                self._first_claim(parts, subtypes)
        self._first_gap_that_holds(parts, taken=taken)
        if any(part not in (FALSE, TRUE) for part in parts):
            return tuple(parts)
        return self._outcome(parts)

    def _first_claim(self, parts: list[int], family: list[str]) -> bool:
        """Drop those that cannot claim, and all after one that claims for certain."""
        for position, name in enumerate(family):
            at = self._at[name]
            if parts[at] == FALSE or parts[at + 1] == TRUE:
                parts[at] = parts[at + 1] = FALSE
            elif parts[at] == TRUE and parts[at + 1] == FALSE:
                self._drop(parts, family[position + 1 :])
                return True
        return False

    def _drop(self, parts: list[int], names: Iterable[str]) -> None:
        for name in names:
            at = self._at[name]
            parts[at] = parts[at + 1] = FALSE

    def _first_gap_that_holds(self, parts: list[int], *, taken: bool) -> None:
        """Gaps do not matter once a category claims the case, nor those after one that holds."""
        for at in range(self._first_gap, len(parts)):
            if taken:
                parts[at] = FALSE
            elif parts[at] == TRUE:
                taken = True

    def _outcome(self, parts: list[int]) -> str:
        """The one that is left."""
        for name in self._categories:
            if parts[self._at[name]] == TRUE:
                names = self._subtypes.get(name, [name])
                return next(each for each in names if parts[self._at[each]] == TRUE)
        return next(name for name in self._gaps if parts[self._at[name]] == TRUE)


def answer(state: State) -> State | Terminal:
    """A question's answer once it is known, or `DEAD` where the first part, a condition, fails."""
    given, found = state
    if given == FALSE:
        return DEAD
    if given == TRUE and found in (FALSE, TRUE):
        return found == TRUE
    return state
