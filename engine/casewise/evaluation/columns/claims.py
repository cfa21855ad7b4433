"""What placements rest on, in planes: which rules hold or fail, in which rows.

As `explanation.support` has it for one record, as far as what is known decides it.
"""

from collections.abc import Mapping

from attrs import frozen

from casewise.evaluation.columns.circuit import NEVER, Circuit
from casewise.evaluation.columns.truths import Relevance, Truths
from casewise.evaluation.plan import simplify
from casewise.model.conditions import AnyOf, Branch, Condition, Holds
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED

JOINT_CLASH, JOINTLY_INELIGIBLE = "consistent", "eligible"
"""What stands for rules that only together are broken, or fail."""


def grounded(ruleset: Ruleset) -> list[Condition]:
    """The conditions that a placement can rest on."""
    kinds = (Kind.CONSISTENCY, Kind.ELIGIBILITY, Kind.CATEGORY, Kind.SUBTYPE, Kind.GAP)
    rules = [rule for kind in kinds for rule in ruleset.of_kind(kind)]
    found: list[Condition] = [Holds(rule.id) for rule in rules if rule.when is not None]
    return found + [Holds(each.id) for rule in rules for each in rule.exclusions]


@frozen
class Claims:
    """Lets the rows of each placement rest on the rules that it rests on.

    `placement` are the rows of each placement.
    """

    ruleset: Ruleset
    circuit: Circuit
    truths: Truths
    relevance: Relevance
    placement: Mapping[str, int]

    def rest(self) -> None:
        """Ground every row."""
        for rule in self.ruleset.of_kind(Kind.CONSISTENCY):
            self._ground(Holds(rule.id), self._both(self.placement[CONFLICT], rule.id))
        for name, rows in self._first_failing().items():
            self._ground(Holds(name), rows)
        for rule in self.ruleset.of_kind(Kind.ELIGIBILITY):
            self._ground(Holds(rule.id), self.circuit.any_of(self._placements().values()))
        for name, rows in self._placements().items():
            self._placed(self.ruleset.by_id[name], rows)
        self.relevance.finish()

    def broken(self) -> dict[str, int]:
        """For each consistency rule the rows that break it by what is known.

        `consistent` stands for the rows in conflict that break none alone.
        """
        conflict = self.placement[CONFLICT]
        rules = self.ruleset.of_kind(Kind.CONSISTENCY)
        found = {rule.id: self._both(conflict, rule.id) for rule in rules}
        none = self.circuit.neither(self.circuit.any_of(found.values()))
        return found | {JOINT_CLASH: self.circuit.both(conflict, none)}

    def deciding(self) -> dict[str, int]:
        """For each rule, branch or criterion the rows that it decides; undecided ones have none.

        A conflict is decided by the first consistency rule that is broken, ineligibility by the
        first requirement that fails; if none does alone, by `consistent` and `eligible`.
        """
        found: dict[str, int] = {}
        left = self.placement[CONFLICT]
        for name, rows in self.broken().items():
            found[name] = self.circuit.both(left, rows)
            left = self.circuit.both(left, self.circuit.neither(rows))
        failing = self._first_failing()
        found |= failing
        none = self.circuit.neither(self.circuit.any_of(failing.values()))
        found[JOINTLY_INELIGIBLE] = self.circuit.both(self.placement[NOT_ELIGIBLE], none)
        for name, rows in self._placements().items():
            self._part_deciding(self.ruleset.by_id[name], rows, found)
        return found

    def _placements(self) -> dict[str, int]:
        """The rows that are placed by a rule, by its id."""
        others = (CONFLICT, NOT_ELIGIBLE, UNDECIDED)
        return {name: rows for name, rows in self.placement.items() if name not in others}

    def _part_deciding(self, rule: Rule, rows: int, found: dict[str, int]) -> None:
        """The named part of a rule that makes it hold, or else the rule itself."""
        for name, condition in _named_parts(rule, self.ruleset):
            holds = self.truths.of(condition).holds
            first = self.circuit.both(rows, holds)
            found[name] = self.circuit.either(found.get(name, NEVER), first)
            rows = self.circuit.both(rows, self.circuit.neither(holds))
        found[rule.id] = self.circuit.either(found.get(rule.id, NEVER), rows)

    def _first_failing(self) -> dict[str, int]:
        """The ineligible rows by the first requirement that fails."""
        found: dict[str, int] = {}
        left = self.placement[NOT_ELIGIBLE]
        for rule in self.ruleset.of_kind(Kind.ELIGIBILITY):
            fails = self.truths.of(Holds(rule.id)).fails
            found[rule.id] = self.circuit.both(left, fails)
            left = self.circuit.both(left, self.circuit.neither(fails))
        return found

    def _both(self, rows: int, rule: str) -> int:
        return self.circuit.both(rows, self.truths.of(Holds(rule)).holds)

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


def _named_parts(rule: Rule, ruleset: Ruleset) -> list[tuple[str, Condition]]:
    """The branches of a rule, then the rules that it is any of; as `explanation.named_part`.

    Only those that still count under the chosen readings.
    """
    if rule.when is None:
        return []
    whole = simplify(rule.when, ruleset)
    left = (whole, *(whole.parts if isinstance(whole, AnyOf) else ()))
    parts = [rule.when, *(rule.when.parts if isinstance(rule.when, AnyOf) else ())]
    branches = [(p.id, simplify(p, ruleset)) for p in parts if isinstance(p, Branch)]
    rules = [(p.rule, simplify(p, ruleset)) for p in parts[1:] if isinstance(p, Holds)]
    rules = [(name, p) for name, p in rules if ruleset.by_id[name].when is not None]
    return [(name, part) for name, part in (*branches, *rules) if part in left]
