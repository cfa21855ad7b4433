"""Records as rows of a frame in canonical form (docs/columns.md), and what each should get."""

import random
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from casewise.evaluation.classification import classify
from casewise.evaluation.engines import reference_engine
from casewise.evaluation.placement import SEPARATOR
from casewise.evaluation.reference import Record
from casewise.explanation.grounds import Grounds
from casewise.explanation.support import Claim, named_part
from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.model.case import Case
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType, Vocabulary
from casewise.result import CONFLICT, Result

Cells = dict[str, Any]


def framed(
    vocabulary: Vocabulary, records: Sequence[Values], *, in_part: bool = True
) -> pl.DataFrame:
    """A row for each record; without `in_part` there are no columns of what is known in part."""
    frame = _columns(list(vocabulary.facts), records)
    return frame if in_part else frame.select(fact.name for fact in vocabulary.facts)


def _columns(facts: Iterable[Fact], records: Sequence[Values]) -> pl.DataFrame:
    found: list[pl.Series] = []
    for fact in facts:
        known = [record.get(fact.name) for record in records]
        if fact.type is FactType.LIST:
            found += _lists(fact, known)
            continue
        cells = [{} if each is None else _cells(fact, each) for each in known]
        found += [
            pl.Series(name, [each.get(name) for each in cells], dtype=dtype)
            for name, dtype in types_of(fact).items()
        ]
    return pl.DataFrame(found)


def _lists(fact: Fact, known: Sequence[Known | None]) -> list[pl.Series]:
    """The entities of all records as one frame, put back into lists."""
    lists = [each if isinstance(each, Entities) else None for each in known]
    owners = [at for at, each in enumerate(lists) if each for _ in each.listed]
    entities = _columns(fact.facts, [one for each in lists if each for one in each.listed])
    grouped = (
        pl.DataFrame({".at": pl.Series(owners, dtype=pl.Int64), ".one": entities.to_struct()})
        .group_by(".at", maintain_order=True)
        .agg(".one")
    )
    every = pl.DataFrame(
        {".at": range(len(lists)), ".stated": [each is not None for each in lists]}
    )
    joined = every.join(grouped, on=".at", how="left", maintain_order="left")
    none = pl.lit([], dtype=grouped.schema[".one"])
    cells = joined.select(pl.when(".stated").then(pl.col(".one").fill_null(none))).to_series()
    others = [None if each is None else each.others for each in lists]
    return [cells.alias(fact.name), pl.Series(f"{fact.name}.others", others, dtype=pl.Boolean)]


def types_of(fact: Fact) -> dict[str, Any]:
    """The columns that can tell of a fact which is no list."""
    name, texts = fact.name, pl.List(pl.String)
    match fact.type:
        case FactType.YES_NO:
            return {name: pl.Boolean}
        case FactType.DATE:
            return {name: pl.Date, f"{name}.from": pl.Date, f"{name}.to": pl.Date}
        case FactType.NUMBER:
            return {name: pl.Int64, f"{name}.at_least": pl.Int64, f"{name}.at_most": pl.Int64}
        case FactType.CHOICE:
            return {name: pl.Enum(fact.codes), f"{name}.one_of": texts}
        case FactType.SET:
            return {name: texts, f"{name}.includes": texts, f"{name}.excludes": texts}
    raise TypeError(f"{name} is a list")


def _cells(fact: Fact, known: Known) -> Cells:
    name = fact.name
    match known:
        case Choice(values) if fact.type is FactType.YES_NO:
            return {name: None if len(values) > 1 else values == {"yes"}}
        case Choice(values):
            exact = len(values) == 1
            return {name: next(iter(values))} if exact else {f"{name}.one_of": sorted(values)}
        case Span(low, high):
            first, last = ("from", "to") if fact.type is FactType.DATE else ("at_least", "at_most")
            if low == high:
                return {name: _value(fact, low)}
            return {f"{name}.{first}": _value(fact, low), f"{name}.{last}": _value(fact, high)}
        case Members(included, excluded):
            if len(included) + len(excluded) == len(fact.codes):
                return {name: sorted(included)}
            parts = {"includes": included, "excludes": excluded}
            return {f"{name}.{part}": sorted(codes) for part, codes in parts.items() if codes}
    raise TypeError(f"{known} is no value of {name}")


def _value(fact: Fact, number: int) -> date | int:
    return date.fromordinal(number) if fact.type is FactType.DATE else number


# -- what rows should get -------------------------------------------------------------------------


def expected(
    rules: Ruleset, records: Sequence[Values], *, deciding_too: bool = True
) -> pl.DataFrame:
    """What the reference evaluator makes of each record, in the columns of results."""
    names = ("placement", "eligible", "settled", "possible", "conflicts", "rule")
    types = {name: pl.Boolean if name == "settled" else pl.String for name in names}
    rows = []
    for record in records:
        result = classify(rules, Case(None, record), "reference")
        possible = SEPARATOR.join(sorted(result.possible))
        clashing = SEPARATOR.join(broken(result)) or None
        rule = deciding(result) if deciding_too else None
        answer = (result.placement, result.eligible_word, result.settled, possible)
        rows.append((*answer, clashing, rule))
    return pl.DataFrame(rows, schema=types, orient="row")


def broken(result: Result) -> list[str]:
    """The consistency rules that an explanation of a conflict names."""
    if result.placement != CONFLICT:
        return []
    rules = result.ruleset.of_kind(Kind.CONSISTENCY)
    return sorted(r.id for r in rules if result.verdicts.answers[r.id]) or ["consistent"]


def deciding(result: Result) -> str | None:
    """The rule that decides, or the named part of it that makes it hold."""
    answers, of_kind = result.verdicts.answers, result.ruleset.of_kind
    match result.placement:
        case "undecided":
            return None
        case "conflict":
            return next((r.id for r in of_kind(Kind.CONSISTENCY) if answers[r.id]), "consistent")
        case "not-eligible":
            failing = (r.id for r in of_kind(Kind.ELIGIBILITY) if answers[r.id] is False)
            return next(failing, "eligible")
    rule = result.ruleset.by_id[result.placement]
    if rule.when is None or not answers[rule.id]:
        return rule.id
    grounds = Grounds(Record(reference_engine(result.ruleset), result.case.values))
    return named_part(Claim(rule.id, rule.means, (), rule.when, True), grounds).id


def textual(results: pl.DataFrame) -> pl.DataFrame:
    """Results as `expected` has them."""
    return results.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))


# -- many records ---------------------------------------------------------------------------------


def mixed(rng: random.Random, bases: Sequence[Values], count: int) -> list[Values]:
    """Records of which each list and the other facts are from one of some records each.

    Of some, facts are left out.
    """
    found: list[Values] = []
    for _ in range(count):
        values = dict(rng.choice(bases))
        for name in [n for n, known in values.items() if isinstance(known, Entities)]:
            if rng.random() < 0.5:
                values[name] = rng.choice(bases).get(name)
        left_out = rng.choice((0.0, 0.0, 0.1, 0.3))
        found.append({n: known for n, known in values.items() if rng.random() >= left_out})
    return found
