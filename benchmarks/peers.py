"""Other engines on the same rules, and whether they give the same answers."""

from casewise.evaluation.engines import durable_engine, exact_engine
from casewise.evaluation.exact.engine import Completions

from benchmarks.naive_client import NaivePeer, placement_without_details
from benchmarks.peer_clingo import ClingoOracle
from benchmarks.peer_z3 import Z3Oracle
from benchmarks.records import RULES, Item, random_items
from benchmarks.scale import Scale
from benchmarks.table import Row, compared
from benchmarks.timing import each, side_by_side

OURS = "possible, exact"
NAIVE = "durable-rules, naive: one placement"


def rows(scale: Scale) -> list[Row]:
    """A smaller sample of random partial records, as some peers are slow."""
    items = random_items(scale.peer_records, seed=4)
    most = {
        group.name: max(_listed(item, group.name) for item in items)
        for group in RULES.vocabulary.lists()
    }
    clingo, z3 = ClingoOracle(RULES, most), Z3Oracle(RULES, most)
    for item in items:
        ours = _possible(item).possible
        assert clingo.possible(item.values) == ours
        assert z3.possible(item.values) == ours
    with NaivePeer() as naive:
        remark = _agreement(naive, items)
        contenders = {
            OURS: each(_possible),
            "durable-rules as casewise uses it": each(
                lambda item: durable_engine(item.rules).verdicts(item.values)
            ),
            NAIVE: naive.timed,
            "possible, clingo": each(lambda item: clingo.possible(item.values)),
            "possible, z3": each(lambda item: z3.possible(item.values)),
        }
        samples = side_by_side(contenders, items, scale.rounds)
    return [_with_remark(row, remark, len(items)) for row in compared("peers", samples)]
