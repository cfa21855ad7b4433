"""The columns engine: a ruleset compiled once, then asked of many rows at a time."""

from casewise.errors import CasewiseError
from casewise.evaluation.columns.batch import Batch
from casewise.evaluation.columns.flat import Flat
from casewise.evaluation.columns.grounds import Grounds
from casewise.evaluation.columns.joint import End, joint
from casewise.evaluation.columns.nested import Nested
from casewise.evaluation.columns.placed import AnswerTable, Placed
from casewise.evaluation.columns.reduced import Reduced
from casewise.evaluation.columns.sweeping import sweep
from casewise.evaluation.exact.layout import DEAD
from casewise.evaluation.placement import final_outcomes, placements
from casewise.model.conditions import FactTest
from casewise.model.ruleset import Ruleset

MOST_OUTCOMES = 40
"""As many fit into a word together with the placement and the rule that decides."""


class TooManyOutcomes(CasewiseError):
    """A ruleset with more outcomes than the columns engine can tell apart."""


class Columns:
    """The columns engine of one ruleset under its chosen readings; not to be shared by threads.

    With `reasons` it also finds what placements rest on.

    Raises:
        TooManyOutcomes: the ruleset has more than `MOST_OUTCOMES`.
    """

    def __init__(self, ruleset: Ruleset, *, reasons: bool = False) -> None:
        self.placements = placements(ruleset)
        """What a row can be placed as, by its code."""
        self.outcomes = final_outcomes(ruleset)
        """What a row can still become, by the position of its bit."""
        if len(self.outcomes) > MOST_OUTCOMES:
            what = f"{ruleset.id} has {len(self.outcomes)} outcomes"
            raise TooManyOutcomes(f"{what}; columns tell no more than {MOST_OUTCOMES} apart")
        made = joint(ruleset)
        scope, diagram = made.made.scope, made.diagram
        nodes = Reduced(diagram, len(scope.sizes))
        nodes.sift()
        dead = [node for node, terminal in enumerate(diagram.terminal) if terminal == DEAD]
        swept = sweep(nodes, scope, without=dead)
        self.tests: dict[str, list[FactTest]] = {"": list(swept.tests)}
        """What is asked of each row, and (by the name of the list) of each entity."""
        self._flat = self._nested = None
        if not made.made.lists:
            ends = {_end(diagram.terminal[node]): plane for node, plane in swept.exits.items()}
            self._flat = Flat(ruleset, swept, ends, reasons=reasons)
        else:
            table = AnswerTable(self.placements, self.outcomes)
            self._nested = Nested(ruleset, made, swept, table)
            for each in self._nested.lists:
                self._ask(each.bits.name, each.tests)
        self.grounds = Grounds(ruleset, scope, self.tests) if reasons else None
        if self.grounds is not None:
            self._ask("", self.grounds.tests)
            for of_list in self.grounds.lists:
                self._ask(of_list.name, of_list.tests)

    def _ask(self, scope: str, tests: list[FactTest]) -> None:
        asked = self.tests.setdefault(scope, [])
        asked += [test for test in dict.fromkeys(tests) if test not in asked]

    def place(self, batch: Batch) -> Placed:
        """The answers of rows, exactly those of `classification.classify` for each."""
        reasons = self.grounds is not None
        if self._flat is not None:
            return self._flat.place(batch)
        assert self._nested is not None
        return self._nested.place(batch, reasons=reasons)


def _end(terminal: object) -> End:
    assert isinstance(terminal, End)  # the diagram has no other terminals but `DEAD`
    return terminal
