"""Tables give every row what the columns engine gives it; they are as small as they say."""

import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import polars as pl
import pytest

import casewise
from casewise.evaluation.lookups.compiling import Looked, looked_up
from casewise.evaluation.lookups.diagrams import FALSE, MOST_DIAGRAMS, TRUE, Diagrams
from casewise.evaluation.lookups.grouping import chains
from casewise.evaluation.lookups.tables import ANSWERS, MOST_STATES, blocks_of, chain, states
from casewise.facts import Entities, Values
from casewise.frames.classifier import Classifier
from casewise.model.ruleset import Ruleset
from framing import framed
from rulesets.folders import PARCELS
from rulesets.generator import random_choice, random_record, random_ruleset

FLAT = Path(__file__).parent.parent / "benchmarks" / "rulesets" / "flat"
DIGIT = {False: 0, True: 1, None: 2}


def letters_of(looked: Looked, record: Values) -> list[int]:
    """The letters that a record's answers spell."""
    known = [record.get(test.fact) for test in looked.tests]
    digits = [
        DIGIT[None if each is None else test.test.judge(each)]
        for test, each in zip(looked.tests, known, strict=True)
    ]
    return [
        sum(digit * ANSWERS**at for at, digit in enumerate(digits[block.start : block.stop]))
        for block in looked.blocks
    ]


def answers(looked: Looked, record: Values) -> tuple[str, frozenset[str]] | None:
    """The placement and what is possible; nothing where lists decide, or list anything."""
    if any(isinstance(known, Entities) and known.listed for known in record.values()):
        return None
    number = looked.find(letters_of(looked, record))
    bits = number >> looked.digits
    if bits >> len(looked.outcomes):
        return None
    possible = frozenset(name for at, name in enumerate(looked.outcomes) if bits >> at & 1)
    return looked.placements[number & (1 << looked.digits) - 1], possible


def differences(rules: Ruleset, records: Sequence[Values]) -> tuple[int, int]:
    """How many records are looked up, and how many of those get another answer than in columns."""
    looked = looked_up(rules)
    found = [answers(looked, record) for record in records]
    results = Classifier(rules, explain="none").classify(framed(rules.vocabulary, records))
    columns = results.select(pl.col("placement", "possible").cast(pl.String)).rows()
    wanted = [(placement, frozenset(possible.split("|"))) for placement, possible in columns]
    pairs = [(got, want) for got, want in zip(found, wanted, strict=True) if got is not None]
    return len(pairs), sum(got != want for got, want in pairs)


def test_a_flat_ruleset_is_looked_up_wholly() -> None:
    rules, rng = casewise.load(FLAT), random.Random("flat")
    records = [random_record(rng, rules.vocabulary) for _ in range(2_000)]
    assert differences(rules, records) == (2_000, 0)


def test_with_lists_what_the_facts_of_the_case_decide_is_looked_up(rules: Ruleset) -> None:
    for each in (rules, rules.under({"contact": "not-required"}), casewise.load(PARCELS)):
        rng = random.Random(each.id)
        records = [random_record(rng, each.vocabulary) for _ in range(1_000)]
        found, wrong = differences(each, records)
        assert found > 50
        assert wrong == 0


def test_rulesets_that_nobody_wrote_are_looked_up_exactly() -> None:
    looked = 0
    for seed in range(60):
        rng = random.Random(f"lookups {seed}")
        rules = random_choice(rng, random_ruleset(rng))
        found, wrong = differences(rules, [random_record(rng, rules.vocabulary) for _ in range(30)])
        looked += found
        assert wrong == 0
    assert looked > 300


def test_tables_stay_small() -> None:
    looked = looked_up(casewise.load(FLAT))
    assert len(looked.chains) <= 4
    for each in looked.chains:
        for step in each.steps[:-1]:
            assert max(step.following) < MOST_STATES


# -- diagrams and tables --------------------------------------------------------------------------


def random_diagram(rng: random.Random, diagrams: Diagrams, first: int, stop: int) -> int:
    """A diagram of 0 and 1 that asks tests from `first` to before `stop`."""
    if first >= stop or rng.random() < 0.1:
        return rng.choice((FALSE, TRUE))
    no, yes, maybe = (random_diagram(rng, diagrams, first + 1, stop) for _ in range(ANSWERS))
    return diagrams.asking(first, (no, yes, maybe))


def value(diagrams: Diagrams, diagram: int, row: Sequence[int]) -> int:
    """What a diagram says of a row of answers."""
    while diagram >= 0:
        diagram = diagrams.below[diagram][row[diagrams.test[diagram]]]
    return ~diagram


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_chains_say_of_every_row_what_the_diagrams_say(most: int) -> None:
    rng, tests = random.Random(most), 4
    for _ in range(10):
        diagrams = Diagrams()
        digits = [random_diagram(rng, diagrams, 0, tests) for _ in range(3)]
        blocks = blocks_of(tests, most)
        made = chains(diagrams, digits, blocks)
        for row in product(range(ANSWERS), repeat=tests):
            letters = [
                sum(row[block.start + at] * ANSWERS**at for at in range(block.stop - block.start))
                for block in blocks
            ]
            found = sum(each.find(letters, blocks) for each in made)
            wanted = sum(value(diagrams, digit, row) << at for at, digit in enumerate(digits))
            assert found == wanted


def test_both_either_and_negation_are_what_they_say() -> None:
    rng, diagrams = random.Random("connectives"), Diagrams()
    rows = list(product(range(ANSWERS), repeat=3))
    for _ in range(30):
        left, right = (random_diagram(rng, diagrams, 0, 3) for _ in range(2))
        for row in rows:
            one, other = value(diagrams, left, row), value(diagrams, right, row)
            assert value(diagrams, diagrams.both(left, right), row) == (one and other)
            assert value(diagrams, diagrams.either(left, right), row) == (one or other)
            assert value(diagrams, diagrams.negation(left), row) == 1 - one


def test_equal_diagrams_are_one() -> None:
    diagrams = Diagrams()
    known = diagrams.asking(0, (TRUE, TRUE, FALSE))
    assert diagrams.negation(diagrams.negation(known)) == known
    assert diagrams.asking(1, (known, known, known)) == known


def test_a_number_that_would_grow_too_large_is_not_made() -> None:
    rng, diagrams = random.Random("large"), Diagrams()
    left, right = (random_diagram(rng, diagrams, 0, 5) for _ in range(2))
    number = diagrams.placed(left, 0)
    assert diagrams.with_digit(number, right, 1, 3) is None
    assert diagrams.with_digit(number, right, 1, MOST_DIAGRAMS) is not None


def test_blocks_of_which_nothing_is_asked_have_no_table() -> None:
    diagrams = Diagrams()
    blocks = blocks_of(6, 2)
    last = diagrams.asking(5, (FALSE, TRUE, FALSE))
    assert [step.block for step in chain(diagrams, last, blocks).steps] == [2]
    assert chain(diagrams, TRUE, blocks).find([0, 0, 0], blocks) == 1
    assert states(diagrams, last, blocks) == 1
