"""What is found by shortest paths is what trying every set of edits, or of facts, finds."""

import random

from casewise.counterfactual.changing import changes
from casewise.counterfactual.edits import Added, Told
from casewise.evaluation.classification import REFERENCE, classify
from casewise.explanation.units import units
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from laws.records import try_seeds
from rulesets.generator import random_record, random_ruleset
from rulesets.naive import Naive
from rulesets.trying import Shape, TooMany, Trying, made, shape

MOST_RECORDS = 300
"""Rulesets with more complete records than this are passed over."""
MOST_SETS = 1_500
UP_TO = 3


def random_naive(rng: random.Random) -> Naive:
    """A small ruleset without readings, whose tests are then all in force."""
    while True:
        ruleset = random_ruleset(rng)
        naive = Naive(ruleset)
        if not ruleset.readings and naive.size({}) <= MOST_RECORDS:
            return naive


def by_first(found: Shape) -> Shape:
    """The same, stretches in the order of numbers: which is nearest does not matter here."""
    edits, added = found
    ordered = {
        Told(edit.path, tuple(sorted(edit.values, key=str))) if isinstance(edit, Told) else edit
        for edit in edits
    }
    return frozenset(ordered), added


def changes_agree(_: Ruleset, rng: random.Random) -> None:
    naive = random_naive(rng)
    ruleset = naive.ruleset
    values = random_record(rng, ruleset.vocabulary)
    result = classify(ruleset, Case(None, values), REFERENCE)
    every = [*ruleset.outcomes, *(rule.parent for rule in ruleset.rules if rule.parent)]
    to = rng.choice([None, rng.choice(every)])
    settled = rng.random() < 0.4
    stated = [*values, *(unit for unit in units(values) if unit.count(".") > 0)]
    keep = rng.sample(stated, rng.choice((0, 0, min(2, len(stated)))))

    def kept(path: str) -> bool:
        return any(path == name or path.startswith(f"{name}.") for name in keep)

    trying = Trying(naive, values, kept, MOST_SETS)
    wanted = [to] if to else [name for name in ruleset.outcomes if name != result.placement]
    found = changes(result, to, settled=settled, keep=keep)
    try:
        size, shapes = trying.smallest(wanted, settled, UP_TO)
    except TooMany:
        assert found.size is None or found.size > 1 or len(trying._edits) > MOST_SETS
        return
    assert found.size == size
    if size:
        mine = [shape(change.edits) for change in found.found]
        assert {by_first(each) for each in mine} == {by_first(each) for each in shapes}
        for change in found.found:
            assert change.values == made(ruleset, values, change.edits)
            answer = trying.answer(change.values)
            assert answer.placement == change.placement
            assert not any(
                trying._gives(fewer, (to or change.placement,), settled)
                for fewer in fewer_facts(change.edits)
            )


def fewer_facts(edits):
    for at, edit in enumerate(edits):
        if isinstance(edit, Added):
            for name in edit.values:
                values = {each: known for each, known in edit.values.items() if each != name}
                yield (*edits[:at], Added(edit.group, values), *edits[at + 1 :])


def test_changes_are_those_that_trying_all_finds(rules: Ruleset) -> None:
    try_seeds(changes_agree, rules, 150, "records of random rulesets, changed")
