"""Records as a batch: each test judged of what each record says."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from casewise.evaluation.columns.batch import Answers, Batch, Listed, Tested
from casewise.evaluation.columns.bits import packed
from casewise.facts import Entities, Known, Values
from casewise.model.conditions import FactTest

Tests = Mapping[str, Sequence[FactTest]]
"""What is asked of the case (an empty name) and of the entities of each list."""


def recorded(records: Sequence[Values], tests: Tests) -> Batch:
    """A row for each record."""
    lists = {
        name: listed([record.get(name) for record in records], tests[name])
        for name in tests
        if name
    }
    return Batch(len(records), judged(records, tests[""]), lists)


def judged(records: Sequence[Values], tests: Iterable[FactTest]) -> Tested:
    """The answers to tests of the facts of one scope."""
    found: dict[FactTest, Answers] = {}
    for each in tests:
        known = [record.get(each.fact) for record in records]
        truths = [None if fact is None else each.test.judge(fact) for fact in known]
        holds = np.array([truth is True for truth in truths], np.bool_)
        stated = np.array([truth is not None for truth in truths], np.bool_)
        found[each] = Answers(packed(holds), packed(stated))
    return found


def listed(known: Sequence[Known | None], tests: Iterable[FactTest]) -> Listed:
    """The entities of one list of each record."""
    lists = [each if isinstance(each, Entities) else Entities((), others=True) for each in known]
    counts = np.array([0, *(len(each.listed) for each in lists)], np.int64)
    entities = [entity for each in lists for entity in each.listed]
    return Listed(
        np.cumsum(counts),
        np.array([each is not None for each in known], np.bool_),
        np.array([each.others for each in lists], np.bool_),
        judged(entities, tests),
    )
