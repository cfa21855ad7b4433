"""One warm case: each engine, with and without its explanation, and the whole of classify."""

from collections.abc import Mapping
from time import perf_counter_ns

from attrs import frozen

import casewise
from benchmarks.records import NOTHING_KNOWN, Item, random_items, worked_items
from benchmarks.scale import Scale
from benchmarks.table import Row, compared
from benchmarks.timing import Sample, Timed, each, side_by_side
from casewise.evaluation.classification import DURABLE, REFERENCE, decided
from casewise.evaluation.engines import durable_engine, exact_engine, reference_engine
from casewise.evaluation.exact.engine import Exact
from casewise.evaluation.placement import place
from casewise.evaluation.reference import Record
from casewise.explanation.grounds import Grounds
from casewise.explanation.support import claims
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.truth import Truth

REFERENCE_VERDICTS = "reference: verdicts"
REFERENCE_GROUNDS = "reference, with its explanation"
DURABLE_FIRINGS = "durable-rules, with its explanation"
POSSIBLE = "possible, exact"
POSSIBLE_FIRST = "possible, exact, record never met before"

GOALS = {
    REFERENCE_GROUNDS: ("60 µs", 60.0),
    DURABLE_FIRINGS: ("2 ms", 2_000.0),
    POSSIBLE: ("50 µs", 50.0),
}


def worked(scale: Scale) -> list[Row]:
    """The shipped worked cases."""
    items = worked_items()
    rows = _rows("worked", items, items, scale.rounds)
    return [row for row in rows if row.what != POSSIBLE_FIRST]  # they were warmed up on


def random(scale: Scale) -> list[Row]:
    """Random partial records, after as many others."""
    others, items = (random_items(scale.records, seed) for seed in (1, 2))
    return _rows("random", others, items, scale.rounds)


def _rows(part: str, others: list[Item], items: list[Item], rounds: int) -> list[Row]:
    for item in others:
        _check(item)
    for timed in CONTENDERS.values():
        timed(others)
    first = Sample(tuple(each(_possible)(items)))
    samples = side_by_side(CONTENDERS, items, rounds)
    return compared(part, samples | {POSSIBLE_FIRST: first}, GOALS)


def nothing(scale: Scale) -> list[Row]:
    """The record of which nothing is known; cold is the first answer of a new engine."""
    new, asked, again = [], [], []
    for _ in range(5 * scale.rounds):
        started = perf_counter_ns()
        engine = Exact(NOTHING_KNOWN.rules)
        made = perf_counter_ns()
        engine.completions({})
        answered = perf_counter_ns()
        engine.completions({})
        again.append((perf_counter_ns() - answered) / 1000)
        asked.append((answered - made) / 1000)
        new.append((made - started) / 1000)
    samples = {
        "possible, exact, warm": Sample(tuple(again)),
        "possible, exact, cold": Sample(tuple(asked)),
        "making the exact engine": Sample(tuple(new)),
    }
    return compared("nothing", samples, {"possible, exact, warm": ("20 ms", 20_000.0)})


# -- the contenders -----------------------------------------------------------------------------


def _verdicts(item: Item) -> object:
    return dict(reference_engine(item.rules).verdicts(item.values).answers)


def _grounds(item: Item) -> object:
    """The claims that the placement rests on, as the verdicts alone give it, and their grounds."""
    reference = reference_engine(item.rules)
    record = Record(reference, item.values)
    by_verdicts = _ByVerdicts(item.rules, record)
    placement = decided(item.rules, record) or place(item.rules, by_verdicts)
    grounds = Grounds(record)
    rested_on = claims(item.rules, placement, record)
    return record, placement, [(claim, grounds.of(claim.condition)) for claim in rested_on]


@frozen
class _ByVerdicts:
    """What three-valued verdicts alone say of all completions."""

    rules: Ruleset
    answers: Mapping[str, Truth]

    @property
    def possible(self) -> frozenset[str]:
        """The outcomes that the verdicts do not rule out."""
        if any(self.answers[rule.id] for rule in self.rules.of_kind(Kind.CONSISTENCY)):
            return frozenset()
        names = self.rules.outcomes
        return frozenset(each for each in names if self.answers[f"outcome:{each}"] is not False)

    @property
    def eligible(self) -> Truth:
        """The verdict on eligibility."""
        return self.answers["eligible"]

    def always(self, question: str) -> bool:
        """Whether the verdict on a question is yes."""
        return self.answers[question] is True


def _firings(item: Item) -> object:
    return durable_engine(item.rules).verdicts(item.values)


def _possible(item: Item) -> object:
    return exact_engine(item.rules).completions(item.values)


def _classify(engine: str) -> Timed:
    return each(lambda item: casewise.classify(item.rules, item.case, engine))


def _explain(engine: str) -> Timed:
    return each(lambda item: casewise.explain(casewise.classify(item.rules, item.case, engine)))


CONTENDERS: dict[str, Timed] = {
    REFERENCE_VERDICTS: each(_verdicts),
    REFERENCE_GROUNDS: each(_grounds),
    DURABLE_FIRINGS: each(_firings),
    POSSIBLE: each(_possible),
    "classify, reference": _classify(REFERENCE),
    "classify, durable-rules": _classify(DURABLE),
    "explain(classify), reference": _explain(REFERENCE),
    "explain(classify), durable-rules": _explain(DURABLE),
}


def _check(item: Item) -> None:
    """All engines give one answer."""
    by_rules = casewise.classify(item.rules, item.case, DURABLE)
    by_reference = casewise.classify(item.rules, item.case, REFERENCE)
    completions = exact_engine(item.rules).completions(item.values)
    assert by_rules.verdicts.answers == by_reference.verdicts.answers
    assert by_rules.possible == by_reference.possible == (completions.possible or {"conflict"})
    assert by_rules.placement == by_reference.placement == place(item.rules, completions)
