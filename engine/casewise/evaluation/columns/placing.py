"""From ends reached to placements, in planes: contract.md section 4, numbered as there."""

from collections.abc import Iterable, Mapping
from itertools import chain

from attrs import frozen

from casewise.evaluation.columns.circuit import Circuit
from casewise.evaluation.columns.joint import End
from casewise.evaluation.placement import final_outcomes, placements
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED


@frozen
class Placing:
    """Planes of a circuit: for each placement and each outcome the rows that have it."""

    placement: dict[str, int]
    possible: dict[str, int]
    settled: int
    eligible: int
    judged: int
    """Where it is known whether the case is eligible."""


def placing(circuit: Circuit, ruleset: Ruleset, ends: Mapping[End, int]) -> Placing:
    """The placement of each row by the ends that its completions reach."""
    claims = [*ruleset.of_kind(Kind.CATEGORY), *chain.from_iterable(ruleset.subtypes.values())]
    sets = [
        *(
            {plane for end, plane in ends.items() if end.outcome == name}
            for name in ruleset.outcomes
        ),
        *({plane for end, plane in ends.items() if rule.id in end.fails} for rule in claims),
        *({plane for end, plane in ends.items() if rule.id in end.spared} for rule in claims),
    ]
    unions = iter(circuit.unions(sets))
    outcomes = {name: next(unions) for name in ruleset.outcomes}
    fails = {rule.id: next(unions) for rule in claims}
    spared = {rule.id: next(unions) for rule in claims}
    some, several = _counted(circuit, outcomes.values())
    conflict = circuit.neither(some)
    ineligible, one = outcomes[NOT_ELIGIBLE], circuit.neither(several)
    found = dict.fromkeys(placements(ruleset), 0)
    found |= {name: circuit.both(plane, one) for name, plane in outcomes.items()}
    found[CONFLICT] = conflict  # 1
    open_ = circuit.both(several, circuit.neither(ineligible))  # 3
    holding = _Holding(circuit, fails, spared)
    for category in ruleset.of_kind(Kind.CATEGORY):
        taken, open_ = holding.split(category, open_)
        for subtype in ruleset.subtypes.get(category.id, ()):
            of_subtype, taken = holding.split(subtype, taken)
            found[subtype.id] = circuit.either(found[subtype.id], of_subtype)
        found[category.id] = circuit.either(found[category.id], taken)
    undecided = circuit.both(several, ineligible)  # 2
    found[UNDECIDED] = circuit.either(undecided, open_)  # 4
    possible = {**outcomes, CONFLICT: conflict}
    eligible = circuit.both(some, circuit.neither(ineligible))
    judged = circuit.both(some, circuit.neither(undecided))
    return Placing(
        found, {name: possible[name] for name in final_outcomes(ruleset)}, one, eligible, judged
    )


def _counted(circuit: Circuit, planes: Iterable[int]) -> tuple[int, int]:
    """Where at least one of some planes holds, and where at least two do."""
    some = several = 0
    for plane in planes:
        several = circuit.either(several, circuit.both(some, plane))
        some = circuit.either(some, plane)
    return some, several


@frozen
class _Holding:
    """Which categories hold in every completion and are spared in some."""

    circuit: Circuit
    fails: Mapping[str, int]
    spared: Mapping[str, int]

    def split(self, rule: Rule, rows: int) -> tuple[int, int]:
        """Of some rows those that a rule takes, and those that it leaves."""
        takes = self.circuit.both(self.spared[rule.id], self.circuit.neither(self.fails[rule.id]))
        return self.circuit.both(rows, takes), self.circuit.both(rows, self.circuit.neither(takes))
