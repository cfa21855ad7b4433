"""What is found by shortest paths is what trying every set of edits, or of facts, finds."""

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest

import casewise
from casewise.counterfactual.changing import changes
from casewise.counterfactual.edits import Added, Change, Edit, Told
from casewise.counterfactual.why_not import Standing, why_not
from casewise.evaluation.classification import REFERENCE, classify
from casewise.evaluation.engines import exact_engine
from casewise.evaluation.placement import place
from casewise.explanation.units import restrict, units
from casewise.facts import Entities, Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case
from laws.records import Law, few_readings, try_seeds, values_of
from oracle.bulletin import answer
from oracle.strategies import random_facts
from rulesets.generator import random_choice, random_record, random_ruleset
from rulesets.naive import Answer, Naive
from rulesets.trying import Shape, Trying, made, shape, smallest_enough

PARCELS = Path(__file__).parent.parent / "rulesets" / "parcels" / "rules" / "parcels"

MOST_RECORDS = 80
"""Random rulesets with more complete records than this are passed over."""
MOST_SETS, MANY_SETS = 500, 8_000
"""How many sets of edits of one size are tried, by trying completions or by asking the engine."""
MOST_UNITS = 12
UP_TO = 3

Judge = Callable[[Values], Answer]
Comparison = Callable[[Naive, Judge, random.Random, Counter[str]], None]


def random_naive(rng: random.Random) -> Naive:
    """A small ruleset with some outcomes."""
    while True:
        naive = Naive(random_choice(rng, random_ruleset(rng)))
        if naive.size({}) <= MOST_RECORDS and len(naive.answer({}).possible) > 2:
            return naive


def by_the_engine(ruleset: Ruleset) -> Judge:
    """What the exact engine says, which other laws hold to trying every completion."""
    engine = exact_engine(ruleset)

    def judge(values: Values) -> Answer:
        completions = engine.completions(values)
        possible = completions.possible or frozenset({"conflict"})
        return Answer(completions.eligible, place(ruleset, completions), possible)

    return judge


def of_random_rulesets(comparison: Comparison, seen: Counter[str]) -> Law:
    def law(_: Ruleset, rng: random.Random) -> None:
        naive = random_naive(rng)
        comparison(naive, naive.answer, rng, seen)

    return law


def of_parcels(comparison: Comparison, seen: Counter[str]) -> Law:
    naive = Naive(casewise.load(PARCELS))
    judge = by_the_engine(naive.ruleset)
    return lambda _, rng: comparison(naive, judge, rng, seen)


def most_sets(naive: Naive) -> int:
    return MOST_SETS if naive.size({}) <= MOST_RECORDS else MANY_SETS


def in_order(found: Shape) -> Shape:
    """The same, stretches in the order of numbers: which is nearest does not matter here."""
    edits, added = found
    ordered = {
        Told(edit.path, tuple(sorted(edit.values, key=str))) if isinstance(edit, Told) else edit
        for edit in edits
    }
    return frozenset(ordered), added


# -- changes --------------------------------------------------------------------------------------


def changes_agree(naive: Naive, judge: Judge, rng: random.Random, seen: Counter[str]) -> None:
    """One record, changed by the search and by trying; some of it is kept, something is wanted."""
    ruleset = naive.ruleset
    values = random_record(rng, ruleset.vocabulary)
    result = classify(ruleset, Case(None, values), REFERENCE)
    every = [*ruleset.outcomes, *(rule.parent for rule in ruleset.rules if rule.parent)]
    to, settled = rng.choice([None, rng.choice(every)]), rng.random() < 0.4
    stated = [*values, *(unit for unit in units(values) if "." in unit)]
    keep = rng.sample(stated, rng.choice((0, 0, min(2, len(stated)))))

    def kept(path: str) -> bool:
        return any(path == name or path.startswith(f"{name}.") for name in keep)

    trying = Trying(naive, values, kept, most_sets(naive), judge)
    wanted = [to] if to else [name for name in ruleset.outcomes if name != result.placement]
    found = changes(result, to, settled=settled, keep=keep)
    size, shapes = trying.smallest(wanted, settled, UP_TO)
    if shapes is None:
        assert found.size is None or found.size >= size
        seen["none to be had" if found.size is None else "too many to try"] += 1
        return
    seen[f"of size {size}"] += 1
    assert found.size == size
    if size:
        assert_same(trying, found.found, shapes, to, settled)


