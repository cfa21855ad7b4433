"""Other engines on the same rules, and whether they give the same answers."""

from collections.abc import Sequence

from attrs import evolve

import casewise
from benchmarks.peer_clingo import ClingoOracle
from benchmarks.peer_naive import NaivePeer, without_details
from benchmarks.peer_z3 import Z3Oracle
from benchmarks.records import RULES, Item, random_items
from benchmarks.scale import Scale
from benchmarks.table import Row, compared
from benchmarks.timing import each, side_by_side
from casewise.evaluation.classification import DURABLE
from casewise.evaluation.engines import durable_engine, exact_engine
from casewise.facts import Entities

OURS = "possible, exact"
CLINGO, Z3 = "possible, clingo", "possible, z3"
DRIVEN = "durable-rules, with its explanation"
NAIVE = "durable-rules, naive"


def rows(scale: Scale) -> list[Row]:
    """A smaller sample of random partial records, as some peers are slow."""
    items = random_items(scale.peer_records, seed=4)
    most = {group.name: _most_listed(items, group.name) for group in RULES.vocabulary.lists()}
    clingo, z3 = ClingoOracle(RULES, most), Z3Oracle(RULES, most)
    for item in items:
        ours = exact_engine(RULES).completions(item.values).possible
        assert clingo.possible(item.values) == ours
        assert z3.possible(item.values) == ours
    same = f"same outcomes as casewise on all {len(items)} records"
    with NaivePeer() as naive:
        remarks = {CLINGO: same, Z3: same, NAIVE: _agreement(naive, items)}
        contenders = {
            OURS: each(lambda item: exact_engine(RULES).completions(item.values)),
            CLINGO: each(lambda item: clingo.possible(item.values)),
            Z3: each(lambda item: z3.possible(item.values)),
            DRIVEN: each(lambda item: durable_engine(RULES).verdicts(item.values)),
            NAIVE: naive.timed,
        }
        samples = side_by_side(contenders, items, scale.rounds)
    found = compared("peers", samples)
    return [evolve(row, remark=remarks.get(row.what, "")) for row in found]


def _most_listed(items: Sequence[Item], scope: str) -> int:
    lists = (item.values.get(scope) for item in items)
    return max((len(known.listed) for known in lists if isinstance(known, Entities)), default=0)


def _agreement(naive: NaivePeer, items: Sequence[Item]) -> str:
    """How often the naive rules place a record as casewise does, subtypes and gaps left out."""
    results = [casewise.classify(item.rules, item.case, DURABLE) for item in items]
    pairs = list(zip(results, naive.placements(items), strict=True))
    settled = [(ours, theirs) for ours, theirs in pairs if ours.settled]
    unsettled = [(ours, theirs) for ours, theirs in pairs if not ours.settled]
    conflicts = sum(ours.placement == "conflict" for ours, _ in settled)
    right = sum(without_details(ours) == theirs for ours, theirs in settled)
    open_ = sum(ours.placement == "undecided" for ours, _ in unsettled)
    return (
        f"places {right} of {len(settled)} settled records as casewise does ({conflicts} of them "
        f"conflicts, which it cannot see); of {len(unsettled)} unsettled records {open_} are "
        "undecided, and it places every one of them without a word"
    )
