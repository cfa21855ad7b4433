"""What is known of a record, and what is still possible by it."""

from functools import cached_property

from casewise.evaluation.classification import ends
from casewise.facts import Values
from casewise.model.ruleset import Ruleset


class Standing:
    """A state of an interview: rules, what is known, and what follows from it."""

    ruleset: Ruleset
    values: Values

    @cached_property
    def _ends(self) -> tuple[frozenset[str], str]:
        possible, _, placement = ends(self.ruleset, self.values, {})
        return possible, placement

    @property
    def possible(self) -> frozenset[str]:
        """The outcomes that are still possible; `conflict` where the facts contradict."""
        return self._ends[0]

    @property
    def placement(self) -> str:
        """The placement that what is known gives."""
        return self._ends[1]

    @property
    def settled(self) -> bool:
        """Nothing that may yet be learned can change the placement."""
        return self.possible == {self.placement}
