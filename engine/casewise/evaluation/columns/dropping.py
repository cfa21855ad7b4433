"""Rows reduced to what their placements need: facts are dropped as long as these stay the same."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from casewise.evaluation.columns.batch import Answers, Batch, Listed, Tested
from casewise.evaluation.columns.bits import Bytes, packed
from casewise.evaluation.columns.running import Number

Flags = NDArray[np.bool_]
Place = Callable[[Batch], Number]
"""Gives the placement of each row."""
Drop = Callable[[Batch, Flags], Batch]
"""Gives the batch in which some rows do not say one thing."""


def needed(batch: Batch, place: Place) -> Batch:
    """The rows of a batch without any fact that their placements can do without.

    What is asked for last is tried first; what is known of the entities of a list is dropped of
    all of them or of none.
    """
    wanted, every = place(batch), np.ones(batch.rows, np.bool_)
    for drop in _drops(batch):
        same = place(drop(batch, every)) == wanted
        if same.any():
            batch = drop(batch, same)
    return batch


def _drops(batch: Batch) -> Iterator[Drop]:
    for name, listed in reversed(list(batch.lists.items())):
        yield partial(_with_others, name)
        for fact in _facts(listed.entities):
            yield partial(_without_of_list, name, fact)
    for fact in _facts(batch.tested):
        yield partial(_without, fact)


def _facts(tested: Tested) -> list[str]:
    return list(dict.fromkeys(test.fact for test in reversed(list(tested))))


def _without(fact: str, batch: Batch, rows: Flags) -> Batch:
    return evolve(batch, tested=_unsaid(batch.tested, fact, rows))


def _without_of_list(name: str, fact: str, batch: Batch, rows: Flags) -> Batch:
    listed = batch.lists[name]
    of_rows = np.repeat(rows, np.diff(listed.offsets))
    return _with(batch, name, evolve(listed, entities=_unsaid(listed.entities, fact, of_rows)))


def _with_others(name: str, batch: Batch, rows: Flags) -> Batch:
    listed = batch.lists[name]
    return _with(batch, name, evolve(listed, others=listed.others | rows))


def _with(batch: Batch, name: str, listed: Listed) -> Batch:
    return evolve(batch, lists={**batch.lists, name: listed})


def _unsaid(tested: Tested, fact: str, rows: Flags) -> Tested:
    """The answers to tests without those about one fact in some rows."""
    left = ~packed(rows)

    def unsaid(answers: Answers) -> Answers:
        known: Bytes = answers.known & left
        return Answers(answers.holds, known)

    return {t: unsaid(a) if t.fact == fact else a for t, a in tested.items()}
