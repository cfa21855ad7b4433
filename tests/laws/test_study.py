"""Totals of samples that nobody drew, by rules that nobody wrote: what trying every case gives."""

import random
from decimal import Decimal

import pytest

from casewise.model.case import Case
from casewise.model.conditions import Holds
from casewise.model.ruleset import Ruleset
from casewise.model.study.claims import (
    AnyPart,
    Claim,
    Criterion,
    Every,
    Everyone,
    Figure,
    Interviews,
    Known,
    NoPart,
    Placed,
    Printed,
    Share,
    Total,
)
from casewise.model.study.design import Design, Selection
from casewise.model.study.sample import Row
from casewise.model.study.study import Study
from casewise.model.vocabulary import Vocabulary
from casewise.study.entries import joined
from casewise.study.estimates import Estimates
from laws.records import times, try_seeds
from rulesets.generator import random_choice, random_record, random_ruleset
from rulesets.naive import Judged, Naive

MOST = 2_000
"""Records with more completions than this are passed over."""
PRINTED = Printed("0", Decimal(0), Decimal(0), Decimal(0), is_share=False)
DESIGN = Design((), (), (), Selection(0, (), (), ()), ())


def row(name: str, weight: Decimal) -> Row:
    return Row(name, "one", "A", 1, "any", Decimal(1), {}, weight=weight)


def study(criteria: list[Criterion]) -> Study:
    """A study whose figures ask for the totals of these."""
    figures = tuple(
        Figure(f"f{number}", "", (), PRINTED, Total(each)) for number, each in enumerate(criteria)
    )
    return Study(DESIGN, Vocabulary(()), (Claim("C", "", figures),), (), None)


def meets(naive: Naive, criterion: Criterion, judged: list[Judged], placement: str) -> bool:
    """Whether a record of these completions meets a criterion, read word by word."""
    match criterion:
        case Known(_, Holds(rule)):
            consistent = [each for each in judged if each.consistent]
            return bool(consistent) and all(rule in each.holds for each in consistent)
        case Placed(outcome):
            by_id = naive.ruleset.by_id
            parent = by_id[placement].parent if placement in by_id else ""
            return outcome in (placement, parent)
        case Every(parts):
            return all(meets(naive, part, judged, placement) for part in parts)
        case AnyPart(parts):
            return any(meets(naive, part, judged, placement) for part in parts)
        case NoPart(parts):
            return not any(meets(naive, part, judged, placement) for part in parts)
        case _:
            return True


def random_criteria(rng: random.Random, ruleset: Ruleset) -> list[Criterion]:
    rules = [rule for rule in ruleset.rules if not rule.scope and rule.when is not None]
    simple: list[Criterion] = [Everyone()]
    for number in range(3):
        simple.append(Known(f"study:{number}", Holds(rng.choice(rules).id)))
        simple.append(Placed(rng.choice([*ruleset.outcomes, *(rule.id for rule in rules)])))
    kinds = (Every, AnyPart, NoPart)
    return [*simple, *(kind(tuple(rng.sample(simple, 2))) for kind in kinds)]


def totals_agree(_: Ruleset, rng: random.Random) -> None:
    naive = Naive(random_choice(rng, random_ruleset(rng)))
    ruleset = naive.ruleset
    records = [random_record(rng, ruleset.vocabulary) for _ in range(4)]
    cases = [
        Case(f"c{number}", each) for number, each in enumerate(records) if naive.size(each) <= MOST
    ]
    weights = {case.id or "": Decimal(rng.randrange(1, 900)) / 100 for case in cases}
    entries = joined(ruleset, cases, [row(name, each) for name, each in weights.items()])
    criteria = random_criteria(rng, ruleset)
    estimates = Estimates(study(criteria), ruleset, entries)
    judged = {case.id: naive.every(case.values) for case in cases}
    placements = {case.id: naive.answer(case.values).placement for case in cases}
    whole = sum(weights.values(), Decimal(0))
    for criterion in criteria:
        names = [
            case.id or ""
            for case in cases
            if meets(naive, criterion, judged[case.id], placements[case.id])
        ]
        total = sum((weights[name] for name in names), Decimal(0))
        assert estimates.value(Total(criterion)) == total
        assert estimates.value(Interviews(criterion)) == len(names)
        share = estimates.value(Share(criterion, Everyone()))
        assert share == (total / whole if whole else None)


def test_totals_are_what_trying_every_completion_gives(rules: Ruleset) -> None:
    try_seeds(totals_agree, rules, times(0.4), "random rulesets with weighted samples")


@pytest.mark.deep
def test_totals_are_what_trying_every_completion_of_many_gives(rules: Ruleset) -> None:
    try_seeds(totals_agree, rules, 1_000, "more random rulesets with weighted samples")