def assert_same(
    trying: Trying, found: Collection[Change], shapes: set[Shape], to: str | None, settled: bool
) -> None:
    assert {in_order(shape(each.edits)) for each in found} == set(map(in_order, shapes))
    for change in found:
        assert change.values == made(trying.ruleset, trying.values, change.edits)
        assert trying.answer(change.values).placement == change.placement
        wanted = (to or change.placement,)
        assert trying.gives(change.edits, wanted, settled)
        assert not any(
            trying.gives(fewer, wanted, settled) for fewer in with_a_fact_less(change.edits)
        )


def with_a_fact_less(edits: tuple[Edit, ...]) -> Iterator[tuple[Edit, ...]]:
    """The edits, each time with one fact less told of an entity that is added."""
    for at, edit in enumerate(edits):
        if isinstance(edit, Added):
            for name in edit.values:
                values = {each: known for each, known in edit.values.items() if each != name}
                yield (*edits[:at], Added(edit.group, values), *edits[at + 1 :])


def test_changes_are_those_that_trying_all_finds(rules: Ruleset) -> None:
    seen: Counter[str] = Counter()
    law = of_random_rulesets(changes_agree, seen)
    try_seeds(law, rules, 150, "records of random rulesets, changed")
    print(dict(seen))
    assert seen["of size 1"] > 30
    assert seen["of size 2"] > 5


@pytest.mark.deep
def test_changes_of_a_thousand_records_are_those_that_trying_all_finds(rules: Ruleset) -> None:
    seen: Counter[str] = Counter()
    law = of_random_rulesets(changes_agree, seen)
    try_seeds(law, rules, 1_500, "records of random rulesets, changed by more")
    print(dict(seen))
    assert sum(count for name, count in seen.items() if name.startswith("of size")) >= 1_000


def test_changes_of_parcels_are_those_that_trying_all_finds(rules: Ruleset) -> None:
    seen: Counter[str] = Counter()
    try_seeds(of_parcels(changes_agree, seen), rules, 15, "parcels, changed")
    print(dict(seen))
    assert seen["of size 1"] > 3


def njov_changes_agree(rules: Ruleset, rng: random.Random, seen: Counter[str]) -> None:
    """A record of the shipped rules: its facts and its entities are edited, none is added."""
    ruleset = rules.under(few_readings(rng))
    values = values_of(ruleset, random_facts(rng))
    result = classify(ruleset, Case(None, values), REFERENCE)
    lists = [fact.name for fact in ruleset.vocabulary.lists()]
    if any(not isinstance(known := values.get(name), Entities) or known.others for name in lists):
        seen["others possible"] += 1
        return
    free = [path for path in units(values) if path.count(".") == 1]

    def kept(path: str) -> bool:
        return not any(path == name or path.startswith(f"{name}.") for name in free) and (
            path in (*lists, "arrest_date")
        )

    trying = Trying(Naive(ruleset), values, kept, MANY_SETS, by_the_engine(ruleset))
    settled = rng.random() < 0.4
    found = changes(result, settled=settled, keep=lists, free=free)
    wanted = [name for name in ruleset.outcomes if name != result.placement]
    size, shapes = trying.smallest(wanted, settled, 2)
    seen["too many to try" if shapes is None else f"of size {size}"] += 1
    if shapes is None:
        assert found.size is None or found.size >= size
        return
    assert found.size == size
    assert_same(trying, found.found, shapes, None, settled)
    for change in found.found:
        plain = plain_case(ruleset.vocabulary, Case(None, change.values))
        assert answer(plain, dict(ruleset.chosen)).placement == change.placement


