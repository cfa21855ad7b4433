"""The columns engine: a ruleset compiled once, then asked of many rows at a time."""

from casewise.evaluation.columns.batch import Batch
from casewise.evaluation.columns.flat import Flat
from casewise.evaluation.columns.joint import End, joint
from casewise.evaluation.columns.nested import Nested
from casewise.evaluation.columns.placed import AnswerTable, Placed
from casewise.evaluation.columns.reduced import Reduced
from casewise.evaluation.columns.sweeping import sweep
from casewise.evaluation.exact.layout import DEAD
from casewise.evaluation.placement import final_outcomes, placements
from casewise.model.conditions import FactTest
from casewise.model.ruleset import Ruleset


class Columns:
    """The columns engine of one ruleset under its chosen readings; not to be shared by threads."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.placements = placements(ruleset)
        """What a row can be placed as, by its code."""
        self.outcomes = final_outcomes(ruleset)
        """What a row can still become, by the position of its bit."""
        made = joint(ruleset)
        scope, diagram = made.made.scope, made.diagram
        nodes = Reduced(diagram, len(scope.sizes))
        nodes.sift()
        dead = [node for node, terminal in enumerate(diagram.terminal) if terminal == DEAD]
        swept = sweep(nodes, scope, without=dead)
        self.tests: dict[str, list[FactTest]] = {"": swept.tests}
        """What is asked of each row, and (by the name of the list) of each entity."""
        self._flat = self._nested = None
        if not made.made.lists:
            ends = {_end(diagram.terminal[node]): plane for node, plane in swept.exits.items()}
            self._flat = Flat(ruleset, swept, ends)
        else:
            table = AnswerTable(self.placements, self.outcomes)
            self._nested = Nested(ruleset, made, swept, table)
            for each in self._nested.lists:
                self.tests.setdefault(each.bits.name, []).extend(each.tests)

    def place(self, batch: Batch) -> Placed:
        """The answers of rows, exactly those of `classification.classify` for each."""
        if self._flat is not None:
            return self._flat.place(batch)
        assert self._nested is not None
        return self._nested.place(self._nested.reach(batch))


def _end(terminal: object) -> End:
    assert isinstance(terminal, End)  # the diagram has no other terminals but `DEAD`
    return terminal
