"""How completions end, in as much detail as placement needs: a diagram, and what is wanted."""

from collections.abc import Collection, Iterable

from attrs import frozen

from casewise.evaluation.exact.compilation import Compiled
from casewise.evaluation.exact.diagram import Diagram, State, Terminal
from casewise.evaluation.exact.formulas import FALSE, TRUE
from casewise.evaluation.exact.layout import DEAD, Layout
from casewise.evaluation.exact.walker import Walker
from casewise.evaluation.placement import eligibility, place
from casewise.evaluation.plan import unfold
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.result import NOT_ELIGIBLE
from casewise.truth import Truth


@frozen
class Ending:
    """How one completion ends, and which categories and subtypes hold or are taken away in it."""

    outcome: str
    holds: frozenset[str]


class EndingLayout:
    """The state of the outcome diagram, kept until placement has no more to ask of it.

    The subtypes of a category that does not hold are dropped: placement looks at them only where
    the category holds in every completion. So are gaps, once a category has the case.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self._outcome = Layout(ruleset)
        self.parts = self._outcome.parts
        at = {name: position for position, name in enumerate(self.parts)}
        self._categories = [at[rule.id] for rule in ruleset.of_kind(Kind.CATEGORY)]
        self._gaps = [at[rule.id] for rule in ruleset.of_kind(Kind.GAP)]
        self._subtypes = {
            at[parent]: [at[rule.id] + offset for rule in family for offset in (0, 1)]
            for parent, family in ruleset.subtypes.items()
        }

    def reduce(self, state: State) -> State | Terminal:
        """The state without what does not matter; an `Ending` or `DEAD` once nothing is open."""
        if state[0] == FALSE:
            return DEAD
        if state[1] == FALSE:
            ended = Ending(NOT_ELIGIBLE, frozenset())
            return ended if state[0] == TRUE else (state[0], *[FALSE] * (len(state) - 1))
        parts = self._cut(list(state))
        if any(part not in (FALSE, TRUE) for part in parts):
            return parts
        outcome = self._outcome.reduce(parts)
        named = zip(self.parts, parts, strict=True)
        return Ending(str(outcome), frozenset(name for name, part in named if part == TRUE))

    def _cut(self, parts: list[int]) -> State:
        dropped = [
            at
            for parent, family in self._subtypes.items()
            if parts[parent] == FALSE
            for at in family
        ]
        if any(parts[at] == TRUE and parts[at + 1] == FALSE for at in self._categories):
            dropped += self._gaps
        for at in dropped:
            parts[at] = FALSE
        return tuple(parts)


class Endings:
    """The diagram of a ruleset's endings, with what walks the lists."""

    def __init__(self, ruleset: Ruleset) -> None:
        layout = EndingLayout(ruleset)
        plan = unfold(ruleset)
        eligibility = [rule.id for rule in ruleset.of_kind(Kind.ELIGIBILITY)]
        everything = [question.name for question in plan.values() if not question.scope]
        asked = [*eligibility, *layout.parts[2:], *layout.parts, *everything]
        # An entity that is added or removed is there, or gone, for all tests at once.
        self.made = Compiled(ruleset, plan, asked, apart=False)
        roots = tuple(map(self.made.formula_of, layout.parts))
        self.diagram = Diagram(self.made.formulas, roots, layout.reduce)
        self.walker = Walker(self.made, self.diagram)


@frozen
class _Together:
    """The endings of all completions of a record, as placement asks for them."""

    endings: tuple[Ending, ...]

    @property
    def possible(self) -> frozenset[str]:
        return frozenset(ending.outcome for ending in self.endings)

    @property
    def eligible(self) -> Truth:
        return eligibility(self.possible)

    def always(self, question: str) -> bool:
        return all(question in ending.holds for ending in self.endings)


@frozen
class Goal:
    """That a record is placed in an outcome (a category: in it or a subtype), perhaps settled."""

    ruleset: Ruleset
    outcome: str
    settled: bool

    @property
    def names(self) -> Collection[str]:
        """The placements that will do."""
        family = self.ruleset.subtypes.get(self.outcome, ())
        return (self.outcome, *(rule.id for rule in family))

    def allows(self, terminal: Terminal) -> bool:
        """Whether a record that reaches the goal may have a completion that ends so."""
        if not isinstance(terminal, Ending):
            return True
        rule = self.ruleset.by_id.get(self.outcome)
        if self.settled or rule is None or rule.kind is Kind.GAP:
            return terminal.outcome in self.names
        return rule.id in terminal.holds and (not rule.parent or rule.parent in terminal.holds)

    def reached(self, terminals: Iterable[Terminal]) -> bool:
        """Whether a record whose completions end in these is where it should be."""
        endings = tuple(each for each in terminals if isinstance(each, Ending))
        if not endings or (self.settled and not all(map(self.allows, endings))):
            return False
        return place(self.ruleset, _Together(endings)) in self.names
