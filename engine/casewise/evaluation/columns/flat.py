"""Rulesets that ask of no list: the answers of all rows as planes of one circuit."""

from casewise.evaluation.columns.batch import Answers, Batch, planes
from casewise.evaluation.columns.joint import End
from casewise.evaluation.columns.placed import Placed
from casewise.evaluation.columns.placing import placing
from casewise.evaluation.columns.running import Runner, Wanted
from casewise.evaluation.columns.sweeping import Sweep
from casewise.model.ruleset import Ruleset

PLACEMENT, POSSIBLE = "placement", "possible"
SETTLED, ELIGIBLE, JUDGED = ".settled", ".eligible", ".judged"


class Flat:
    """Places rows by the ends that a sweep leads to."""

    def __init__(
        self, ruleset: Ruleset, swept: Sweep, ends: dict[End, int], *, reasons: bool
    ) -> None:
        circuit = swept.circuit
        found = placing(circuit, ruleset, ends)
        self._tests = swept.tests
        self._placements = list(found.placement) if reasons else []
        flags = {SETTLED: found.settled, ELIGIBLE: found.eligible, JUDGED: found.judged}
        self._runner = Runner(
            circuit,
            Wanted(
                flags | {name: found.placement[name] for name in self._placements},
                {
                    PLACEMENT: circuit.digits(list(found.placement.values())),
                    POSSIBLE: list(found.possible.values()),
                },
            ),
        )

    def place(self, batch: Batch) -> Placed:
        """The answers of rows."""
        found = self._runner.run(planes(batch.tested, self._tests), batch.rows)
        return Placed(
            found.numbers[PLACEMENT],
            found.numbers[POSSIBLE],
            found.planes[SETTLED],
            Answers(found.planes[ELIGIBLE], found.planes[JUDGED]),
            [found.planes[name] for name in self._placements],
        )
