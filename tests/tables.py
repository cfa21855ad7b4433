"""Tables of cases for tests: random records as frames in canonical form, and their answers."""

import random
from collections.abc import Iterable
from typing import Any

import polars as pl

from casewise.evaluation.classification import classify
from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.files.components import column_type
from casewise.files.components import told as columns_of
from casewise.model.case import Case
from casewise.model.column_map import PARTS, Part, Silence, Target
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from casewise.testing.records import random_record

Row = dict[str, Any]


def random_cases(ruleset: Ruleset, count: int, seed: int = 1) -> list[Case]:
    """Records with ids, from nothing known to everything."""
    rng = random.Random(seed)
    return [Case(f"c{at}", random_record(rng, ruleset.vocabulary)) for at in range(count)]


def flat_cases(ruleset: Ruleset, count: int, seed: int = 2) -> list[Case]:
    """Records whose facts are one answer each, or not known; no lists, and sets as members."""
    facts = [fact for fact in ruleset.vocabulary.facts if fact.type is not FactType.LIST]
    kept = {fact.name: fact for fact in facts}
    return [
        Case(case.id, {n: k for n, k in case.values.items() if n in kept and is_exact(k)})
        for case in random_cases(ruleset, count, seed)
    ]


def is_exact(known: Known | None) -> bool:
    match known:
        case Choice(values):
            return len(values) == 1
        case Span(low, high):
            return low == high
    return isinstance(known, Members)


def frame_of(cases: Iterable[Case], ruleset: Ruleset) -> pl.DataFrame:
    """The canonical form of records, with a column `case`."""
    facts = ruleset.vocabulary.facts
    rows = [{"case": case.id, **row_of(case.values, facts)} for case in cases]
    return pl.DataFrame(rows, schema={"case": pl.String, **schema_of(facts)}, orient="row")


def schema_of(facts: Iterable[Fact]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact in facts:
        if fact.type is FactType.LIST:
            found[fact.name] = pl.List(pl.Struct(schema_of(fact.facts)))
            found[f"{fact.name}.{Part.OTHERS}"] = pl.Boolean()
            continue
        for part in (Part.WHOLE, *PARTS[fact.type]):
            target = Target(fact, part)
            found[target.column] = column_type(target)
    return found


def row_of(values: Values, facts: Iterable[Fact]) -> Row:
    row: Row = {}
    for fact in facts:
        known = values.get(fact.name)
        if isinstance(known, Entities):
            row[fact.name] = [row_of(entity, fact.facts) for entity in known.listed]
            row[f"{fact.name}.{Part.OTHERS}"] = known.others
        elif fact.type is FactType.LIST:
            row[f"{fact.name}.{Part.OTHERS}"] = False
        else:
            row |= columns_of(Target(fact), Silence.UNKNOWN if known is None else known)
    return row


Answer = tuple[str, bool, str]


def answers(cases: Iterable[Case], ruleset: Ruleset) -> list[Answer]:
    """Placement, settled and possible of records, by the reference."""
    results = [classify(ruleset, case, "reference") for case in cases]
    return [(r.placement, r.settled, "|".join(sorted(r.possible))) for r in results]


def answers_in(frame: pl.DataFrame) -> list[Answer]:
    """The same in a table of results."""
    found = frame.select(
        pl.col("placement").cast(pl.String),
        pl.col("settled").cast(pl.Boolean),
        pl.col("possible").cast(pl.String),
    )
    return [(row[0], row[1], row[2]) for row in found.iter_rows()]
