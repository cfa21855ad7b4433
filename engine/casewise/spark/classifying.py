"""Spark frames classified: the rules compiled to the column expressions of Spark."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as fn
from pyspark.sql import types as tp
from pyspark.sql.pandas import functions as of_arrow

from casewise.evaluation.columns.columns import Columns
from casewise.evaluation.engines import remembered
from casewise.evaluation.lookups.compiling import Looked, looked_up
from casewise.frames.names import check_names
from casewise.frames.results import BITS, REASONED, TEXT, Results, results_for
from casewise.library import DEFAULT_RULESET, load
from casewise.model.ruleset import Ruleset
from casewise.spark.answering import answer
from casewise.spark.batches import LETTERS, Worker, by_facts, by_letters, shipped
from casewise.spark.checking import complaint
from casewise.spark.looking import Sql, letter, looked
from casewise.spark.placing import Placing, possible_bits
from casewise.spark.telling import Told, named, quoted, telling

HIDDEN = "casewise:"
"""What the names of columns begin with that are dropped again."""
NUMBER, POSSIBLE = f"{HIDDEN}number", f"{HIDDEN}possible"
"""The number that is looked up, and what it says is possible.

The number is wanted by both: what is wanted twice Spark computes in a method of its own.

One method for all would soon be longer than the 8,000 bytecodes that the Java machine compiles, and
take twenty times as long.
"""
WHY, JOINT = f"{HIDDEN}why", f"{HIDDEN}joint"

TYPES: Mapping[str, tp.DataType] = {
    "placement": tp.StringType(),
    "eligible": tp.StringType(),
    "settled": tp.BooleanType(),
    "possible": tp.StringType(),
    "rule": tp.StringType(),
    "conflicts": tp.StringType(),
    "explanation": tp.LongType(),
    TEXT: tp.StringType(),
    BITS: tp.LongType(),
}
"""The types of the columns of results."""


def classify(
    df: DataFrame,
    *,
    ruleset: Ruleset | str = DEFAULT_RULESET,
    readings: Mapping[str, str] | None = None,
    explain: str = "id",
    results: Sequence[str] | None = None,
    prefix: str = "",
) -> DataFrame:
    """Classify every row of a Spark frame, exactly as `casewise.classify` does each record.

    Nothing is run: the frame that comes back is as lazy as the one given. How a row is placed is
    found by column expressions; why it is so, and what lists of entities decide, by the columns
    engine in the Python workers, which needs casewise there too.

    Args:
        df: a column for each fact, as docs/columns.md says. Others pass through.
        ruleset: the rules, or their name or folder.
        readings: other values for some readings.
        explain: `none`, `id` or `text`, as for `casewise.classify_frame`.
        results: which columns to add, instead of those that `explain` says.
        prefix: what the names of the columns that are added begin with.

    Returns:
        The frame with the columns added, of which docs/columns.md tells. The id of an explanation
        is signed, as Spark has no unsigned numbers: the same 64 bits.

    Raises:
        ProblemsFound: a column cannot be used (D404), or a result would take its place (D406). A
            value that a fact cannot have stops the run of the frame (D405).
        UnknownResult, UnknownReading, UnknownRuleset: as their names say.
    """
    rules = (load(ruleset) if isinstance(ruleset, str) else ruleset).under(readings or {})
    wanted = list(results_for(explain) if results is None else results)
    if unknown := [name for name in wanted if name not in TYPES]:
        Results(rules, unknown)  # complains of them; there is nothing to make here
    check_names(df.columns, [prefix + name for name in wanted])
    told = telling(rules.vocabulary.facts, df.schema)
    if any(rules.vocabulary.lists()) and _reasoned(wanted):
        found, columns = _by_facts(df, fn.lit(True), rules, told, wanted)
    else:
        found, columns = _looked(df, rules, told, wanted)
    added = {prefix + name: columns[name].cast(TYPES[name]) for name in wanted}
    return found.select(*map(quoted, df.columns), *(c.alias(name) for name, c in added.items()))


Found = tuple[DataFrame, dict[str, Column]]
"""A frame with columns more, and the results as expressions of these."""


def _reasoned(wanted: Sequence[str]) -> list[str]:
    return [name for name in wanted if name in (*REASONED, TEXT)]


def _looked(df: DataFrame, rules: Ruleset, told: Mapping[str, Told], wanted: list[str]) -> Found:
    """Results that are looked up; what cannot be is asked of the columns engine."""
    reasons = _reasoned(wanted)
    tables = _tables_with_reasons(rules) if reasons else _tables(rules)
    found, letters = _spelled(df, tables, told)
    number = fn.expr(looked(tables, letters))
    found = found.withColumns({NUMBER: number, POSSIBLE: possible_bits(tables, number)})
    placing = Placing(tables, named(NUMBER), named(POSSIBLE))
    columns = {name: placing.column(name) for name in wanted if name not in reasons}
    if reasons:
        found, why = _by_letters(found, letters, rules, tables, reasons)
        columns |= why
    if tables.has_lists:
        by_lists = reduce(Column.__or__, _listing(rules, told), placing.lists_decide())
        found, joint = _by_facts(found, by_lists, rules, told, wanted)
        columns = {
            name: fn.when(by_lists, joint[name]).otherwise(column)
            for name, column in columns.items()
        }
    return found, columns


def _spelled(
    df: DataFrame, tables: Looked, told: Mapping[str, Told]
) -> tuple[DataFrame, list[Sql]]:
    """The frame with the letters of each row."""
    asked = {
        test: f"{HIDDEN}test {at}" for at, test in enumerate(tables.tests) if test.fact in told
    }
    answers = [answer(told[test.fact], test.test).alias(name) for test, name in asked.items()]
    quoted_answers = {test: quoted(name) for test, name in asked.items()}
    names = [f"{HIDDEN}{at}" for at in range(len(tables.blocks))]
    letters = [
        fn.expr(letter(quoted_answers, tables.tests[each.start : each.stop]))
        for each in tables.blocks
    ]
    complaints = [stop for each in told.values() if (stop := complaint(each)) is not None]
    if complaints and letters:
        letters[0] = fn.coalesce(*complaints, letters[0])
    added = [column.alias(name) for name, column in zip(names, letters, strict=True)]
    kept = [quoted(name) for name in df.columns]
    spelled = df.select("*", *answers).select(*kept, *added)
    return spelled, [quoted(name) for name in names]


def _by_letters(
    df: DataFrame, letters: Sequence[Sql], rules: Ruleset, tables: Looked, wanted: list[str]
) -> Found:
    """Results of the columns engine by the letters of each row."""
    words = [
        fn.expr(_word(letters[start : start + LETTERS]))
        for start in range(0, len(letters), LETTERS)
    ]
    answered = _batched(by_letters(shipped(rules, wanted), tables), wanted)(*words)
    return _named_fields(df.withColumn(WHY, answered), WHY, wanted)


def _word(letters: Sequence[Sql]) -> Sql:
    """Letters as one number, a byte for each."""
    placed = (f"shiftleft(cast({each} as bigint), {8 * at})" for at, each in enumerate(letters))
    return " | ".join(placed)


def _by_facts(
    df: DataFrame, where: Column, rules: Ruleset, told: Mapping[str, Told], wanted: list[str]
) -> Found:
    """Results of the columns engine by all facts of a row, in some rows."""
    facts = [
        column.alias(f"{name}.{part}" if part else name)
        for name, of_fact in told.items()
        for part, column in of_fact.columns.items()
    ]
    nothing = fn.lit(None).alias(f"{HIDDEN}nothing")
    row = fn.when(where, fn.struct(*(facts or [nothing])))
    answered = _batched(by_facts(shipped(rules, wanted)), wanted)(row)
    return _named_fields(df.withColumn(JOINT, answered), JOINT, wanted)


def _listing(rules: Ruleset, told: Mapping[str, Told]) -> Iterator[Column]:
    """For each list that is told of, whether a row lists entities."""
    for fact in rules.vocabulary.lists():
        column = told[fact.name].column() if fact.name in told else None
        if column is not None:
            yield fn.coalesce(fn.size(column) > 0, fn.lit(False))


def _named_fields(df: DataFrame, column: str, wanted: list[str]) -> Found:
    return df, {name: named(column).getField(name) for name in wanted}


def _batched(worker: Worker, wanted: list[str]) -> Callable[..., Column]:
    types = tp.StructType([tp.StructField(name, TYPES[name]) for name in wanted])
    untyped: Any = of_arrow  # its annotations know of no structs, which it gives back all the same
    made: Callable[..., Column] = untyped.arrow_udf(worker, types)
    return made


_tables = remembered(looked_up)


@remembered
def _tables_with_reasons(ruleset: Ruleset) -> Looked:
    """Tables with the tests that reasons ask besides."""
    return looked_up(ruleset, Columns(ruleset, reasons=True).tests[""])