def of_njov(seen: Counter[str]) -> Law:
    return lambda rules, rng: njov_changes_agree(rules, rng, seen)


def test_changes_of_njov_are_those_that_trying_all_finds(rules: Ruleset) -> None:
    seen: Counter[str] = Counter()
    try_seeds(of_njov(seen), rules, 20, "records of njov-1, changed")
    print(dict(seen))
    assert seen["of size 1"] > 3


@pytest.mark.deep
def test_changes_of_many_njov_are_those_that_trying_all_finds(rules: Ruleset) -> None:
    seen: Counter[str] = Counter()
    try_seeds(of_njov(seen), rules, 400, "records of njov-1, changed by more")
    print(dict(seen))
    assert seen["of size 1"] > 100


# -- why not --------------------------------------------------------------------------------------


def hindrances_agree(naive: Naive, judge: Judge, rng: random.Random, seen: Counter[str]) -> None:
    """One outcome of one record: the smallest sets of facts that rule it out."""
    ruleset = naive.ruleset
    values = random_record(rng, ruleset.vocabulary)
    result = classify(ruleset, Case(None, values), REFERENCE)
    outcome = rng.choice(ruleset.outcomes)
    found = why_not(result, outcome)
    seen[found.standing] += 1
    possible = judge(values).possible
    # A subtype can be the placement, on what is known, though every completion ends elsewhere:
    # what takes it away is not the same in all of them.
    elsewhere = outcome not in possible and outcome != result.placement
    assert (found.standing is Standing.IMPOSSIBLE) == (elsewhere and "conflict" not in possible)
    every = tuple(units(values))
    if found.standing is not Standing.IMPOSSIBLE or len(every) > MOST_UNITS:
        return

    def enough(kept: Collection[str]) -> bool:
        return outcome not in judge(restrict(values, kept)).possible

    assert {frozenset(each.facts) for each in found.hindrances} == smallest_enough(every, enough)
    for hindrance in found.hindrances if naive.size({}) <= MOST_RECORDS else ():
        judged = naive.every(restrict(values, hindrance.facts))
        names = {"claims:" * (o.stands == "precedence") + o.rule: o for o in hindrance.obstacles}
        if all(o.stands == "requirement" and o.holds for o in names.values()):
            assert all(each.eligible for each in judged if each.consistent)
            continue
        for each in judged:  # in every completion something of what is named stands in the way
            held = {name: name in each.holds for name in names}
            assert not each.consistent or any(held[name] == names[name].holds for name in names)


def test_what_rules_an_outcome_out_is_what_trying_all_finds(rules: Ruleset) -> None:
    seen: Counter[str] = Counter()
    law = of_random_rulesets(hindrances_agree, seen)
    try_seeds(law, rules, 150, "outcomes of random rulesets, ruled out or not")
    print({str(name): count for name, count in seen.items()})
    assert seen[Standing.IMPOSSIBLE] > 40


@pytest.mark.deep
def test_what_rules_a_thousand_outcomes_out_is_what_trying_all_finds(rules: Ruleset) -> None:
    seen: Counter[str] = Counter()
    law = of_random_rulesets(hindrances_agree, seen)
    try_seeds(law, rules, 2_500, "outcomes of random rulesets, ruled out or not, by more")
    assert seen[Standing.IMPOSSIBLE] >= 1_000


def test_what_rules_parcels_out_is_what_trying_all_finds(rules: Ruleset) -> None:
    seen: Counter[str] = Counter()
    try_seeds(of_parcels(hindrances_agree, seen), rules, 30, "outcomes of parcels, ruled out")
    assert seen[Standing.IMPOSSIBLE] > 5
