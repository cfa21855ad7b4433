"""What placements rest on, in planes: which rules hold or fail, in which rows.

As `explanation.support` has it for one record, as far as what is known decides it.
"""

from collections.abc import Iterator, Mapping

from attrs import frozen

from casewise.evaluation.columns.circuit import Circuit
from casewise.evaluation.columns.truths import Relevance, Truths
from casewise.model.conditions import Condition, Holds
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED


def grounded(ruleset: Ruleset) -> list[Condition]:
    """The conditions that a placement can rest on."""
    kinds = (Kind.CONSISTENCY, Kind.ELIGIBILITY, Kind.CATEGORY, Kind.SUBTYPE, Kind.GAP)
    rules = [rule for kind in kinds for rule in ruleset.of_kind(kind)]
    found: list[Condition] = [Holds(rule.id) for rule in rules if rule.when is not None]
    return found + [Holds(each.id) for rule in rules for each in rule.exclusions]


@frozen
class Claims:
    """Lets the rows of each placement rest on the rules that it rests on."""

    ruleset: Ruleset
    circuit: Circuit
    truths: Truths
    relevance: Relevance

    def rest(self, placement: Mapping[str, int]) -> None:
        """Ground every row; `placement` are the rows of each placement."""
        for rule in self.ruleset.of_kind(Kind.CONSISTENCY):
            broken = self.truths.of(Holds(rule.id)).holds
            self._ground(Holds(rule.id), self.circuit.both(placement[CONFLICT], broken))
        self._failing(placement[NOT_ELIGIBLE])
        placed = {
            name: rows
            for name, rows in placement.items()
            if name not in (CONFLICT, NOT_ELIGIBLE, UNDECIDED)
        }
        for rule in self.ruleset.of_kind(Kind.ELIGIBILITY):
            self._ground(Holds(rule.id), self.circuit.any_of(placed.values()))
        for name, rows in placed.items():
            self._placed(self.ruleset.by_id[name], rows)

    def broken(self, rows: int) -> dict[str, int]:
        """For each consistency rule the rows that break it by what is known.

        `consistent` stands for the rows of which none is broken alone.
        """
        rules = self.ruleset.of_kind(Kind.CONSISTENCY)
        holds = {rule.id: self.truths.of(Holds(rule.id)).holds for rule in rules}
        none = self.circuit.neither(self.circuit.any_of(holds.values()))
        return {
            name: self.circuit.both(rows, plane)
            for name, plane in {**holds, "consistent": none}.items()
        }

    def failing(self) -> Iterator[tuple[str, int]]:
        """For each requirement of eligibility the rows in which it is the first to fail."""
        earlier = 0
        for rule in self.ruleset.of_kind(Kind.ELIGIBILITY):
            fails = self.truths.of(Holds(rule.id)).fails
            yield rule.id, self.circuit.both(fails, self.circuit.neither(earlier))
            earlier = self.circuit.either(earlier, fails)

    def _failing(self, rows: int) -> None:
        for name, fails in self.failing():
            self._ground(Holds(name), self.circuit.both(rows, fails))

    def _placed(self, rule: Rule, rows: int) -> None:
        if rule.kind is Kind.GAP:
            for category in self.ruleset.of_kind(Kind.CATEGORY):
                self._does_not_claim(category, rows)
            gaps = self.ruleset.of_kind(Kind.GAP)
            for earlier in gaps[: gaps.index(rule)]:
                self._ground(Holds(earlier.id), rows)
        if rule.parent:
            self._ground(Holds(rule.parent), rows)
        if rule.parent and rule.when is None:
            for sibling in self.ruleset.subtypes[rule.parent]:
                if sibling.when is not None:
                    self._does_not_claim(sibling, rows)
        if rule.when is not None:
            self._ground(Holds(rule.id), rows)

    def _does_not_claim(self, rule: Rule, rows: int) -> None:
        """A category fails to hold, or else an exclusion takes the case away from it."""
        if rule.when is None:
            return
        fails = self.truths.of(Holds(rule.id)).fails
        self._ground(Holds(rule.id), self.circuit.both(rows, fails))
        left = self.circuit.both(rows, self.circuit.neither(fails))
        for exclusion in rule.exclusions:
            holds = self.truths.of(Holds(exclusion.id)).holds
            self._ground(Holds(exclusion.id), self.circuit.both(left, holds))
            left = self.circuit.both(left, self.circuit.neither(holds))

    def _ground(self, condition: Condition, rows: int) -> None:
        self.relevance.ground(condition, rows)
