"""What column expressions cannot say, asked of the columns engine by Arrow batches.

That are the reason of a row, whose id is a digest, and rows whose entities need a joint answer.
This is what runs in the Python workers of Spark; each process makes the engine once.
"""

import pickle
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from attrs import evolve, field, frozen

from casewise.evaluation.columns.batch import Answers, Batch
from casewise.evaluation.columns.bits import packed
from casewise.evaluation.lookups.compiling import Looked
from casewise.evaluation.lookups.tables import ANSWERS
from casewise.frames.classifier import Classifier
from casewise.frames.results import Results
from casewise.model.ruleset import Ruleset

LETTERS = 8
"""A word holds so many letters of a row, a byte for each."""

MOST_ENGINES = 4
"""The engines that a worker keeps."""

Worker = Callable[..., pa.Array]


@frozen
class Shipped:
    """What a worker is sent: the rules, and which results are wanted of them."""

    rules: bytes = field(repr=False)
    results: tuple[str, ...]


def shipped(ruleset: Ruleset, results: Sequence[str]) -> Shipped:
    """Make rules ready to be sent: without what was compiled of them here."""
    return Shipped(pickle.dumps(evolve(ruleset, variants={})), tuple(results))


def by_letters(sent: Shipped, looked: Looked) -> Worker:
    """Answers rows by their letters, which come as words of eight."""
    places = {
        test: (block, digit)
        for block, each in enumerate(looked.blocks)
        for digit, test in enumerate(looked.tests[each.start : each.stop])
    }

    def answer(*words: pa.Array) -> pa.Array:
        rows = len(words[0])
        letters = np.stack([word.to_numpy() for word in words], axis=1).view(np.uint8)
        results = _results(sent)
        tested = {
            test: _answers(letters[:, block], digit)
            for test in results.columns.tests[""]  # their order decides which of two reasons it is
            for block, digit in (places[test],)
        }
        return _structs(results.of(Batch(rows, tested, {})))

    return answer


def by_facts(sent: Shipped) -> Worker:
    """Answers rows by their facts, which come as structs; of a null nothing is wanted."""

    def answer(facts: pa.Array) -> pa.Array:
        structs = pl.Series(facts)
        wanted = structs.is_not_null()
        found = _classifier(sent).classify(structs.filter(wanted).struct.unnest())
        places = (wanted.cum_sum() - 1).cast(pl.Int64)
        return _structs(found[pl.select(pl.when(wanted).then(places)).to_series()])

    return answer


def _answers(letters: Any, at: int) -> Answers:
    digits = np.arange(256, dtype=np.uint16) // ANSWERS**at % ANSWERS
    return Answers(packed((digits == 1)[letters]), packed((digits != ANSWERS - 1)[letters]))


@lru_cache(MOST_ENGINES)
def _results(sent: Shipped) -> Results:
    return Results(pickle.loads(sent.rules), sent.results)  # noqa: S301  # `shipped` made it


@lru_cache(MOST_ENGINES)
def _classifier(sent: Shipped) -> Classifier:
    return Classifier(pickle.loads(sent.rules), results=sent.results)  # noqa: S301  # as above


def _structs(found: pl.DataFrame) -> pa.Array:
    """Results as structs of the types that Spark has."""
    columns = [_plain(found[name]).to_arrow() for name in found.columns]
    columns = [
        each.cast(pa.string()) if pa.types.is_large_string(each.type) else each for each in columns
    ]
    return pa.StructArray.from_arrays(columns, names=found.columns)


def _plain(column: pl.Series) -> pl.Series:
    """A column of texts for categories, and of signed numbers for those that are not."""
    if isinstance(column.dtype, pl.Enum | pl.Categorical):
        return column.cast(pl.String)
    if column.dtype == pl.UInt64:
        return column.reinterpret(signed=True)
    return column.cast(pl.Int64) if column.dtype.is_integer() else column
